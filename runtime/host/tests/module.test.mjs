// The module in a tiny pretended page: what it requests, what it hands on, and when.
import assert from 'node:assert/strict';
import test from 'node:test';

const BASE = 'https://cdn.example.com/chat/';
const HOST = BASE + 'host.0123456789abcdef.js';
const HOOK = '__onWebMessengerHostReady__';
let count = 0;

/** A page, and a module that was imported afresh. `answer` is what `loader.json` holds. */
async function page({ answer = { url: HOST }, script = 'host', trustedTypes } = {}) {
  const made = { requests: [], scripts: [], calls: [] };
  const record = (name, result) => (...args) => { made.calls.push([name, ...args]); return result; };
  made.host = {
    VERSION: '9.9.9', init: record('init', Promise.resolve('started')), on: record('on'), off: record('off'),
    render: record('render'), destroy: record('destroy'), isOpened: record('isOpened', true),
    sendMessage: record('sendMessage', Promise.resolve('sent'))
  };
  globalThis.window = { trustedTypes };
  globalThis.fetch = async (url, options) => {
    made.requests.push([url, options.credentials]);
    if (answer instanceof Error) { throw answer; }
    return { json: async () => answer };
  };
  globalThis.document = {
    baseURI: 'https://shop.example.com/page',
    createElement: (tag) => ({ tag, remove() { this.gone = true; } }),
    head: {
      appendChild(node) {
        made.scripts.push(node);
        // A script runs in a task of its own.
        setImmediate(() => {
          if (script === 'fails') { node.onerror(); return; }
          if (script === 'host') { (window[HOOK] || ((api) => { window.AvMessagingSdk = api; }))(made.host); }
          node.onload();
        });
      }
    }
  };
  return Object.assign(made, await imported());
}

/** The module, imported afresh into the page that is there. */
async function imported() {
  const module = await import(`./node_modules/avmsdk/module.js?${count += 1}`);
  return { sdk: module.default, configure: module.configure };
}

test('the first init loads the host below the public path, once', async () => {
  const { sdk, configure, requests, scripts, calls } = await page();
  configure({ publicPath: 'https://cdn.example.com/chat' });
  assert.deepEqual(requests, [], 'nothing is asked for before init');
  const options = { integrationId: 'i' };
  assert.equal(await sdk.init(options), 'started');
  assert.deepEqual(requests, [[BASE + 'loader.json', 'omit']]);
  assert.deepEqual(scripts.map((one) => [one.src, one.async, one.gone]), [[HOST, true, true]]);
  assert.deepEqual(calls, [['init', options]]);
  assert.equal(window[HOOK], undefined);
  assert.equal(window.AvMessagingSdk.VERSION, '9.9.9');
  assert.equal(sdk.VERSION, '9.9.9');
});

test('what was called meanwhile follows in the order of the snippet: init, render, on', async () => {
  const { sdk, configure, calls } = await page();
  configure({ publicPath: BASE });
  const [one, two, gone] = [() => 1, () => 2, () => 3];
  const element = { nodeType: 1 };
  sdk.on('ready', one);
  sdk.on('ready', gone);
  sdk.render({ nodeType: 1 });
  const started = sdk.init({ integrationId: 'i' });
  sdk.render(element);
  sdk.on('message', two);
  sdk.off('ready', gone);
  assert.deepEqual(calls, []);
  await started;
  assert.deepEqual(calls, [['init', { integrationId: 'i' }], ['render', element], ['on', 'ready', one], ['on', 'message', two]]);
});

test('afterwards every call goes to the host', async () => {
  const { sdk, configure, calls } = await page();
  configure({ publicPath: BASE });
  await sdk.init({});
  calls.length = 0;
  assert.equal(await sdk.sendMessage('hello', 'c'), 'sent');
  assert.equal(sdk.isOpened(), true);
  sdk.destroy();
  await sdk.init({ again: true });
  assert.deepEqual(calls, [['sendMessage', 'hello', 'c'], ['isOpened'], ['destroy'], ['init', { again: true }]]);
});

