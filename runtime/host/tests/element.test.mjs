// The element on a pretended page, with the host already there.
import assert from 'node:assert/strict';
import test from 'node:test';

const calls = [];
let answer = () => Promise.resolve();

globalThis.HTMLElement = class {
  constructor() { this.attributes = {}; this.isConnected = false; this.nodeType = 1; }
  getAttribute(name) { return name in this.attributes ? this.attributes[name] : null; }
};
const defined = {};
globalThis.customElements = { get: (name) => defined[name], define: (name, type) => { defined[name] = type; } };
globalThis.document = {};
globalThis.window = {
  AvMessagingSdk: {
    VERSION: '9.9.9',
    init: (options) => { calls.push(['init', options]); return answer(); },
    render: (element) => { calls.push(['render', element]); },
    destroy: () => { calls.push(['destroy']); }
  }
};
await import('avmsdk/element');
const Element = defined['av-messenger'];

function connected(attributes, options) {
  const element = new Element();
  element.attributes = attributes;
  if (options) { element.options = options; }
  enter(element);
  return element;
}
function enter(element) { element.isConnected = true; element.connectedCallback(); }
async function leave(element) {
  element.isConnected = false;
  element.disconnectedCallback();
  await new Promise(setImmediate);
}
const taken = () => calls.splice(0);

/** What the element writes on the console. */
async function reports(run) {
  const said = [];
  const error = console.error;
  console.error = (...args) => { said.push(args.join(' ')); };
  try { await run(); } finally { console.error = error; }
  return said;
}

test('attributes become options, each in its kind', async () => {
  const delegate = { onInvalidAuth: () => 'jwt' };
  const element = connected({
    'integration-id': 'i', 'config-base-url': 'http://localhost:8000/sdk/', 'z-index': '7', 'button-width': '60px',
    'sound-notification-enabled': 'false', 'fixed-intro-pane': '', 'image-upload-enabled': 'perhaps',
    'integration-order': 'a, b,', 'custom-colors': '{"brandColor":"fff"}', 'custom-text': '{', class: 'x'
  }, { delegate, integrationId: 'other' });
  await element.ready;
  assert.deepEqual(taken(), [['init', {
    delegate, integrationId: 'i', configBaseUrl: 'http://localhost:8000/sdk/', zIndex: 7, buttonWidth: '60px',
    soundNotificationEnabled: false, fixedIntroPane: true, imageUploadEnabled: 'perhaps', integrationOrder: ['a', 'b'],
    customColors: { brandColor: 'fff' }, customText: '{'
  }]]);
  await leave(element);
  assert.deepEqual(taken(), [['destroy']]);
});

test('frameworks see that there is a property for the options', () => {
  assert.ok('options' in new Element());
});

test('embedded renders into the element; moving it restarts nothing; coming back does', async () => {
  const element = connected({ 'integration-id': 'i', embedded: '' });
  const first = element.ready;
  await first;
  assert.deepEqual(taken(), [['init', { integrationId: 'i', embedded: true }], ['render', element]]);

  element.isConnected = false;
  element.disconnectedCallback();
  enter(element);
  await new Promise(setImmediate);
  assert.deepEqual(taken(), [], 'moved within one task');

  await leave(element);
  assert.deepEqual(taken(), [['destroy']]);
  enter(element);
  assert.notEqual(element.ready, first);
  await element.ready;
  assert.equal(taken().length, 2);
  await leave(element);
  taken();
});

test('a second element says so and leaves the first alone', async () => {
  const first = connected({ 'integration-id': 'i' });
  await first.ready;
  let second;
  const said = await reports(async () => {
    second = connected({ 'integration-id': 'i' });
    await assert.rejects(second.ready, /in the page already/);
  });
  assert.match(said[0], /did not start/);
  taken();
  await leave(second);
  assert.deepEqual(taken(), []);
  await leave(first);
  assert.deepEqual(taken(), [['destroy']]);
});

test('a start that failed is reported and can be tried again', async () => {
  answer = () => Promise.reject(new Error('unknown integration'));
  const said = await reports(async () => {
    const failed = connected({ 'integration-id': 'i' });
    await assert.rejects(failed.ready, /unknown integration/);
    taken();
    await leave(failed);
    assert.deepEqual(taken(), [], 'there is nothing to destroy');
  });
  assert.equal(said.length, 1);
  answer = () => Promise.resolve();
  const element = connected({ 'integration-id': 'i' });
  await element.ready;
  await leave(element);
  taken();
});

test('one that takes the place of another in the same task runs', async () => {
  const old = connected({ 'integration-id': 'i' });
  taken();
  old.isConnected = false;
  const other = connected({ 'integration-id': 'j' });
  old.disconnectedCallback();
  await other.ready;
  await new Promise(setImmediate);
  assert.deepEqual(taken(), [['destroy'], ['init', { integrationId: 'j' }]]);
  await leave(other);
  assert.deepEqual(taken(), [['destroy']]);
});
