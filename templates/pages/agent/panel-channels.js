// Plays the person who scans a code, or answers a text message.
import { control } from './api.js';
import { fill, h, json, link } from './dom.js';
import { current, nameOf, on, users } from './model.js';
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
  const { codes = [], pending = [], linked = [] } = links;
  fill(list,
    [...codes].reverse().map(drawCode), pending.map(drawPending),
    codes.length + pending.length ? null : h('p', { class: 'empty' }, EMPTY),
    linked.length ? h('h3', {}, 'Linked') : null, linked.map(drawLinked));
}

async function act(path, body, done) {
  said.className = 'soft';
  try {
    await control('POST', path, body);
    said.textContent = done;
  } catch (error) {
    said.className = 'bad';
    said.textContent = trouble(error, 'simulated channels');
  }
  await draw();
}

/** One field and a button. */
function ask(label, value, button, send) {
  const field = h('input', { autocomplete: 'off', 'aria-label': label, value });
  const submit = event => {
    event.preventDefault();
    send(field.value);
  };
  return h('form', { class: 'row', onsubmit: submit }, field, h('button', { class: 'main' }, button));
}

const whose = ({ userId }) => nameOf(users.get(userId), userId);

function drawCode(code) {
  const channel = code.channel ?? code.type;
  const scan = displayName => act('/link', { code: code.code, displayName }, `Scanned with ${channel}.`);
  return h('section', { 'data-code': code.code }, h('h3', {}, channel),
    h('p', { class: 'soft' }, `For ${whose(code)}, code `, h('code', {}, code.code)),
    code.url ? h('p', { class: 'wrap soft' }, link(code.url, code.url)) : null,
    ask(`Name of the person on ${channel}`, 'Bea on the phone', 'Scan it', scan));
}

const STEPS = [['match', 'Match'], ['confirm', 'Confirm'], ['cancel', 'Cancel'], ['fail', 'Fail']];

function drawPending(client) {
  return h('section', { 'data-client': client.id }, h('h3', {}, `${client.platform} ${client.displayName ?? ''}`),
    h('p', { class: 'soft' }, `${whose(client)} waits for an answer.`),
    h('p', { class: 'row' }, STEPS.map(([step, label]) => h('button', {
      type: 'button', class: 'quiet', onclick: () => act('/link', { clientId: client.id, step }, `${label}: done.`),
    }, label))),
    h('details', {}, h('summary', {}, 'All that is known'), json(client)));
}

function drawLinked(client) {
  const speak = text => act('/link/message', { clientId: client.id, text }, `Said by ${client.platform}.`);
  return h('section', { 'data-linked': client.id }, h('h4', {}, `${client.platform} ${client.displayName ?? ''}`),
    h('p', { class: 'soft' }, `Of ${whose(client)}.`),
    ask(`Say something by ${client.platform}`, 'Hello from my phone', 'Say it', speak));
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
