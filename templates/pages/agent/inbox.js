// The list of conversations.
import { announce, byId, fill, h, link } from './dom.js';
import { conversations, current, nameOf, on, sorted, titleOf, users } from './model.js';
import { preview } from './content.js';
import { millis, ago } from './time.js';

const rows = new Map();
const list = byId('conversations');

export function startInbox() {
  list.addEventListener('keydown', walk);
  for (const name of ['inbox', 'open', 'typing', 'user']) on(name, draw);
  on('message', ({ conversation, message }) => {
    const isElsewhere = conversation.id !== current || document.hidden;
    if (message.author.type === 'user' && isElsewhere) announce(`${titleOf(conversation)}: ${preview(message)}`);
  });
}

/** Goes to the next conversation (1) or the one before (-1). */
export function step(by) {
  const order = sorted();
  const at = order.findIndex(one => one.id === current);
  const next = order[at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by))];
  if (next) location.hash = next.id;
}

/** Says in place of the list what is amiss. */
export function showTrouble(text) {
  const place = byId('inbox-state');
  place.hidden = false;
  fill(place, text);
}

function draw() {
  const order = sorted();
  const place = byId('inbox-state');
  place.hidden = order.length > 0;
  if (!order.length) {
    fill(place, 'No conversations yet. Open the ', link('demo page', '/'), ' and say hello.');
  }
  const unread = order.filter(one => one.unread).length;
  byId('inbox-count').textContent = order.length ? (unread ? `${unread} of ${order.length} unread` : `${order.length}, all read`) : '';
  document.title = `${unread ? `(${unread}) ` : ''}Agent: avmsdk sandbox`;
  for (const [id, row] of rows) {
    if (conversations.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  const focused = document.activeElement;
  order.forEach((conversation, at) => {
    const row = rows.get(conversation.id) ?? h('li');
    rows.set(conversation.id, row);
    drawRow(row, conversation);
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
  // Moving an element takes the focus from it.
  if (list.contains(focused) && document.activeElement !== focused) focused.focus();
}

function drawRow(row, conversation) {
  const button = row.firstElementChild ?? h('button', { type: 'button', onclick: () => { location.hash = conversation.id; } });
  if (!row.firstElementChild) row.append(button);
  const title = titleOf(conversation);
  const isCurrent = conversation.id === current;
  const isTyping = conversation.typing > Date.now();
  const last = conversation.last;
  const words = isTyping ? 'typing…' : last ? preview(last) : 'Nothing was said yet';
  // Nothing is drawn anew that has not changed: a screen reader may be reading it.
  const state = JSON.stringify([title, isCurrent, isTyping, words, conversation.unread, last?.received]);
  if (row.dataset.state === state) return;
  row.dataset.state = state;
  if (isCurrent) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  button.dataset.unread = conversation.unread ? 'yes' : 'no';
  fill(
    button,
    face(title, conversation.id),
    h('span', { class: 'name' }, title),
    last ? ago(millis(last.received)) : h('span'),
    h('span', { class: isTyping ? 'words typing' : 'words' }, last?.author.type === 'business' && !isTyping ? `You: ${words}` : words),
    conversation.unread
      ? h('span', { class: 'badge' }, String(Math.min(conversation.unread, 99)), h('span', { class: 'unseen' }, ' unread'))
      : null,
  );
}

/** A round mark with initials; the colour tells people apart. */
export function face(name, id) {
  const initials = name.split(/\s+/).map(word => [...word][0]).filter(Boolean).slice(0, 2).join('').toUpperCase();
  return h('span', { class: 'face', 'data-tone': parseInt(String(id).slice(-2), 16) % 6 || 0, 'aria-hidden': 'true' }, initials);
}

function walk(event) {
  const buttons = [...list.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  buttons[Math.min(buttons.length - 1, Math.max(0, to))]?.focus();
}

/** What the author of a message is called. */
export const authorOf = message =>
  message.author.displayName || (message.author.type === 'user' ? nameOf(users.get(message.author.userId), message.author.userId) : 'Business');
