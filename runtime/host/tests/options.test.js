'use strict';
// Every option is known, a wrong or unknown one is named once and left out, contradictions reject.

const { test } = require('node:test');
const assert = require('node:assert');
const { pageWithHost } = require('./page.js');

const RIGHT = {
  appId: 'a1', region: 'eu-1', locale: 'fr-CA', soundNotificationEnabled: false, imageUploadEnabled: false,
  fixedIntroPane: true, displayStyle: 'tab', buttonIconUrl: '../i.png', buttonWidth: 60, buttonHeight: '70px', businessName: 'Acme',
  businessIconUrl: 'https://a.test/i.png', backgroundImageUrl: 'data:image/png;base64,', integrationOrder: ['x'],
  customColors: { brandColor: 'fff', conversationColor: '#123456', actionColor: 'ABCDEF' }, customText: { headerText: '', any: 'x' },
  menuItems: { imageUpload: true, fileUpload: false, shareLocation: true }, notificationChannelPromptEnabled: false,
  browserStorage: 'sessionStorage', delegate: { beforeSend() {} }, prechatCapture: { enabled: true }, canUserSeeConversationList: true,
  avatarUrl: '/me.png', customScreenReaderAnnouncement: 'x', configBaseUrl: 'https://c.test/sdk/', theme: 'dark', zIndex: 7,
  loading: 'intent', runtime: 'wasm', embedded: false
};

const WRONG = {
  region: 'eu 1', locale: 5, soundNotificationEnabled: 'no', imageUploadEnabled: 0, fixedIntroPane: 'x', embedded: 1,
  displayStyle: 'bar', buttonIconUrl: 'javascript:1', buttonWidth: 'wide', buttonHeight: -1, businessName: '', businessIconUrl: 5,
  backgroundImageUrl: 'vbscript:x', integrationOrder: 'x', customColors: 'red', customText: [], menuItems: true,
  notificationChannelPromptEnabled: 'x', browserStorage: 'cookie', delegate: { before() {} }, prechatCapture: [],
  canUserSeeConversationList: 'x', avatarUrl: {}, customScreenReaderAnnouncement: false, configBaseUrl: null, theme: 'red',
  zIndex: '7', loading: 'late', runtime: 'java', userId: 5, externalId: {}, jwt: [], authCode: true, appId: '<app-id>', constructor: 1
};

test('every option is taken as it should be', async () => {
  const page = pageWithHost();
  assert.equal(await page.init(RIGHT), 'ready');
  assert.deepEqual(page.lines, []);
});

test('a wrong value or an unknown name is named once and left out', async () => {
  const page = pageWithHost();
  assert.equal(await page.init(Object.assign({ colour: 'red' }, WRONG)), 'ready');
  // `null` is as good as nothing.
  const wanted = Object.keys(WRONG).filter((name) => WRONG[name] !== null).concat('colour');
  const named = page.lines.map((line) => /^warn: AvMessagingSdk: the option `([^`]+)` is ignored: /.exec(line)[1]);
  assert.deepEqual(named.sort(), wanted.sort());
});

test('parts of an option are named by their place', async () => {
  const page = pageWithHost();
  await page.init({ customColors: { brandColor: 'red', x: 'fff' }, customText: { headerText: 1 }, menuItems: { imageUpload: 1 } });
  assert.deepEqual(page.lines.map((line) => line.split('`')[1]), [
    'customColors.brandColor', 'customColors.x', 'customText.headerText', 'menuItems.imageUpload'
  ]);
});

test('contradictions reject, and nothing is left', async () => {
  for (const [options, wanted] of [
    [{ integrationId: undefined }, 'Must provide an appId or an integrationId.'],
    [{ userId: 'u' }, 'Must provide a userId and a JWT in order to use the authenticated mode.'],
    [{ jwt: 'j' }, 'Must provide a userId and a JWT in order to use the authenticated mode.'],
    [{ externalId: 'u', authCode: 'c' }, 'userId and authCode are mutually exclusive']
  ]) {
    const page = pageWithHost();
    assert.equal(await page.init(options), wanted);
    assert.deepEqual([page.requests.length, page.root(), page.window.listeners.length], [0, null, 0]);
    assert.equal(await page.init(), 'ready', 'and `init` works again');
  }
});

