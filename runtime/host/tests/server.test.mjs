// On a server: no `window`, no `document`, no element to extend.
import assert from 'node:assert/strict';
import test from 'node:test';
import AvMessagingSdk, { configure } from 'avmsdk';
import { AvMessengerElement } from 'avmsdk/element';

test('importing makes nothing global', () => {
  for (const name of ['window', 'document', 'AvMessagingSdk', '__onWebMessengerHostReady__']) {
    assert.equal(name in globalThis, false, name);
  }
  assert.equal(typeof AvMessengerElement, 'function');
  assert.equal(AvMessagingSdk.VERSION, '1.2.3');
});

test('init rejects and says why, with and without an address', async () => {
  const reason = /^Error: init: AvMessagingSdk needs a browser/;
  await assert.rejects(AvMessagingSdk.init({ integrationId: 'i' }), reason);
  configure({ publicPath: 'https://cdn.example.com/chat' });
  await assert.rejects(AvMessagingSdk.init({ integrationId: 'i' }), reason);
});

test('what works before init does no harm', () => {
  const handler = () => {};
  AvMessagingSdk.on('ready', handler);
  AvMessagingSdk.off('ready', handler);
  AvMessagingSdk.destroy();
  assert.throws(() => AvMessagingSdk.render({}), /^TypeError: render\(element\) needs/);
});
