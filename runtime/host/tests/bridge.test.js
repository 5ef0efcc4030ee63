'use strict';
// The bridge: what the runtime is told, and what it may do to the world.

const { test } = require('node:test');
const assert = require('node:assert');
const { started, whole } = require('./runtime.js');
const FIRST = require('../src/words/first.json');
const LATE = require('../src/words/late.json');

const plain = (value) => JSON.parse(JSON.stringify(value));
const settled = () => new Promise((resolve) => { setTimeout(resolve, 0); });

test('the runtime is told the config, what is kept, the options and the delegates', async () => {
  const page = await started({ delegate: { beforeSend() {}, onInvalidAuth() {} }, locale: 'fr' }, {
    'b1.clientId': 'c1', 'b1.appUserId': 'u1', 'b1.sessionToken': 't1', 'b1.avmsdk.outbox': '[]', 'other.avmsdk.x': 'no'
  });
  const { setup } = page;
  assert.deepEqual(page.adopted, ['@@STYLE@@'], 'the panel has its style');
  assert.deepEqual(Object.keys(setup).sort(), ['config', 'delegates', 'info', 'options', 'seed', 'stored', 'words']);
  assert.deepEqual(setup.stored, { clientId: 'c1', userId: 'u1', sessionToken: 't1', items: { outbox: '[]' } });
  assert.deepEqual(setup.options, {
    integrationId: 'b1', customColors: {}, menuItems: {}, locale: 'fr', notificationChannelPromptEnabled: true,
    canUserSeeConversationList: true, imageUpload: true, fileUpload: true, shareLocation: true, phone: false
  });
  // A bit for each, in the host's order: `beforeSend` and `onInvalidAuth`.
  assert.equal(setup.delegates, 10);
  assert.equal(setup.seed.length, 4);
  assert.deepEqual([setup.info.vendor, setup.info.sdkVersion, setup.info.URL], ['avmessagingsdk', '1.2.3', 'shop.test']);
});

test('words are the page\'s or ours; what else the panel shows is the page\'s, the integration\'s or the app\'s', async () => {
  const shown = async (options, app) => {
    const { setup, window } = await started(options, {}, { app: Object.assign({ _id: 'a1' }, app) });
    const { words } = window.scene;
    // By their places: what has no default, then the words of the first part in the order of their keys.
    const keys = ['title', 'slogan', 'picture', 'customScreenReaderAnnouncement', ...Object.keys(FIRST).sort()];
    assert.deepEqual(setup.words, keys.map((key) => (words[key] === undefined ? null : words[key])));
    return words;
  };
  const ours = await shown({}, {});
  assert.deepEqual([ours.title, ours.slogan, ours.picture], [ours.headerText, undefined, undefined]);
  assert.deepEqual([ours.role, ours.embedded, ours.closeable, ours.introFixed, ours.introMoving], ['dialog', 'false', 'true', '', 'true']);
  const theirs = await shown({
    businessName: 'Acme', businessIconUrl: '/a.png', embedded: true, fixedIntroPane: true, imageUploadEnabled: false,
    customText: { headerText: 'Hi', sendButtonText: 'Go', title: 'no' }, menuItems: { shareLocation: false }
  }, { name: 'App', iconUrl: 'https://app.test/i.png' });
  assert.deepEqual([theirs.title, theirs.slogan, theirs.picture, theirs.sendButtonText], ['Acme', 'Hi', 'https://shop.test/a.png', 'Go']);
  assert.deepEqual([theirs.role, theirs.embedded, theirs.closeable, theirs.introFixed, theirs.introMoving], ['region', 'true', '', 'true', '']);
  assert.deepEqual([theirs.canPhoto, theirs.canFile, theirs.canPlace, theirs.noMenu], ['', '', '', 'true']);
  const app = await shown({}, { name: 'App', iconUrl: 'https://app.test/i.png' });
  assert.deepEqual([app.title, app.slogan, app.picture], ['App', app.headerText, 'https://app.test/i.png']);
});

