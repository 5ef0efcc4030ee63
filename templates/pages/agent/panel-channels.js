// Plays the person who scans a code, or answers a text message.
import { control } from './api.js';
import { fill, h, json } from './dom.js';
import { current, on } from './model.js';
import { every, trouble } from './tabs.js';

let place;
let list;
let said;
let shown = '';

const EMPTY = 'Nobody links a channel now. In the widget of integration …b2, open the menu and choose a channel; its code appears here.';

async function draw() {
  let links;
  try {
    links = await control('GET', '/links');
  } catch (error) {
    shown = '';
    return fill(list, h('p', { class: 'empty' }, trouble(error, 'simulated channels')));
  }
  // What a person is filling in is not drawn anew under the hands.
  const state = JSON.stringify([links, current]);
  if (state === shown) return;
  shown = state;
  const codes = links.codes ?? [];
  const clients = links.clients ?? links.pending ?? [];
  fill(list,
    codes.map(drawCode), clients.map(drawClient),
    codes.length + clients.length ? null : h('p', { class: 'empty' }, EMPTY));
}

async function act(body, done) {
  said.className = 'soft';
  try {
    await control('POST', '/link', body);
    said.textContent = done;
  } catch (error) {
    said.className = 'bad';
    said.textContent = trouble(error, 'simulated channels');
  }
  await draw();
}

function drawCode(code) {
  const type = code.type ?? code.platform ?? code.channel ?? 'channel';
  const name = h('input', { autocomplete: 'off', 'aria-label': `Name of the person on ${type}`, value: 'Bea on the phone' });
  const scan = event => {
    event.preventDefault();
    act({ code: code.code, displayName: name.value }, `Scanned with ${type}.`);
  };
  return h('section', { 'data-code': code.code }, h('h3', {}, type), h('p', {}, 'Code ', h('code', {}, code.code)),
    h('form', { class: 'row', onsubmit: scan }, name, h('button', { class: 'main' }, 'Scan it')));
}

const STEPS = [['match', 'Match'], ['confirm', 'Confirm'], ['cancel', 'Cancel'], ['fail', 'Fail']];

function drawClient(client) {
  const type = client.platform ?? client.type ?? 'channel';
  const id = client.id ?? client.clientId;
  return h('section', { 'data-client': id }, h('h3', {}, `${type} ${client.displayName ?? ''}`),
    h('p', { class: 'row' }, STEPS.map(([step, label]) => h('button', {
      type: 'button', class: 'quiet', onclick: () => act({ clientId: id, step }, `${label}: done.`),
    }, label))),
    h('details', {}, h('summary', {}, 'All that is known'), json(client)));
}

const clock = every(2000, () => draw());

export const channelsPanel = {
  id: 'channels',
  label: 'Channels',
  start(element) {
    place = element;
    list = h('div', {});
    said = h('p', { class: 'soft', role: 'status' });
    fill(place, h('p', { class: 'soft' }, 'Be the person at the other end: scan a code, answer a text message.'), said, list);
    on('open', () => { shown = ''; });
  },
  ...clock,
};
