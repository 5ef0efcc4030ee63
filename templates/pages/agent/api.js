// The two ways to the service: the business API with the demo key, and the control paths.
import { byId } from './dom.js';

const meta = name => document.querySelector(`meta[name="avmsdk-${name}"]`).content;
export const APP = meta('app');
const AUTHORIZATION = `Basic ${btoa(`${meta('key')}:${meta('secret')}`)}`;

/** What the service says when it refuses. `status` is 0 where it could not be reached. */
export class Refused extends Error {
  constructor(status, message, code) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Whether this sandbox has no such path. */
  get isMissing() {
    return this.status === 501 || this.status === 405 || (this.status === 404 && this.code === 'not_found');
  }
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { cache: 'no-store', ...options });
  } catch {
    throw new Refused(0, 'The sandbox does not answer. Is it still running?');
  }
  const text = await response.text();
  if (response.ok) return text;
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // Plain text: a status says enough.
  }
  const said = answer.errors?.[0] ?? answer.error ?? {};
  const words = said.title ?? said.description ?? (text.length < 200 && text) ?? '';
  throw new Refused(response.status, `${words || 'The service refuses'} (${response.status})`, said.code);
}

async function asJson(url, options) {
  const text = await ask(url, options);
  return text ? JSON.parse(text) : {};
}

const withBody = (method, body, headers = {}) => ({
  method,
  headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
  body: body === undefined ? undefined : JSON.stringify(body),
});

/** A call of the business API, below `/v2/apps/{app}`. */
export const business = (method, path, body) =>
  asJson(`/v2/apps/${APP}${path}`, withBody(method, body, { authorization: AUTHORIZATION }));

/** A control call, below `/sandbox`. */
export const control = (method, path, body) => asJson(`/sandbox${path}`, withBody(method, body));

/** A control call that answers with one JSON document a line. */
export async function controlLines(path) {
  const text = await ask(`/sandbox${path}`, { method: 'GET' });
  return text.split('\n').filter(Boolean).map(line => JSON.parse(line));
}

/** Uploads a file for a message: `{mediaUrl, mediaType}`. */
export async function upload(file, conversation) {
  const body = new FormData();
  body.append('source', file, file.name);
  const path = `/attachments?access=public&for=message&conversationId=${encodeURIComponent(conversation)}`;
  const answer = await asJson(`/v2/apps/${APP}${path}`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION },
    body,
  });
  return answer.attachment;
}

/** Who answers, as visitors see it. */
export const agent = {
  get name() {
    return localStorage.getItem('avmsdk-agent-name') || 'Ada';
  },
  set name(name) {
    localStorage.setItem('avmsdk-agent-name', name);
  },
  get author() {
    return { type: 'business', displayName: this.name };
  },
};

/** Tells the visitor what the agent does: `typing:start`, `typing:stop`, `conversation:read`. */
export const act = (conversation, type) =>
  business('POST', `/conversations/${conversation}/activity`, { author: agent.author, type });

/** Shows whether events arrive. */
export function showLive(state, text) {
  const place = byId('live');
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = text;
}