test('keys of the app become keys of the integration; a user without a client id is nobody', async () => {
  const moved = await started({}, { 'a1.clientId': 'c1', 'a1.appUserId': 'u1', 'a1.sessionToken': 't1' });
  assert.deepEqual([moved.setup.stored.clientId, moved.setup.stored.userId], ['c1', 'u1']);
  const area = moved.window.localStorage;
  assert.deepEqual([area.getItem('b1.appUserId'), area.getItem('a1.appUserId')], ['u1', null]);
  const nobody = await started({}, { 'b1.appUserId': 'u1', 'b1.sessionToken': 't1' });
  assert.deepEqual(nobody.setup.stored, { clientId: 'new', items: {} });
  assert.equal(nobody.window.localStorage.length, 0);
});

test('values are kept by name, in memory where the storage is full, and other tabs are heard', async () => {
  const page = await started();
  const { host, window } = page;
  host.store('clientId', 'c2');
  host.store('outbox', '[1]');
  assert.deepEqual([window.localStorage.getItem('b1.clientId'), window.localStorage.getItem('b1.avmsdk.outbox')], ['c2', '[1]']);
  host.store('outbox', undefined);
  assert.equal(window.localStorage.getItem('b1.avmsdk.outbox'), null);
  const setItem = window.localStorage.setItem;
  window.localStorage.setItem = () => { throw new Error('full'); };
  host.store('outbox', '[2]');
  assert.equal(page.kit.memory['b1.avmsdk.outbox'], '[2]');
  window.localStorage.setItem = setItem;

  const hear = window.listeners.find(([name]) => name === 'storage')[1];
  for (const [key, newValue, area] of [
    ['b1.avmsdk.unread', '5'], ['b1.sessionToken', null], ['other.key', 'x'], ['b1.avmsdk.unread', '6', window.sessionStorage]
  ]) { hear({ key, newValue, storageArea: area || window.localStorage }); }
  assert.deepEqual(page.said, [['stored', 'unread', '5'], ['stored', 'sessionToken', undefined]]);
});

test('a page that comes back is told what the storage holds by now, and one that is new is not', async () => {
  const page = await started();
  const come = page.window.listeners.find(([name]) => name === 'pageshow')[1];
  come({ persisted: false });
  page.window.localStorage.setItem('b1.avmsdk.outbox.x', '{}');
  come({ persisted: true });
  assert.deepEqual(page.said, [['back', '{"outbox.x":"{}"}']], 'the visitor is who it was');
  for (const [name, value] of [['clientId', 'c'], ['appUserId', 'u'], ['sessionToken', 't']]) { page.window.localStorage.setItem(`b1.${name}`, value); }
  page.said.length = 0;
  come({ persisted: true });
  assert.deepEqual(page.said, [
    ['stored', 'clientId', 'c'], ['stored', 'appUserId', 'u'], ['stored', 'sessionToken', 't'], ['back', '{"outbox.x":"{}"}']
  ], 'the secret last, as other tabs store it');
  page.host.store('sessionToken', 't');
  page.said.length = 0;
  come({ persisted: true });
  assert.equal(page.said.length, 1);
});

test('a browser that became somebody in another tab goes by the name from there', async () => {
  const { host, requests } = await started();
  host.store('clientId', 'of the other tab');
  host.request(1, 'GET', 'https://api.test/1', undefined, undefined, undefined);
  assert.equal(requests[0].headers['x-smooch-clientid'], 'of the other tab');
});

test('requests carry who asks; an aborted one is not answered', async () => {
  const { host, requests, said } = await started();
  host.request(1, 'GET', 'https://api.test/1', 'ü', 't', undefined);
  host.request(2, 'POST', 'https://api.test/2', undefined, 'jwt', '{}');
  host.request(3, 'DELETE', 'https://api.test/3', undefined, undefined, undefined);
  assert.deepEqual(requests.map(({ headers }) => headers.Authorization), ['Basic w7w6dA==', 'Bearer jwt', undefined]);
  assert.deepEqual(plain(requests[1].headers), {
    Accept: 'application/json', 'Content-Type': 'application/json', 'x-smooch-sdk': 'web/avmessagingsdk/1.2.3',
    'x-smooch-appid': 'a1', 'x-smooch-clientid': 'new', Authorization: 'Bearer jwt'
  });
  host.abort(2);
  requests.forEach((request) => request.answer(request.isAborted ? 0 : 201, 'body'));
  assert.deepEqual(said, [['answered', 1, 201, 'body', -1], ['answered', 3, 201, 'body', -1]]);
});

