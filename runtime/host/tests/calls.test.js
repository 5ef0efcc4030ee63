'use strict';
// Calls before `init`, before the runtime, with it, and where it cannot be had.

const { test } = require('node:test');
const assert = require('node:assert');
const { pageWithHost } = require('./page.js');

const ASYNCHRONOUS = [
  'login', 'logout', 'sendMessage', 'startTyping', 'stopTyping', 'triggerPostback', 'updateUser', 'loadConversation',
  'startConversation', 'getConversationById', 'getConversations', 'getMoreConversations', 'createConversation', 'updateConversation'
];
const SYNCHRONOUS = [
  'open', 'close', 'isOpened', 'getUser', 'getConversation', 'getDisplayedConversation', 'hasMoreConversations', 'markAllAsRead',
  'showNotificationChannelPrompt', 'setPredefinedMessage', 'setDelegate'
];

test('the public object has these methods and no others', () => {
  const names = Object.keys(pageWithHost().api);
  assert.deepEqual(names.sort(), ['VERSION', 'init', 'on', 'off', 'render', 'destroy', ...ASYNCHRONOUS, ...SYNCHRONOUS].sort());
});

test('before `init`, and after `destroy`, methods say so by name', async () => {
  const page = pageWithHost();
  for (const when of ['before', 'after']) {
    for (const name of ASYNCHRONOUS) {
      await assert.rejects(page.api[name]('x'), (error) => error.message.startsWith(`${name}: call \`init()\` first`), when);
    }
    for (const name of SYNCHRONOUS) {
      assert.throws(() => page.api[name]('x'), (error) => error.message.startsWith(`${name}: call \`init()\` first`), when);
    }
    await page.init();
    page.api.destroy();
  }
});

test('without the runtime what is known is answered, and the rest waits in order', async () => {
  const page = pageWithHost();
  const { api } = page;
  await page.init({ loading: 'intent' });
  const empty = { unreadCount: 0, lastUpdatedAt: 0, type: 'personal', messages: [], participants: [] };
  assert.deepEqual(JSON.parse(JSON.stringify(api.getConversation())), empty);
  assert.notEqual(api.getConversation(), api.getConversation(), 'a copy each time');
  assert.deepEqual(
    [api.isOpened(), api.getUser(), api.getDisplayedConversation(), api.hasMoreConversations(), api.markAllAsRead(), api.close()],
    [false, undefined, null, false, undefined, undefined]
  );
  api.setPredefinedMessage('hello');
  api.setDelegate({ beforeSend() {} });
  await page.settle();
  assert.deepEqual([page.calls, page.idle.length], [[], 0], 'these bring nothing in');

  api.open();
  assert.equal(api.isOpened(), true);
  api.close();
  assert.equal(api.isOpened(), false);
  const message = { text: 'one' };
  const sent = api.sendMessage(message);
  message.text = 'changed after the call';
  api.open();
  assert.equal(await sent, 'sendMessage');
  assert.equal(await api.startTyping(), 'startTyping');
  assert.deepEqual(page.calls, [
    'setPredefinedMessage ["hello"]', 'setDelegate [{}]', 'open []', 'close []', 'sendMessage [{"text":"one"}]', 'open []', 'startTyping []'
  ]);
});

test('`ready` is told once, and never in the task that resolves `init`', async () => {
  for (const loading of ['idle', 'eager', 'intent']) {
    const page = pageWithHost();
    const told = [];
    const end = page.api.init({ integrationId: 'b1', loading }).then(() => { told.push('init'); });
    page.api.on('ready', () => { told.push('ready'); });
    await end;
    await page.settle();
    page.idle.forEach((run) => run());
    page.api.open();
    await page.settle();
    assert.deepEqual(told, ['init', 'ready'], loading);
  }
});

