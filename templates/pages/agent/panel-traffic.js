// What clients send and get, as it passes.
import { controlLines } from './api.js';
import { byId, fill, h, json } from './dom.js';
import { every, trouble } from './tabs.js';
import { millis, preciseTime } from './time.js';

/** Entries that stay in the list. */
const KEPT = 300;

let list;
let said;
let filter;
let after = 0;
let isPaused = false;
const entries = [];

async function draw() {
  if (isPaused) return;
  let lines;
  try {
    lines = await controlLines(`/traffic?limit=200${after ? `&after=${after}` : ''}`);
  } catch (error) {
    said.textContent = trouble(error, 'recorded traffic');
    return;
  }
  for (const line of lines) {
    after = Math.max(after, line.n);
    entries.push(line);
    list.prepend(drawOne(line));
  }
  entries.splice(0, entries.length - KEPT);
  while (list.childElementCount > KEPT) list.lastElementChild.remove();
  if (lines.length) apply();
  said.textContent = list.childElementCount ? '' : 'Nothing has passed yet. Open the demo page: what its widget asks appears here.';
}

/** A path without what is the same in all, and with the ends of ids. */
const short = path => path.replace(/\/apps\/[0-9a-f]{24}/, '').replace(/[0-9a-f]{20}([0-9a-f]{4})/g, '…$1');

/** One line for a request or a frame. */
function words(line) {
  if (line.kind === 'request') {
    return [h('span', { class: 'kind' }, line.method), ' ', short(line.path), line.query ? `?${line.query}` : ''];
  }
  const text = typeof line.text === 'string' ? line.text : JSON.stringify(line.text);
  return [h('span', { class: 'kind' }, `${line.direction === 'in' ? '→' : '←'} ${line.transport}`), ' ', text.slice(0, 120)];
}

function drawOne(line) {
  const details = h('details', {}, h('summary', {},
    h('span', { class: 'soft' }, preciseTime(millis(line.at))), ' ', words(line), ' ',
    line.kind === 'request' ? h('span', { class: line.status < 400 && line.status ? 'good' : 'bad' }, String(line.status ?? 'no answer')) : null,
    line.fault ? h('span', { class: 'bad' }, ' by a fault') : null));
  details.addEventListener('toggle', () => details.open && details.childElementCount === 1 && details.append(json(line)));
  return h('li', { 'data-text': JSON.stringify(line).toLowerCase() }, details);
}

function apply() {
  const wanted = filter.value.trim().toLowerCase();
  for (const item of list.children) item.hidden = wanted !== '' && !item.dataset.text.includes(wanted);
}

export const trafficPanel = {
  id: 'traffic',
  label: 'Traffic',
  start(place) {
    list = h('ul', { class: 'plain log', id: 'traffic-list', 'aria-label': 'Traffic, the newest first' });
    said = h('p', { class: 'empty', role: 'status' });
    filter = h('input', { type: 'search', 'aria-label': 'Show only what contains', placeholder: 'Filter', autocomplete: 'off', oninput: apply });
    const pause = h('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false' }, 'Pause');
    pause.addEventListener('click', () => {
      isPaused = !isPaused;
      pause.setAttribute('aria-pressed', String(isPaused));
    });
    const clear = h('button', { type: 'button', class: 'quiet', onclick: () => fill(byId('traffic-list')) }, 'Clear');
    fill(place, h('div', { class: 'row' }, filter, pause, clear), said, list);
  },
  ...every(1500, draw),
};