test('one poll at a time, by a request that needs no preflight', async () => {
  const { host, requests, said } = await started();
  host.poll('https://api.test/faye', 'message=1');
  host.poll('https://api.test/faye', 'message=2');
  assert.deepEqual(plain(requests[1].headers), { 'Content-Type': 'application/x-www-form-urlencoded' });
  assert.deepEqual([requests[0].isAborted, requests[1].timeout], [true, 0]);
  requests.forEach((request) => request.answer(200, '[]'));
  host.poll('https://api.test/faye', 'message=3');
  host.stopPoll();
  requests[2].answer(200, '[]');
  assert.deepEqual(said, [['answered', 0, 200, '[]', -1]]);
});

test('a delegate gets copies, and what it returns is judged', async () => {
  const given = { text: 'one' };
  const seen = [];
  const page = await whole({ delegate: {
    beforeDisplay(message) { seen.push(message); return message.text === 'hide' ? undefined : message; },
    beforeSend(message) { return message.text === 'odd' ? 'odd' : Promise.resolve({ text: message.text + '!' }); },
    beforePostbackSend() { throw new Error('broken'); },
    onInvalidAuth() { return Promise.reject(new Error('offline')); }
  } });
  const { host, said, lines } = page;
  host.consult(1, 'beforeDisplay', JSON.stringify([given, {}]));
  assert.deepEqual(said.pop(), ['consulted', 1, '{"text":"one"}'], 'at once');
  assert.deepEqual(plain(seen), [given]);
  host.consult(2, 'beforeDisplay', '[{"text":"hide"}]');
  assert.deepEqual(said.pop(), ['consulted', 2, 'null']);
  host.consult(3, 'beforeSend', '[{"text":"x"}]');
  assert.equal(said.length, 0);
  await page.settle();
  assert.deepEqual(said.pop(), ['consulted', 3, '{"text":"x!"}']);
  host.consult(4, 'beforeSend', '[{"text":"odd"}]');
  host.consult(5, 'beforePostbackSend', '[{}]');
  host.consult(6, 'onInvalidAuth', '[]');
  await page.settle();
  assert.deepEqual(said, [4, 5, 6].map((id) => ['consulted', id, undefined]));
  assert.deepEqual(lines.map((line) => line.split('`')[1]), ['beforeSend', 'beforePostbackSend', 'onInvalidAuth']);

  page.messenger.bridge({ name: 'setDelegate', list: '[]', delegate: { onInvalidAuth: () => '' } });
  assert.deepEqual(said.pop(), ['call', 'setDelegate', '[8]', 0]);
  host.consult(7, 'beforeSend', '[{}]');
  host.consult(8, 'onInvalidAuth', '[]');
  assert.deepEqual(said.slice(-2), [['consulted', 7, undefined], ['consulted', 8, undefined]]);
  assert.equal(lines.length, 4, 'a missing one is no error');
});

test('calls settle with JSON, and refusals are errors', async () => {
  const page = await started();
  const sent = page.call('sendMessage', 'x');
  const refused = page.call('logout');
  const nothing = page.call('loadConversation', 'c1');
  await page.settle();
  assert.deepEqual(page.said.filter(([name]) => name === 'call').map((one) => one.slice(1)), [
    ['sendMessage', '["x"]', 1], ['logout', '[]', 2], ['loadConversation', '["c1"]', 3]
  ]);
  page.host.settle(1, true, '{"_id":"m1"}');
  page.host.settle(2, false, '{"code":"gone","description":"It is gone","status":404}');
  page.host.settle(3, true, 'null');
  assert.deepEqual(plain(await sent), { _id: 'm1' });
  await assert.rejects(refused, { message: 'It is gone', code: 'gone', status: 404 });
  assert.equal(await nothing, undefined);
  assert.equal(page.messenger.bridge({ name: 'isOpened', list: '[]' }), 'true');
});

