// What the page knows of conversations. Views draw it, nothing else changes it.
import { APP, business, control } from './api.js';
import { millis } from './time.js';

/** By id. Each: `{id, participants, businessRead, updated, last, unread, typing, messages?, …}`. */
export const conversations = new Map();
/** By id, in the shape of the client API. */
export const users = new Map();
/** The id of the conversation that is open. */
export let current = null;

const listeners = new Map();
/** Calls `heard(detail)` on each `name`: `inbox`, `open`, `thread`, `message`, `typing`, `read`, `user`. */
export const on = (name, heard) => listeners.set(name, [...(listeners.get(name) ?? []), heard]);
export const tell = (name, detail) => (listeners.get(name) ?? []).forEach(heard => heard(detail));

/** A message of the client API in the shape of the business API. */
function ofClient(message) {
  const { _id, role, authorId, name, avatarUrl, received, source, metadata, ...content } = message;
  const isUser = role === 'appUser';
  return {
    id: _id,
    received: new Date(millis(received)).toISOString(),
    author: { type: isUser ? 'user' : 'business', userId: isUser ? authorId : undefined, displayName: name, avatarUrl },
    content,
    source,
    metadata,
  };
}

const actionsOf = ({ content }) => [content, ...(content.items ?? [])].flatMap(one => one.actions ?? []);

/** What the visitor is called. */
export function nameOf(user, id = user?._id) {
  const profile = user?.profile ?? user ?? {};
  const name = [profile.givenName, profile.surname].filter(Boolean).join(' ');
  return name || user?.userId || user?.externalId || profile.email || `Visitor ${String(id ?? '').slice(-4)}`;
}

export const titleOf = conversation =>
  conversation.name || conversation.participants.map(one => nameOf(users.get(one.userId), one.userId)).join(', ') || 'Nobody';

/** Newest first. */
export const sorted = () => [...conversations.values()].sort((a, b) => b.updated - a.updated);

function takeState(state) {
  for (const user of state.users ?? []) users.set(user._id, user);
  for (const entry of state.conversations ?? []) {
    const it = entry.conversation;
    if ((entry.app ?? entry.appId ?? APP) !== APP) continue;
    const messages = (entry.messages ?? []).map(ofClient);
    const businessRead = millis(it.appMakerLastRead ?? 0);
    const known = conversations.get(it._id) ?? { messages: null, typing: 0, hasMore: false, cursor: null };
    conversations.set(it._id, Object.assign(known, {
      id: it._id,
      kind: it.type,
      name: it.displayName,
      metadata: it.metadata,
      record: it,
      participants: (it.participants ?? []).map(one => ({ userId: one.appUserId, read: millis(one.lastRead ?? 0) })),
      businessRead: Math.max(businessRead, known.businessRead ?? 0),
      updated: millis(it.lastUpdatedAt ?? 0),
      last: messages.at(-1),
      unread: messages.filter(one => one.author.type === 'user' && millis(one.received) > businessRead).length,
      postbacks: entry.postbacks ?? [],
      // By id: the business API shows actions without theirs.
      actions: new Map(messages.flatMap(actionsOf).map(action => [action._id, action])),
    }));
  }
}

/** Reads everything again. */
export async function refresh() {
  const state = await control('GET', '/state');
  const there = new Set((state.conversations ?? []).map(entry => entry.conversation._id));
  for (const id of conversations.keys()) if (!there.has(id)) conversations.delete(id);
  takeState(state);
  tell('inbox');
  if (current && !conversations.has(current)) return open(null);
  if (current) await load(current);
}

/** Reads one conversation again. */
export async function refreshOne(id) {
  try {
    takeState(await control('GET', `/state?conversationId=${encodeURIComponent(id)}`));
  } catch (error) {
    if (error.status !== 404) throw error;
    conversations.delete(id);
    if (current === id) await open(null);
  }
  tell('inbox');
}

/** Opens a conversation, or none. */
export async function open(id) {
  current = id && conversations.has(id) ? id : null;
  tell('open');
  if (current) await load(current);
}

/** Reads the newest page of a conversation, and keeps what was read before. */
async function load(id) {
  const conversation = conversations.get(id);
  const page = await business('GET', `/conversations/${id}/messages`);
  const isFirst = conversation.messages === null;
  const known = new Map((conversation.messages ?? []).map(one => [one.id, one]));
  for (const message of page.messages) known.set(message.id, message);
  conversation.messages = inOrder(known);
  if (isFirst) remember(conversation, page.meta);
  if (current === id) tell('thread', { isFirst });
}

/** Reads the page before what is known. */
export async function loadEarlier(id) {
  const conversation = conversations.get(id);
  const page = await business('GET', `/conversations/${id}/messages?page[before]=${encodeURIComponent(conversation.cursor)}`);
  const known = new Map([...page.messages, ...conversation.messages].map(one => [one.id, one]));
  conversation.messages = inOrder(known);
  remember(conversation, page.meta);
  if (current === id) tell('thread', { isEarlier: true });
}

function remember(conversation, meta) {
  conversation.hasMore = Boolean(meta?.beforeCursor);
  conversation.cursor = meta?.beforeCursor ?? null;
}

const inOrder = known => [...known.values()].sort((a, b) => millis(a.received) - millis(b.received));

/** Takes a message that was just said. */
export function takeMessage(id, message) {
  const conversation = conversations.get(id);
  if (!conversation || conversation.messages?.some(one => one.id === message.id) || conversation.last?.id === message.id) return;
  const at = millis(message.received);
  conversation.messages?.push(message);
  if (!conversation.last || at >= millis(conversation.last.received)) conversation.last = message;
  conversation.updated = Math.max(conversation.updated, at);
  if (message.author.type === 'user') {
    conversation.typing = 0;
    if (at > conversation.businessRead) conversation.unread += 1;
  }
  tell('inbox');
  tell('message', { conversation, message });
}

/** The agent has seen it all. */
export function markRead(id) {
  const conversation = conversations.get(id);
  conversation.unread = 0;
  conversation.businessRead = Math.max(conversation.updated, Date.now());
  tell('inbox');
}

/** When a visitor of the conversation last read it, in milliseconds; 0 for never. */
export const seenAt = conversation => Math.max(0, ...conversation.participants.map(one => one.read));
