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
    lines = await controlLines(`/traffic?after=${after}&limit=200`);
  } catch (error) {
    said.textContent = trouble(error, 'recorded traffic');
    return;
  }
  for (const line of lines) {
    after = Math.max(after, numberOf(line));
    entries.push(line);
    list.prepend(drawOne(line));
  }
  entries.splice(0, entries.length - KEPT);
  while (list.childElementCount > KEPT) list.lastElementChild.remove();
  if (lines.length) apply();
  said.textContent = list.childElementCount ? '' : 'Nothing has passed yet. Open the demo page: what its widget asks appears here.';
}

const numberOf = line => line.number ?? line.seq ?? line.n ?? line.id ?? 0;

/** One line for a request, an answer or a frame, whatever the record calls its parts. */
function words(line) {
  const method = line.method ?? line.request?.method;
  const path = line.path ?? line.request?.path ?? line.url;
  if (method) return [h('span', { class: 'kind' }, method), ' ', path];
  const frame = line.frame ?? line.message ?? line.data ?? line;
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  const way = line.direction ?? line.way ?? line.kind ?? 'frame';
  return [h('span', { class: 'kind' }, way), ' ', text.slice(0, 90)];
}

function drawOne(line) {
  const status = line.status ?? line.response?.status;
  const time = line.at ?? line.time ?? line.t;
  const details = h('details', {}, h('summary', {},
    h('span', { class: 'soft' }, time ? preciseTime(millis(time)) : ''), ' ', words(line), ' ',
    status ? h('span', { class: status < 400 ? 'good' : 'bad' }, String(status)) : null));
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