test('wrong arguments are named and do not reach the runtime', async () => {
  const page = await whole();
  for (const [name, args, wanted] of [
    ['login', ['u'], '`jwt`'], ['sendMessage', [], '`message`'], ['sendMessage', [5], '`message`'], ['sendMessage', ['x', 5], '`conversationId`'],
    ['startTyping', [5], '`conversationId`'], ['triggerPostback', [''], '`actionId`'], ['updateUser', [{ email: 5 }], '`user`'],
    ['loadConversation', [], '`conversationId`'], ['getConversations', [-1], '`offset`'], ['getConversationById', [[]], '`conversationId`'],
    ['createConversation', [{ metadata: 'x' }], '`options`'], ['updateConversation', ['c1'], '`options`']
  ]) {
    await assert.rejects(page.call(name, ...args), (error) => error.name === 'TypeError' && error.code === 'bad_arguments' && error.message.startsWith(`${name}: ${wanted} must be `));
  }
  assert.throws(() => page.messenger.bridge({ name: 'markAllAsRead', list: '[5]' }), /^TypeError: markAllAsRead: `conversationId`/);
  assert.deepEqual(page.said, []);
});

test('fields of the form before the first message are judged one by one', async () => {
  const right = { type: 'select', name: 'size', label: 'Size', options: [{ name: 'a', label: 'A' }] };
  const { setup, lines } = await started({ prechatCapture: {
    enabled: true, enableEmailLinking: 'x', more: 1,
    fields: [right, { type: 'number', name: 'n' }, { type: 'select', name: 's' }, { type: 'text', name: 't', minSize: -1, maxSize: 5 },
      { type: 'select', name: 'e', options: [] }, { type: 'text', name: 'm', minSize: 5, maxSize: 3 }]
  } });
  assert.deepEqual(setup.options.prechatCapture, { enabled: true, fields: [right, { type: 'text', name: 't', maxSize: 5 }] });
  assert.deepEqual(lines.map((line) => line.split('`')[1]), [
    'prechatCapture.enableEmailLinking', 'prechatCapture.more', 'prechatCapture.fields[1].type', 'prechatCapture.fields[1].type',
    'prechatCapture.fields[2].options', 'prechatCapture.fields[3].minSize', 'prechatCapture.fields[4].options',
    'prechatCapture.fields[4].options', 'prechatCapture.fields[5].maxSize'
  ]);
});

test('the end leaves nothing and rejects what waits', async () => {
  const page = await whole();
  const { host, window, said, messenger } = page;
  const sent = page.call('sendMessage', 'x');
  host.request(1, 'GET', 'https://api.test/1', undefined, undefined, undefined);
  host.poll('https://api.test/faye', '');
  host.setAlarm(0, 1);
  messenger.stop(new Error('over'));
  await assert.rejects(sent, /over/);
  assert.ok(page.requests.every((request) => request.isAborted));
  assert.deepEqual([window, window.document, messenger.shadow].map((one) => one.listeners), [[], [], []]);
  assert.deepEqual([messenger.shadow.childNodes, messenger.bridge], [[], null]);
  host.emit('message', '[]');
  host.request(2, 'GET', 'https://api.test/2', undefined, undefined, undefined);
  host.setAlarm(0, 1);
  host.consult(1, 'beforeSend', '[]');
  assert.equal(host.openSocket('wss://api.test'), false);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([said.map(([name]) => name), page.requests.length, page.emitted], [['call', 'stop'], 2, []]);
});

test('what a page has made of getters that throw is nonsense, and no error of the runtime', async () => {
  const page = await whole({ delegate: { beforeSend: () => Object.defineProperty({}, 'then', { get() { throw new Error('no'); } }) } });
  page.host.consult(1, 'beforeSend', '[{}]');
  assert.deepEqual(page.said, [['consulted', 1, undefined]]);
  assert.match(page.lines[0], /beforeSend/);
});

