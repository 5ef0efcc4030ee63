'use strict';

// What the scripts share: the client, somebody to talk to, and how an operation is judged.

const assert = require('node:assert/strict');
const { createHmac, randomUUID } = require('node:crypto');
const path = require('node:path');

const APP = '5f00000000000000000000a1';
const WEB = '5f00000000000000000000b1';
const KEY = { id: 'app_5f00000000000000000000c1', secret: 'sandbox-secret' };

class Kit {
  constructor(origin, modules) {
    this.origin = origin;
    this.app = APP;
    this.web = WEB;
    this.failed = false;
    this.library = require(path.resolve(modules, 'sunshine-conversations-client'));
    this.client = this.clientWith('basicAuth', { username: KEY.id, password: KEY.secret });
  }

  // A client of its own with these credentials.
  clientWith(kind, credentials) {
    const client = new this.library.ApiClient();
    client.basePath = this.origin;
    Object.assign(client.authentications[kind], credentials);
    return client;
  }

  // An API class of the library.
  api(name, client = this.client) {
    return new this.library[name](client);
  }

  // A JWT as the library's readers make it.
  jwt(claims, secret = KEY.secret) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ alg: 'HS256', typ: 'JWT', kid: KEY.id })}.${part(claims)}`;
    return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
  }

  // Runs one operation and says how it went.
  async operation(name, run) {
    try {
      await within(run(), 20_000);
      console.log(JSON.stringify({ operation: name, ok: true }));
    } catch (error) {
      this.failed = true;
      console.log(JSON.stringify({ operation: name, ok: false, why: explain(error) }));
    }
  }

  // An anonymous visitor, as a web messenger makes one.
  async visitor(profile = {}) {
    const id = randomUUID().replaceAll('-', '');
    const client = { platform: 'web', id, integrationId: WEB, info: {} };
    const answer = await fetch(`${this.origin}/sdk/v2/apps/${APP}/appusers`, {
      method: 'POST',
      body: JSON.stringify({ ...profile, client, intent: 'message:appUser' }),
    });
    assert.equal(answer.status, 201);
    const made = await answer.json();
    const author = { role: 'appUser', appUserId: made.appUser._id, client, sessionId: randomUUID() };
    const basic = Buffer.from(`${made.appUser._id}:${made.sessionToken}`).toString('base64');
    return new Visitor(this.origin, made, author, `Basic ${basic}`);
  }
}

class Visitor {
  constructor(origin, made, author, authorization) {
    this.origin = origin;
    this.id = made.appUser._id;
    this.conversation = made.conversations[0]._id;
    this.author = author;
    this.authorization = authorization;
  }

  async call(method, rest, body) {
    const answer = await fetch(`${this.origin}/sdk/v2/apps/${APP}${rest}`, {
      method,
      headers: { authorization: this.authorization },
      body: body && JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${rest}: ${answer.status}`);
    return answer.json();
  }

  // The conversations that it has, as its messenger sees them.
  async conversations() {
    return (await this.call('GET', `/appusers/${this.id}/conversations`)).conversations;
  }

  // The messages of a conversation, as its messenger sees them.
  async messages(conversation = this.conversation) {
    return (await this.call('GET', `/conversations/${conversation}/messages`)).messages;
  }

  // Says something; returns the message.
  async say(text, more = {}, conversation = this.conversation) {
    const message = { type: 'text', role: 'appUser', text, ...more };
    const body = { message, author: this.author };
    return (await this.call('POST', `/conversations/${conversation}/messages`, body)).messages[0];
  }
}

// What never comes should fail, not hang.
async function within(promise, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Waits for a refusal and compares its status, its code and what its sentence names.
async function refused(promise, status, code, sentence = /./) {
  const error = await promise.then(
    (value) => assert.fail(`not refused: ${JSON.stringify(value)}`),
    (error) => error,
  );
  if (error instanceof Error) throw error;
  assert.equal(error.status, status, JSON.stringify(error.body));
  assert.deepEqual(Object.keys(error.body), ['errors']);
  assert.equal(error.body.errors.length, 1);
  assert.equal(error.body.errors[0].code, code);
  assert.match(error.body.errors[0].title, sentence);
}

function isId(value) {
  assert.match(String(value), /^[0-9a-f]{24}$/);
}

function isTime(value) {
  assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
}

// A model without the fields that it leaves undefined.
function plain(model) {
  return JSON.parse(JSON.stringify(model));
}

function explain(error) {
  if (error instanceof Error) return error.stack;
  return `${error.status} ${JSON.stringify(error.body)} ${error.error ?? ''}`;
}

module.exports = { Kit, assert, refused, isId, isTime, plain, KEY };