test('before the host is there, calls that need it reject or throw by name', async () => {
  const { sdk, configure } = await page();
  configure({ publicPath: BASE });
  const check = async () => {
    await assert.rejects(sdk.sendMessage('x'), /^Error: sendMessage: call `init\(\)` first/);
    await assert.rejects(sdk.getConversations(), /^Error: getConversations: call `init\(\)` first/);
    assert.throws(() => sdk.isOpened(), /^Error: isOpened: call `init\(\)` first/);
    assert.throws(() => sdk.on('ready'), TypeError);
    assert.throws(() => sdk.render(null), TypeError);
  };
  await check();
  const started = sdk.init({});
  assert.throws(() => sdk.open(), /^Error: open: call `init\(\)` first/);
  await assert.rejects(sdk.init({}), /^Error: init: already initialized/);
  await started;
});

test('destroy ends an init that still waits, and the next one counts', async () => {
  const { sdk, configure, calls, requests } = await page();
  configure({ publicPath: BASE });
  const heard = new Promise((resolve) => { sdk.on('destroy', resolve); });
  const first = sdk.init({ first: true });
  sdk.destroy();
  await assert.rejects(first, /^Error: AvMessagingSdk was destroyed/);
  await heard;
  assert.equal(await sdk.init({ second: true }), 'started');
  assert.deepEqual(calls, [['init', { second: true }]]);
  assert.equal(requests.length, 1);
});

test('a failure rejects with what cannot be loaded, and init may be called again', async () => {
  for (const [kind, reason] of [
    [{ answer: new Error('offline') }, /^Error: init: this file cannot be loaded.*: https:\/\/cdn\.example\.com\/chat\/loader\.json$/],
    [{ answer: null }, /^Error: init: `loader\.json` names no script/],
    [{ answer: { url: 'https://evil.example.com/host.js' } }, /^Error: init: `loader\.json` names no script.*evil/],
    [{ script: 'fails' }, /^Error: init: this script cannot be loaded/],
    [{ script: 'other' }, /^Error: init: this script is not the host/]
  ]) {
    const { sdk, configure, requests } = await page(kind);
    configure({ publicPath: BASE });
    await assert.rejects(sdk.init({}), reason);
    assert.equal(window[HOOK], undefined);
    await assert.rejects(sdk.init({}), reason);
    assert.equal(requests.length, 2);
  }
});

