// Switches for trouble: what the widget meets on a bad day.
import { control } from './api.js';
import { fill, h, json } from './dom.js';
import { every, trouble } from './tabs.js';

/** Things that go wrong, as they are asked for. */
const PRESETS = [
  ['Messages fail with 500', { match: { method: 'POST', path: '/sdk/**/messages' }, action: { type: 'answer', status: 500 }, count: 1 }, 'the next one'],
  ['Too many requests', { match: { path: '/sdk/' }, action: { type: 'answer', status: 429, retryAfter: 2 }, count: 3 }, 'three times, retry after 2 s'],
  ['The service is away', { match: { path: '/sdk/' }, action: { type: 'answer', status: 503 }, count: 5 }, 'five times'],
  ['Invalid auth', { match: { path: '/sdk/' }, action: { type: 'answer', status: 401, code: 'invalid_auth' }, count: 1 }, 'once'],
  ['The answer is lost', { match: { method: 'POST', path: '/sdk/**/messages' }, action: { type: 'drop', when: 'after' }, count: 1 }, 'the work is done, once'],
  ['Everything is slow', { match: { path: '/sdk/' }, action: { type: 'delay', ms: 2000 }, count: 20 }, '2 s, twenty times'],
  ['Events come twice', { action: { type: 'twice' }, count: 5 }, 'five of them'],
  ['Events change places', { action: { type: 'reorder' }, count: 1 }, 'once'],
  ['Sockets fall silent', { action: { type: 'silence', ms: 20000 }, count: 1 }, 'for 20 s, unnoticed'],
];

let list;
let said;
let shown = '';

async function draw() {
  let faults;
  try {
    const answer = await control('GET', '/faults');
    faults = answer.faults ?? [];
  } catch (error) {
    shown = '';
    return fill(list, h('p', { class: 'empty' }, trouble(error, 'faults')));
  }
  const state = JSON.stringify(faults);
  if (state === shown) return;
  shown = state;
  fill(list, faults.length
    ? h('ul', { class: 'plain log' }, faults.map(drawOne))
    : h('p', { class: 'empty' }, 'All is well. Switch on a fault above and see what the widget does.'));
}

function drawOne(fault) {
  const { id, action, match, hits, left, probability } = fault;
  const where = [match?.method, match?.path, match?.event].filter(Boolean).join(' ') || 'everything';
  const rest = left === undefined ? (probability === undefined ? 'until switched off' : `with probability ${probability}`) : `${left} left`;
  return h('li', { 'data-fault': id },
    h('strong', {}, [action.type, action.status, action.ms && `${action.ms} ms`].filter(Boolean).join(' ')), ` on ${where}`,
    h('p', { class: 'row' }, h('span', { class: 'soft' }, `${rest}, met ${hits === 1 ? 'once' : `${hits} times`}`),
      h('button', { type: 'button', class: 'quiet', 'aria-label': `Switch off fault ${id}`, onclick: () => tell('DELETE', undefined, 'Switched off.', `/${encodeURIComponent(id)}`) }, 'Switch off')),
    h('details', {}, h('summary', {}, 'As JSON'), json(fault)));
}

async function tell(method, body, done, path = '') {
  said.className = 'soft';
  try {
    await control(method, `/faults${path}`, body);
    said.textContent = done;
  } catch (error) {
    said.className = 'bad';
    said.textContent = trouble(error, 'faults');
  }
  await draw();
}

async function dropSockets() {
  try {
    const { dropped } = await control('POST', '/sockets/drop', { refuseMs: 3000 });
    said.className = 'soft';
    said.textContent = `Closed: ${dropped === 1 ? '1 socket' : `${dropped} sockets`}. New ones are refused for 3 s.`;
  } catch (error) {
    said.className = 'bad';
    said.textContent = error.message;
  }
}

export const faultsPanel = {
  id: 'faults',
  label: 'Faults',
  start(place) {
    list = h('div', {});
    said = h('p', { class: 'soft', role: 'status' });
    const custom = h('textarea', { id: 'fault-json', rows: 5, spellcheck: 'false' });
    custom.value = JSON.stringify(PRESETS[0][1], null, 2);
    const add = event => {
      event.preventDefault();
      let fault;
      try {
        fault = JSON.parse(custom.value);
      } catch (error) {
        said.className = 'bad';
        said.textContent = `The fault is no JSON: ${error.message}`;
        return;
      }
      tell('POST', fault, 'Switched on.');
    };
    fill(place,
      h('ul', { class: 'plain switches' },
        PRESETS.map(([label, fault, note]) => h('li', {},
          h('button', { type: 'button', class: 'quiet', onclick: () => { custom.value = JSON.stringify(fault, null, 2); tell('POST', fault, `On: ${label.toLowerCase()}, ${note}.`); } }, label),
          ' ', h('span', { class: 'soft' }, note))),
        h('li', {}, h('button', { type: 'button', class: 'quiet', onclick: dropSockets }, 'Sockets break'), ' ', h('span', { class: 'soft' }, 'and are refused for 3 s'))),
      said,
      h('h3', {}, 'On now'), list,
      h('button', { type: 'button', class: 'quiet', onclick: () => tell('DELETE', undefined, 'All is well again.') }, 'Switch all off'),
      h('h3', {}, 'Any other'),
      h('form', { onsubmit: add }, h('div', { class: 'field' }, h('label', { for: 'fault-json' }, 'Fault as JSON'), custom), h('button', { class: 'main' }, 'Switch on')));
  },
  ...every(2000, draw),
};