test('a request that the browser aborts is one without an answer', async () => {
  const { host, said, requests } = await started();
  host.request(1, 'GET', 'https://api.test/1', undefined, undefined, undefined);
  const [request] = requests.slice(-1);
  Object.assign(request, { status: 0, responseText: '' });
  request.onloadend();
  assert.deepEqual(said, [['answered', 1, 0, '', -1]]);
  host.request(2, 'GET', 'https://api.test/2', undefined, undefined, undefined);
  host.abort(2);
  requests.slice(-1)[0].onloadend();
  assert.equal(said.length, 1, 'unless we wanted it so');
});

test('a root that the page takes while the program is on its way comes back', async () => {
  const taken = [];
  const page = await started({}, {}, {}, null, 0, (made) => {
    made.late = new Promise(() => {});
    made.window.MutationObserver = class { constructor(listener) { taken.push(listener); } observe() {} disconnect() {} };
  });
  const { root } = page.messenger;
  page.kit.place = () => { page.window.document.body.appendChild(root); };
  root.remove();
  taken.forEach((listener) => listener());
  assert.ok(root.isConnected);
});

test('a colour of the service that is no text is none', async () => {
  const colours = [];
  const page = await started({}, {}, { style: { accentColor: 123456, linkColor: ['abc'] } }, (name, hex) => colours.push([name, hex]));
  assert.ok(page.setup);
  assert.deepEqual(colours, [['conversation', '0099ff'], ['action', '0099ff']]);
});

test('the second part is fetched once, and told of each time', async () => {
  const page = await started();
  page.said.length = 0;
  page.host.loadLate();
  page.host.loadLate();
  assert.deepEqual(page.said, [], 'never at once');
  await settled();
  assert.deepEqual(page.fetched, [
    ['https://cdn.test/@@LATE@@', '@@LATE_INTEGRITY@@'], ['https://cdn.test/@@SENDING@@', '@@SENDING_INTEGRITY@@']
  ], 'with what sends');
  assert.equal(page.adopted.length, 2, 'and a style');
  const { words } = page.window.scene;
  assert.ok(words.backLabel && words.headerText, 'words of both parts');
  const whole = listed(words);
  // What the imports of each part are stands in the table, after the memory and the table itself.
  for (const places of [['function 3', 'function 4'], ['function 1', 'function 2']]) {
    const [name, module, [memory, table, ...functions], given] = page.said.shift();
    assert.deepEqual([name, module, memory, table.length, functions], ['instantiate', 'module', 'memory', 5, places]);
    assert.equal(given, 'imports', 'what the page gives, all are given');
  }
  assert.deepEqual(page.said, [['late', whole], ['late', whole]]);
});

test('words of the second part are the page\'s or ours, each at its place', async () => {
  const page = await started({ customText: { backLabel: 'Zurück', nowhere: 'no' } });
  page.host.loadLate();
  await settled();
  const keys = Object.keys(LATE).sort();
  const [[, list]] = page.said.filter(([name]) => name === 'late');
  const words = JSON.parse(list);
  assert.equal(words.length, keys.length);
  keys.forEach((key, at) => assert.equal(words[at], key === 'backLabel' ? 'Zurück' : LATE[key], key));
});

/** The words of the second part as the runtime is told them: at their places, by the order of their keys. */
const listed = (words) => JSON.stringify(Object.keys(LATE).sort().map((key) => words[key]));

/** How often the runtime was told of the second part, and whether it was there. */
const lates = (page) => page.said.filter(([name]) => name === 'late').map(([, words]) => words && 'words');

test('a second part whose module did not come is tried again', async () => {
  const page = await started();
  const { fetch } = page.window;
  page.window.fetch = () => Promise.reject(new Error('unreachable'));
  page.host.loadLate();
  await settled();
  page.window.fetch = fetch;
  page.host.loadLate();
  await settled();
  assert.equal(page.adopted.length, 2);
  assert.deepEqual(lates(page), [undefined, 'words']);
});

test('whoever calls for a part that cannot be had is told why', async () => {
  const page = await started({}, {}, {}, undefined, 1);
  await assert.rejects(page.call('startTyping'), { code: 'not_loaded' });
  const again = page.call('startTyping');
  await page.settle();
  page.host.settle(2, true, 'null');
  assert.equal(await again, undefined);
});

