// The conversation that is open.
import { act } from './api.js';
import { byId, fill, h, json } from './dom.js';
import { authorOf } from './inbox.js';
import { conversations, current, loadEarlier, markRead, nameOf, on, open, seenAt, titleOf, users } from './model.js';
import { draw as drawContent } from './content.js';
import { clockTime, dayName, fullTime, millis } from './time.js';

const log = byId('log');
let shown = null;
let staysAtEnd = true;

export function startThread() {
  // Who reads the end keeps reading it when the composer takes room.
  log.addEventListener('scroll', () => { staysAtEnd = isAtEnd(); });
  new ResizeObserver(() => { if (staysAtEnd) log.scrollTop = log.scrollHeight; }).observe(log);
  on('open', drawHead);
  on('inbox', drawHead);
  on('open', () => drawAll({ isFirst: true }));
  on('thread', drawAll);
  on('message', ({ conversation, message }) => conversation.id === current && append(conversation, message));
  on('postback', ({ conversation }) => conversation.id === current && drawAll({}));
  on('user', () => drawAll({}));
  on('typing', drawTyping);
  on('open', drawTyping);
  on('message', drawTyping);
  on('read', ({ conversation }) => conversation.id === current && drawSeen(conversation));
  for (const name of ['focus', 'pointerdown', 'keydown']) window.addEventListener(name, readIt);
  document.addEventListener('visibilitychange', readIt);
  on('thread', readIt);
  on('message', readIt);
}

function drawHead() {
  const conversation = conversations.get(current);
  byId('compose').hidden = !conversation;
  byId('details-open').hidden = !conversation;
  byId('thread-title').textContent = conversation ? titleOf(conversation) : 'Conversation';
  byId('thread-about').textContent = conversation ? about(conversation) : '';
}

function about(conversation) {
  const [first] = conversation.participants;
  const clients = users.get(first?.userId)?.clients ?? [];
  const where = [...new Set(clients.map(client => client.platform))].join(', ');
  return [where && `by ${where}`, conversation.kind !== 'personal' && conversation.kind].filter(Boolean).join(' · ');
}

/** Draws all that is known. Only what comes later is read out. */
function drawAll({ isFirst, isEarlier }) {
  const conversation = conversations.get(current);
  const isNew = shown !== current;
  shown = current;
  log.setAttribute('aria-live', 'off');
  const fromEnd = log.scrollHeight - log.scrollTop;
  const wasAtEnd = isAtEnd();
  if (!conversation) {
    fill(log, h('p', { class: 'empty' }, conversations.size ? 'Choose a conversation to read and answer it.' : 'Conversations appear here as soon as a visitor writes.'));
  } else if (!conversation.messages) {
    fill(log, h('p', { class: 'empty' }, 'Loading…'));
  } else {
    const entries = [
      ...conversation.messages.map(message => [millis(message.received), message, null]),
      ...conversation.postbacks.map(postback => [millis(postback.received), null, postback]),
    ].sort((a, b) => a[0] - b[0]);
    let last = null;
    const list = h('ol', {});
    for (const [at, message, postback] of entries) {
      if (dayName(at) !== last) list.append(h('li', { class: 'day' }, h('span', {}, last = dayName(at))));
      list.append(message ? bubble(message) : pressed(conversation, postback, at));
    }
    const earlier = conversation.hasMore && h('button', { type: 'button', class: 'quiet earlier', onclick: event => earlierOf(conversation, event.target) }, 'Show earlier messages');
    fill(log, earlier, entries.length ? null : h('p', { class: 'empty' }, 'Nothing was said yet. Write the first message below.'), list);
    drawSeen(conversation);
  }
  if (isFirst || isNew || wasAtEnd) log.scrollTop = log.scrollHeight;
  else if (isEarlier) log.scrollTop = log.scrollHeight - fromEnd;
  requestAnimationFrame(() => requestAnimationFrame(() => log.setAttribute('aria-live', 'polite')));
}

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;

/** Says in the conversation's place why it is not there. */
export function showTrouble(error) {
  fill(log, h('p', { class: 'empty bad' }, `${error.message} `, h('button', { type: 'button', class: 'quiet', onclick: () => open(current).catch(showTrouble) }, 'Try again')));
}

async function earlierOf(conversation, button) {
  button.disabled = true;
  try {
    await loadEarlier(conversation.id);
    log.focus();
  } catch (error) {
    button.disabled = false;
    button.textContent = `${error.message} Try again`;
  }
}

function append(conversation, message) {
  const list = log.querySelector('ol');
  if (!list || shown !== current) return drawAll({ isFirst: true });
  const follows = isAtEnd() || message.author.type === 'business';
  log.querySelector('p.empty')?.remove();
  const day = dayName(millis(message.received));
  if ([...list.querySelectorAll('.day')].at(-1)?.textContent !== day) list.append(h('li', { class: 'day' }, h('span', {}, day)));
  list.append(bubble(message));
  drawSeen(conversation);
  if (follows) log.scrollTop = log.scrollHeight;
}

function bubble(message) {
  const at = millis(message.received);
  const side = message.author.type === 'user' ? 'user' : 'business';
  const raw = h('details', { class: 'raw' }, h('summary', { 'aria-label': 'This message as JSON' }, '{ }'));
  raw.addEventListener('toggle', () => raw.open && raw.childElementCount === 1 && raw.append(json(message)));
  return h('li', { class: `said ${side}`, 'data-id': message.id, 'data-type': message.content.type },
    h('div', { class: 'bubble' }, drawContent(message.content)),
    h('p', { class: 'meta' },
      h('span', {}, authorOf(message)), ' · ',
      h('time', { datetime: new Date(at).toISOString(), title: fullTime(at) }, clockTime(at)),
      h('span', { class: 'seen' }),
      raw));
}

function pressed(conversation, { appUserId, postback }, at) {
  const action = conversation.actions.get(postback.actionId);
  return h('li', { class: 'note' },
    `${nameOf(users.get(appUserId), appUserId)} pressed “${action?.text ?? postback.actionId}”`,
    action?.payload ? [', payload ', h('code', {}, action.payload)] : null,
    ` · ${clockTime(at)}`);
}

/** Under the last message of the business that the visitor has seen, and nowhere else. */
function drawSeen(conversation) {
  for (const place of log.querySelectorAll('.seen')) place.textContent = '';
  const at = seenAt(conversation);
  const read = conversation.messages?.findLast(one => one.author.type === 'business' && millis(one.received) <= at);
  const bubble = read && log.querySelector(`[data-id="${CSS.escape(read.id)}"] .seen`);
  if (bubble) bubble.textContent = ` · Seen ${clockTime(at)}`;
}

function drawTyping() {
  const conversation = conversations.get(current);
  const text = conversation && conversation.typing > Date.now() ? `${titleOf(conversation)} is typing…` : '';
  const place = byId('typing');
  if (place.textContent !== text) place.textContent = text;
}

/** What is in front of the agent's eyes counts as read. */
function readIt() {
  const conversation = conversations.get(current);
  const isVisible = byId('thread').getClientRects().length > 0;
  if (!conversation?.unread || !conversation.messages || document.hidden || !document.hasFocus() || !isVisible) return;
  const unread = conversation.unread;
  markRead(conversation.id);
  act(conversation.id, 'conversation:read').catch(() => { conversation.unread = unread; });
}