test('WebAssembly is loaded where it is there and wanted; where it is not, `init` goes on without', async () => {
  for (const [runtime, isThere, wanted] of [
    [undefined, true, [true, true]], ['wasm', true, [true, false]], ['js', true, [false, true]],
    [undefined, false, [false, true]], ['wasm', false, [false, false]]
  ]) {
    const page = pageWithHost();
    if (!isThere) { page.window.WebAssembly = undefined; }
    assert.equal(await page.init({ runtime, loading: 'eager' }), 'ready');
    const [response, load] = page.started;
    assert.deepEqual([!!await response, !!load], wanted, `${runtime}, ${isThere}`);
  }
});

test('where the config comes from, and with which headers', async () => {
  const json = 'application/json';
  for (const [options, url, appId] of [
    [{}, 'https://b1.config.smooch.io/sdk/v2/integrations/b1/config', ''],
    [{ region: 'eu-1', appId: 'a1' }, 'https://b1.config.eu-1.smooch.io/sdk/v2/integrations/b1/config', 'a1'],
    [{ integrationId: undefined, appId: 'a1' }, 'https://a1.config.smooch.io/sdk/apps/a1/config', 'a1'],
    [{ configBaseUrl: 'http://localhost:8000/sdk//' }, 'http://localhost:8000/sdk/v2/integrations/b1/config', '']
  ]) {
    const page = pageWithHost();
    assert.equal(await page.init(options), 'ready');
    const [{ method, url: asked, headers }] = page.requests;
    assert.deepEqual([method, asked], ['GET', url]);
    const client = headers['x-smooch-clientid'];
    const rest = 'integrationId' in options ? {} : { 'x-smooch-clientid': client };
    assert.deepEqual(headers, Object.assign({
      Accept: json, 'Content-Type': json, 'x-smooch-sdk': 'web/avmessagingsdk/@@VERSION@@', 'x-smooch-appid': appId
    }, rest));
    if (client) { assert.match(client, /^[\da-f]{12}4[\da-f]{3}[89ab][\da-f]{15}$/); }
  }
});

test('a config that is refused or lacks what is needed rejects with the cause', async () => {
  const without = (name) => ({ config: Object.assign({}, pageWithHost().config.config, { [name]: undefined }) });
  for (const [config, wanted] of [
    [without('app'), /config lacks/], [without('integration'), /config lacks/], [without('baseUrl'), /config lacks/],
    [{ config: Object.assign({}, without('x').config, { app: { _id: 'a1', status: 'inactive' } }) }, /^AvMessagingSdk: App is inactive\.$/]
  ]) {
    const page = pageWithHost();
    page.config = config;
    assert.match(await page.init(), wanted);
    assert.equal(page.root(), null);
  }
  const page = pageWithHost();
  page.config = null;
  const end = page.api.init({ integrationId: 'b1' }).catch((error) => error);
  page.requests[0].answer(404, '{"error":{"code":"not_found","description":"Integration not found"}}');
  const { message, code, status } = await end;
  assert.deepEqual({ message, code, status }, { message: 'AvMessagingSdk: Integration not found', code: 'not_found', status: 404 });
});

test('a service in trouble is asked for its config again, as late as it says, and then given up', async () => {
  const asked = async (answers) => {
    const page = pageWithHost();
    const waits = [];
    page.config = null;
    page.window.setTimeout = (run, millis, ...rest) => {
      waits.push(millis);
      return setTimeout(run, 0, ...rest);
    };
    const end = page.api.init({ integrationId: 'b1' }).then(() => 'ready', (error) => error.code);
    for (const [status, retryAfter] of answers) {
      await page.settle();
      const request = page.requests[page.requests.length - 1];
      request.getResponseHeader = () => retryAfter;
      request.answer(status, status === 200 ? JSON.stringify(pageWithHost().config) : '');
    }
    return { end: await end, times: page.requests.length, waits: waits.filter((wait) => wait >= 500) };
  };
  const good = await asked([[503, null], [0, null], [200, null]]);
  assert.deepEqual([good.end, good.times], ['ready', 3]);
  assert.ok(good.waits[0] >= 500 && good.waits[0] <= 1000 && good.waits[1] >= 1000 && good.waits[1] <= 2000, good.waits.join());
  const told = await asked([[429, '7'], [200, null]]);
  assert.deepEqual([told.end, told.waits[0]], ['ready', 7000]);
  assert.deepEqual([(await asked([[500, null], [500, null], [500, null]])).times, (await asked([[429, '600']])).times], [3, 1]);
  assert.equal((await asked([[404, null]])).times, 1);
});