test('a messenger with a form before the first message starts without the second part, too', async () => {
  const page = await started({ prechatCapture: { enabled: true } }, {}, {}, undefined, 1);
  assert.deepEqual(page.setup.options.prechatCapture, { enabled: true });
  page.host.loadLate();
  await settled();
  assert.deepEqual(lates(page), ['words']);
});

test('a part that cannot be had is said to be missing, and tried again', async () => {
  const page = await started({}, {}, {}, undefined, 1);
  page.host.loadLate();
  await settled();
  page.host.loadLate();
  await settled();
  assert.equal(page.tries, 2);
  assert.deepEqual(page.said.filter((one) => one[0] === 'late'), [['late', undefined], ['late', listed(page.window.scene.words)]]);
});

test('a runtime that fails within is ended: what waits is told, nothing is left, and it is not entered again', async () => {
  const page = await started();
  const { messenger, said } = page;
  const crashed = [];
  page.kit.crash = (one, error) => { crashed.push(error.message); one.stop(error); };
  const sent = page.call('sendMessage', 'x');
  await settled();
  page.host.setAlarm(0, 1);
  // What fails within another is told of once.
  let isWithin = false;
  page.window.wasm_bindgen.heard = () => {
    if (!isWithin) {
      isWithin = true;
      page.happen(messenger.shadow, 'focusout', { target: { closest: () => null } });
    }
    throw new Error('unreachable');
  };
  page.happen(messenger.shadow, 'input', { target: { closest: () => null } });
  await assert.rejects(sent, { message: 'AvMessagingSdk: stopped by Error: unreachable', code: 'stopped' });
  assert.deepEqual(crashed, ['AvMessagingSdk: stopped by Error: unreachable']);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(page.waiting.splice(0), ['close'], 'the next one is asked for, and the panel stays as it was');
  assert.deepEqual([page.window, page.window.document, messenger.shadow].map((one) => one.listeners), [[], [], []]);
  assert.deepEqual([messenger.shadow.childNodes, messenger.bridge, said.filter(([name]) => name === 'stop')], [[], null, []]);
  said.length = 0;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(said, []);
});

test('a call in which the runtime fails says so', async () => {
  const page = await started();
  page.kit.crash = (one, error) => { one.stop(error); };
  page.window.wasm_bindgen.call = () => { throw new Error('unreachable'); };
  const { bridge } = page.messenger;
  assert.throws(() => bridge({ name: 'isOpened', list: '[]' }), { code: 'stopped' });
});

test('what fails within starts again as it was, and not by itself without what the page has said', async () => {
  for (const [prepare, wanted] of [
    [() => {}, ['close']],
    [(page) => { page.messenger.shadow.activeElement = page.panel.found['.input']; }, ['open']],
    [(page) => { page.messenger.bridge({ name: 'setDelegate', list: '[null]', delegate: { beforeSend() {} } }); }, []],
    [(page) => { page.messenger.bridge({ name: 'login', list: '["ann","jwt"]', resolve() {}, reject() {} }); }, []]
  ]) {
    const page = await started();
    page.kit.crash = (one, error) => { one.stop(error); };
    prepare(page);
    page.window.wasm_bindgen.heard = () => { throw new Error('unreachable'); };
    page.happen(page.messenger.shadow, 'focusout', { target: { closest: () => null } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(page.waiting, wanted);
  }
});

test('without WebAssembly the program comes as JavaScript, which has no second part to fetch', async () => {
  const files = [];
  const page = await started({}, {}, {}, null, 0, (made) => {
    made.load = (file) => {
      files.push([file.name, file.integrity]);
      return Promise.resolve((imports) => `exports of ${imports.a}`);
    };
  });
  assert.deepEqual(files, [['@@JAVASCRIPT@@', '@@JAVASCRIPT_INTEGRITY@@']]);
  assert.deepEqual(page.bound, { exports: 'exports of imports' });
  page.host.loadLate();
  await settled();
  assert.deepEqual(page.fetched, []);
  assert.equal(page.said.filter(([name]) => name === 'late').length, 1);
});