test('without an address init says what to call', async () => {
  const { sdk, configure, requests } = await page();
  await assert.rejects(sdk.init({}), /^Error: init: the address of the files is not known; call `configure/);
  for (const wrong of [undefined, {}, { publicPath: '' }, { publicPath: 'cdn/' }, { publicPath: 7 }]) {
    assert.throws(() => configure(wrong), /^TypeError: configure\(\{publicPath\}\) needs/);
  }
  assert.deepEqual(requests, []);
  configure({ publicPath: BASE });
  await sdk.init({});
  configure({ publicPath: 'https://cdn.example.com/chat' });
  assert.throws(() => configure({ publicPath: 'https://other.example.com/' }), /^Error: configure: the widget is loaded already/);
});

test('the host that a snippet brought in is used, and the one on its way is shared', async () => {
  const there = await page();
  window.AvMessagingSdk = there.host;
  assert.equal(await there.sdk.init({}), 'started');
  assert.deepEqual(there.requests, []);

  const coming = await page();
  let snippet;
  window[HOOK] = (api) => { delete window[HOOK]; snippet = api; };
  window.addEventListener = () => {};
  coming.configure({ publicPath: BASE });
  const started = coming.sdk.init({});
  window[HOOK](coming.host);
  assert.equal(await started, 'started');
  assert.equal(snippet, coming.host);
  assert.deepEqual(coming.requests, []);
});

test('where the snippet brings no host the module does, some time after the page has loaded', async (t) => {
  const { sdk, configure, requests } = await page();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  window[HOOK] = () => {};
  let hasLoaded;
  window.addEventListener = (name, act, { once }) => { assert.deepEqual([name, once], ['load', true]); hasLoaded = act; };
  configure({ publicPath: BASE });
  const started = sdk.init({});
  hasLoaded();
  t.mock.timers.tick(9999);
  assert.deepEqual(requests, []);
  t.mock.timers.tick(1);
  assert.equal(await started, 'started');
  assert.equal(requests.length, 1);
});

test('who does not wait for the snippet any more may begin again', async (t) => {
  const { sdk, configure, requests } = await page();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  window[HOOK] = () => {};
  document.readyState = 'complete';
  configure({ publicPath: BASE });
  const first = sdk.init({});
  sdk.destroy();
  await assert.rejects(first, /destroyed/);
  t.mock.timers.tick(10000);
  assert.deepEqual(requests, []);
  const second = sdk.init({});
  t.mock.timers.tick(10000);
  assert.equal(await second, 'started');
  assert.equal(requests.length, 1);
});

test('a module that fails takes nothing from a snippet that came meanwhile', async () => {
  const { sdk, configure } = await page({ answer: new Error('cut') });
  configure({ publicPath: BASE });
  const started = sdk.init({});
  const snippet = () => {};
  window[HOOK] = snippet;
  await assert.rejects(started, /cannot be loaded/);
  assert.equal(window[HOOK], snippet);
});

test('modules of several releases in a page are one: the first that is called has what all were told', async () => {
  const [one, other] = [await page(), await imported()];
  const handler = () => {};
  one.configure({ publicPath: BASE });
  one.sdk.on('ready', handler);
  const options = { integrationId: 'i' };
  const started = other.sdk.init(options);
  await assert.rejects(one.sdk.init({}), /^Error: init: already initialized/);
  assert.equal(await started, 'started');
  assert.deepEqual(one.calls, [['init', options], ['on', 'ready', handler]]);
  assert.equal(one.requests.length, 1);
  assert.deepEqual([one.sdk.VERSION, other.sdk.VERSION], ['9.9.9', '9.9.9']);
  assert.throws(() => other.configure({ publicPath: 'https://other.example.com/' }), /loaded already, from https:\/\/cdn/);
  other.sdk.destroy();
  assert.deepEqual(one.calls.at(-1), ['destroy']);
});

test('a module that a page made its global is not taken for the host by another', async () => {
  const [one, other] = [await page(), await imported()];
  window.AvMessagingSdk = other.sdk;
  one.configure({ publicPath: BASE });
  assert.equal(await one.sdk.init({}), 'started');
  assert.equal(other.sdk.isOpened(), true);
});

test('a page may make the module its global', async () => {
  const { sdk, configure } = await page();
  window.AvMessagingSdk = sdk;
  configure({ publicPath: BASE });
  assert.equal(await sdk.init({}), 'started');
});

test('under Trusted Types the address passes the policy `avmsdk-loader`, which passes nothing else', async () => {
  const policies = [];
  const trustedTypes = { createPolicy: (name, rules) => {
    policies.push(name);
    return { createScriptURL: (url) => ({ trusted: rules.createScriptURL(url), rules }) };
  } };
  const { sdk, configure, scripts } = await page({ trustedTypes });
  configure({ publicPath: BASE });
  await sdk.init({});
  assert.deepEqual(policies, ['avmsdk-loader']);
  assert.equal(scripts[0].src.trusted, HOST);
  assert.throws(() => scripts[0].src.rules.createScriptURL('https://evil.example.com/'), TypeError);

  const refused = await page({ trustedTypes: { createPolicy() { throw new TypeError('disallowed'); } } });
  refused.configure({ publicPath: BASE });
  await refused.sdk.init({});
  assert.equal(refused.scripts[0].src, HOST, 'a page that needs no policy may forbid all');
});