test('a runtime that cannot be had is told once, and tried again by the next click', async () => {
  const page = pageWithHost();
  const { api } = page;
  await page.init({ loading: 'intent' });
  page.isBroken = true;
  api.setPredefinedMessage('kept');
  api.open();
  await assert.rejects(api.sendMessage('x'), /cannot be loaded \(does the page's policy allow it\?\), or is not as released: @@PUBLIC_PATH@@/);
  assert.equal(page.lines.length, 1);
  assert.match(page.lines[0], /^error: AvMessagingSdk: not running, a click tries again/);
  assert.deepEqual([api.isOpened(), !!page.root()], [false, true]);
  page.isBroken = false;
  const launcher = page.window.document.body.childNodes[0];
  assert.equal(launcher.attributes.id, 'avmsdk-root');
  api.open();
  await page.settle();
  assert.deepEqual(page.calls, ['setPredefinedMessage ["kept"]', 'open []']);
});

test('a visitor who is known brings the runtime in with `init`', async () => {
  const page = pageWithHost();
  ['clientId', 'appUserId', 'sessionToken'].forEach((name) => page.window.localStorage.setItem(`b1.${name}`, 'x'));
  await page.init({ loading: 'intent' });
  assert.ok(page.kit, 'it has started');
});

test('`destroy` at any moment rejects what waits, is told, and leaves nothing', async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const page = pageWithHost();
    let told = 0;
    page.api.on('destroy', () => { told += 1; });
    const end = page.init({ loading: 'eager' });
    for (let turn = 0; turn < turns; turn += 1) { await new Promise((resolve) => setTimeout(resolve, 0)); }
    page.api.destroy();
    assert.match(await end, /^(ready|AvMessagingSdk was destroyed)$/, `after ${turns} turns`);
    const again = page.init({ loading: 'eager' });
    assert.match(await page.init(), /already initialized/);
    assert.equal(await again, 'ready');
    page.api.destroy();
    await page.settle();
    const { window } = page;
    assert.deepEqual([told, page.root(), window.listeners, window.document.listeners, page.idle], [1, null, [], [], []]);
  }
  const page = pageWithHost();
  await page.init({ loading: 'intent' });
  const sent = page.api.sendMessage('x');
  page.api.destroy();
  await assert.rejects(sent, /AvMessagingSdk was destroyed/);
  await page.settle();
  assert.equal(page.calls.length, 0);
});

test('the root stands in the body, or beside one that what is fixed would go by', async () => {
  for (const [computed, place] of [
    [undefined, 'body'], [{}, 'body'], [{ transform: 'matrix(1, 0, 0, 1, 0, 0)' }, 'html'], [{ filter: 'none', contain: 'paint' }, 'html'],
    [{ transform: 'none', scale: '', willChange: 'auto' }, 'body']
  ]) {
    const page = pageWithHost();
    page.window.document.body.computed = computed;
    await page.init();
    assert.equal(page.root().parentNode.tag, place, JSON.stringify(computed));
  }
});

test('a root that the page takes comes back without the runtime, but not without end', async () => {
  const page = pageWithHost();
  let taken = null;
  let isOver = false;
  page.window.MutationObserver = class {
    constructor(listener) { taken = listener; }
    observe() {}
    disconnect() { isOver = true; }
  };
  await page.init({ loading: 'intent' });
  const root = page.root();
  const take = () => { root.remove(); taken(); return root.isConnected; };
  assert.deepEqual([take(), take(), page.root()], [true, true, root]);
  for (let time = 0; time < 100; time += 1) { take(); }
  assert.equal(root.isConnected, false);
  page.api.destroy();
  assert.ok(isOver, 'the end leaves nothing');
});

test('a picture of the page is for a button; a tab has its words', async () => {
  for (const [displayStyle, tag] of [['button', 'img'], ['tab', 'svg']]) {
    const page = pageWithHost();
    await page.init({ displayStyle, buttonIconUrl: '/i.png', loading: 'intent' });
    const [launcher] = page.root().shadowRoot.childNodes;
    assert.equal(launcher.firstChild.tag, tag);
  }
});

test('arguments that are wrong at once', async () => {
  const page = pageWithHost();
  const { api } = page;
  await page.init({ loading: 'intent' });
  const loop = {};
  loop.loop = loop;
  assert.throws(() => api.setPredefinedMessage(5), /^TypeError: setPredefinedMessage needs a text/);
  assert.throws(() => api.setDelegate({ beforeSent() {} }), /^TypeError: setDelegate needs an object of functions: beforeDisplay,/);
  assert.throws(() => api.setDelegate({ beforeSend: 'x' }), /^TypeError: setDelegate/);
  assert.throws(() => api.on('ready'), /^TypeError: on needs/);
  assert.throws(() => api.render('body'), /^TypeError: render needs an element/);
  await assert.rejects(api.sendMessage(loop), /^TypeError: sendMessage needs JSON: /);
  api.open(loop);
  api.setDelegate(null);
});

test('a second script on the page leaves the first', async () => {
  const page = pageWithHost();
  await page.init({ loading: 'intent' });
  page.run(process.env.AVMSDK_HOST);
  assert.equal(page.window.AvMessagingSdk, page.api);
  let given = null;
  page.window.AvMessagingSdk = { init() {} };
  page.window.__onWebMessengerHostReady__ = (api) => { given = api; };
  page.run(process.env.AVMSDK_HOST);
  assert.equal(given, page.api, 'a second snippet gets what runs');
  assert.equal(page.lines.filter((line) => /^warn: .* stays: inserted twice/.test(line)).length, 2);
});
