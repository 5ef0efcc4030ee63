'use strict';
// What the bridge asks the service for before the program is there.

const { test } = require('node:test');
const assert = require('node:assert');
const { started } = require('./runtime.js');

/** After the timers that were set. */
const settled = () => new Promise((resolve) => { setTimeout(resolve, 5); });

test('what the program asks first is asked while it is on its way, of a visitor who is known', async () => {
  const known = { 'b1.clientId': 'c1', 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' };
  const { host, requests, said, messenger } = await started({}, known);
  // The program asks before it is ready.
  messenger.bridge = null;
  const ask = (ticket, path, token, method) => {
    host.request(ticket, method || 'GET', `https://api.test/sdk/v2/apps/a1/${path}`, 'u1', token || 't1');
  };
  requests[0].answer(200, '{"conversations":[{"_id":"v1"}]}');
  await settled();
  assert.deepEqual(requests.map(({ method, url }) => [method, url]), [
    ['GET', 'https://api.test/sdk/v2/apps/a1/appusers/u1'], ['GET', 'https://api.test/sdk/v2/apps/a1/conversations/v1/messages']
  ]);
  ask(1, 'appusers/u1');
  assert.deepEqual(said, [], 'not in the task that asks');
  await settled();
  assert.deepEqual(said, [['answered', 1, 200, '{"conversations":[{"_id":"v1"}]}', -1]]);
  ask(2, 'conversations/v1/messages', 'newer');
  ask(3, 'conversations/v1/messages', 't1', 'POST');
  assert.equal(requests.length, 4, 'for somebody else, or to say something, it is asked anew');
  ask(4, 'conversations/v1/messages');
  ask(5, 'conversations/v1/messages');
  assert.equal(requests.length, 5, 'one answer serves once');
  host.abort(4);
  assert.ok(requests[1].isAborted);
  requests.slice(1).forEach((request, at) => { if (!request.isAborted) { request.answer(200, `page ${at}`); } });
  await settled();
  assert.deepEqual(said.slice(1).map((one) => one[1]), [2, 3, 5]);

  for (const options of [{ jwt: 'x', userId: 'u' }, { authCode: 'x' }]) {
    assert.deepEqual((await started(options, known)).requests, [], 'a login says who it is');
  }
  assert.deepEqual((await started({}, { 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' })).requests, []);
  assert.deepEqual([requests[0].headers['x-smooch-clientid'], requests[0].headers.Authorization], ['c1', `Basic ${btoa('u1:t1')}`]);
});

test('where an earlier page has left off is asked for together with the user', async () => {
  const known = { 'b1.clientId': 'c1', 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' };
  const at = async (snapshot) => {
    const page = await started({}, { ...known, 'b1.avmsdk.snapshot': snapshot });
    const before = page.requests.map(({ url }) => url.replace('https://api.test/sdk/v2/apps/a1/', ''));
    page.requests[0].answer(200, '{"conversations":[{"_id":"v1"},{"_id":"v2"}]}');
    await settled();
    return [before, page.requests.length];
  };
  assert.deepEqual(await at('{"c":{"_id":"v2"}}'), [['appusers/u1', 'conversations/v2/messages'], 2]);
  for (const snapshot of ['', 'no JSON', '{}', '{"c":null}', 'null']) {
    assert.deepEqual(await at(snapshot), [['appusers/u1'], 2], snapshot);
  }
  assert.deepEqual(await at('{"c":{"_id":"../v1"}}'), [['appusers/u1'], 1], 'the program has the last word');
});

test('what is asked ahead and comes to nothing is asked anew', async () => {
  const known = { 'b1.clientId': 'c1', 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' };
  const url = 'https://api.test/sdk/v2/apps/a1/appusers/u1';
  for (const status of [0, 401, 429, 503]) {
    const page = await started({}, known);
    page.messenger.bridge = null;
    page.requests[0].answer(status, 'no');
    await settled();
    assert.deepEqual([page.requests.length, page.lines], [1, []]);
    page.host.request(1, 'GET', url, 'u1', 't1');
    assert.equal(page.requests.length, 2, `after ${status}`);
  }

  const late = await started({}, known);
  late.requests[0].answer(200, '{"conversations":[]}');
  await settled();
  late.host.request(1, 'GET', url, 'u1', 't1');
  assert.equal(late.requests.length, 2, 'later on an answer is old');

  const ended = await started({}, known);
  ended.messenger.stop(new Error('over'));
  assert.ok(ended.requests[0].isAborted);

  const old = await started({}, { 'a1.clientId': 'c0', 'a1.appUserId': 'u1', 'a1.sessionToken': 't1' });
  assert.equal(old.requests[0].headers['x-smooch-clientid'], 'c0', 'where clients of before kept it');
});

test('what the program would have to encode is not asked ahead', async () => {
  for (const [user, base] of [['../x'], ['u?1'], ['$&'], ['u/1'], ['\ud800'], ['u1', 'https://api.test/sdk?k=1'], ['u1', '']]) {
    const known = { 'b1.clientId': 'c1', 'b1.appUserId': user, 'b1.sessionToken': 't1' };
    const page = await started({}, known, base === undefined ? {} : { baseUrl: base ? { web: base } : {} });
    assert.deepEqual([page.requests, page.lines], [[], []], user);
  }
  const page = await started({}, { 'b1.clientId': 'c1', 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' });
  page.requests[0].answer(200, '{"conversations":[{"_id":"../v1"}]}');
  await settled();
  assert.deepEqual([page.requests.length, page.lines], [1, []]);
});
