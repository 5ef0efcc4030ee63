// Hears what happens as it happens. Where the stream breaks off, everything is read again.
import { showLive } from './api.js';
import { conversations, refresh, refreshOne, takeMessage, tell, users } from './model.js';

/** How long a visitor is thought to type on, in milliseconds. */
const TYPING = 10000;
/** What the service tells of. */
const EVENTS = [
  'conversation:create', 'conversation:remove', 'conversation:join', 'conversation:leave', 'conversation:message',
  'conversation:read', 'conversation:typing', 'conversation:postback', 'conversation:referral',
  'conversation:message:delivery:channel', 'conversation:message:delivery:user',
  'conversation:message:delivery:failure', 'user:update', 'user:create', 'user:delete', 'user:remove', 'user:merge',
  'client:add', 'client:update', 'client:remove', 'switchboard:passControl', 'switchboard:offerControl',
  'switchboard:acceptControl', 'switchboard:releaseControl',
];

let rereading = null;

/** Starts to listen; the first read is done when the promise resolves. */
export async function listen() {
  const source = new EventSource('/sandbox/live');
  source.addEventListener('open', () => reread('Live'));
  source.addEventListener('error', () => {
    showLive('lost', 'Reconnecting…');
    // A browser gives up for good on an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
  source.addEventListener('lagged', () => reread('Live'));
  for (const name of EVENTS) source.addEventListener(name, event => hear(name, JSON.parse(event.data)));
}

/** Reads everything again, once at a time. */
function reread(words) {
  rereading ??= refresh()
    .then(() => showLive('on', words), error => showLive('bad', error.message))
    .finally(() => { rereading = null; });
  return rereading;
}

function hear(name, notice) {
  const { conversation: id, payload = {}, at } = notice;
  tell('notice', { name, notice });
  if (!id) return void refreshUsers(name);
  const conversation = conversations.get(id);
  if (!conversation) return void refreshOne(id).then(() => announceFirst(id));
  const ms = typeof at === 'number' ? at * 1000 : Date.now();
  const isUser = (payload.activity?.author?.type ?? payload.author?.type ?? 'user') === 'user';
  switch (name) {
    case 'conversation:message':
      if (payload.message?.id && payload.message.content) takeMessage(id, payload.message);
      else refreshOne(id);
      break;
    case 'conversation:typing':
      if (!isUser) break;
      conversation.typing = payload.activity?.type === 'typing:stop' ? 0 : Date.now() + TYPING;
      tell('typing', { conversation });
      setTimeout(() => tell('typing', { conversation }), TYPING + 50);
      break;
    case 'conversation:read': {
      if (!isUser) break;
      const userId = payload.user?.id ?? payload.activity?.author?.userId;
      for (const one of conversation.participants) if (!userId || one.userId === userId) one.read = ms;
      tell('read', { conversation });
      break;
    }
    case 'conversation:postback':
      refreshOne(id).then(() => tell('postback', { conversation }));
      break;
    default:
      refreshOne(id).then(() => tell('user', {}));
  }
}

function announceFirst(id) {
  const conversation = conversations.get(id);
  if (conversation?.last) tell('message', { conversation, message: conversation.last });
}

let waiting = 0;
function refreshUsers(name) {
  if (!/^(user|client):/.test(name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().then(() => tell('user', {}), () => users), 100);
}
