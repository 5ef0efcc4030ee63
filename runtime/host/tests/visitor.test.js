'use strict';
// The bridge: what the visitor does that is the browser's own business, and how one who looks elsewhere learns of a message.

const { test } = require('node:test');
const assert = require('node:assert');
const { clicked, counted, files, whole: started } = require('./runtime.js');

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

test('options say what may be sent, and whether this is a phone', async () => {
  for (const [options, hasTouch, wanted] of [
    [{}, false, [true, true, true, false]],
    [{ imageUploadEnabled: false }, true, [false, false, true, true]],
    [{ imageUploadEnabled: true, menuItems: { imageUpload: false, shareLocation: false } }, false, [false, true, false, false]],
    [{ menuItems: { fileUpload: false } }, false, [true, false, true, false]]
  ]) {
    const { setup } = await started(options, {}, {}, null, 0, (page) => { page.hasTouch = hasTouch; });
    assert.deepEqual(['imageUpload', 'fileUpload', 'shareLocation', 'phone'].map((name) => setup.options[name]), wanted);
  }
});

test('options of the look stand at the root; an address cannot leave its quotes', async () => {
  const { messenger: { root }, setup } = await started({ avatarUrl: '/ann.png', backgroundImageUrl: '/a")\\x', locale: 'ar-EG' });
  assert.equal(root.style['--avmsdk-background'], 'url("https://shop.test/a%22)/x")');
  assert.equal(setup.options.prechatCapture.avatarUrl, 'https://shop.test/ann.png');
  assert.deepEqual([root.dir, root.lang], ['rtl', 'ar-EG']);
  assert.equal((await started({ locale: 'he_IL' })).messenger.root.dir, 'rtl');
  const turned = (page) => { page.window.getComputedStyle = () => ({ direction: 'rtl' }); };
  const ofPage = (await started({}, {}, {}, null, 0, turned)).messenger.root;
  assert.deepEqual([ofPage.dir, ofPage.lang], ['rtl', undefined], 'the page\'s direction, not its language');
  const plain = (await started({ locale: 'arn' })).messenger.root;
  assert.deepEqual([plain.style['--avmsdk-background'], plain.dir], [undefined, undefined]);
});

test('files go by number; pictures may be shown until they are released', async () => {
  const page = await started({}, {}, {}, null, 0, counted);
  const { shadow } = page.messenger;
  const given = files(['a.png', 'image/png', 5], ['b.txt', 'text/plain', 7]);
  const paste = { clipboardData: { files: given, getData: () => '' } };
  page.happen(shadow, 'paste', { clipboardData: { files: given, getData: () => 'a table' } });
  page.happen(shadow, 'paste', { clipboardData: { files: [], getData: () => '' } });
  assert.deepEqual(page.said, [], 'text is text');
  page.happen(shadow, 'paste', paste);
  assert.deepEqual(page.said.splice(0), [['chosen', 1, 'a.png', 'image/png', 5, 'blob:a.png'], ['chosen', 2, 'b.txt', 'text/plain', 7, null]]);

  page.host.request(9, 'POST', 'https://api.test/files', 'u', 't', '{"role":"appUser"}', 1, '{"metadata":{}}');
  const [request] = page.requests.slice(-1);
  assert.deepEqual(JSON.parse(JSON.stringify(request.body.parts)), [
    ['author', '{"role":"appUser"}'], ['message', '{"metadata":{}}'], ['source', { name: 'a.png', type: 'image/png', size: 5 }, 'a.png']
  ]);
  assert.deepEqual([request.headers['Content-Type'], request.timeout], [undefined, 0]);
  request.sending.onprogress({ loaded: 1, total: 5 });
  request.answer(201, '{}');
  request.sending.onprogress({ loaded: 5, total: 5 });
  assert.deepEqual(page.said.splice(0), [['progressed', 9, 1, 5], ['answered', 9, 201, '{}', -1]], 'nothing after its answer');

  page.host.release(1);
  assert.deepEqual(page.urls, []);
  page.panel.found['.input'].readOnly = true;
  page.happen(shadow, 'paste', paste);
  assert.deepEqual(page.said, [], 'not while a form waits');
  page.panel.found['.input'].readOnly = false;
  page.happen(shadow, 'paste', paste);
  assert.deepEqual(page.urls, ['a.png']);
  page.messenger.stop(new Error('over'));
  assert.deepEqual(page.urls, [], 'the end releases all');
});

test('no picture is shown where the page allows none', async () => {
  const page = await started({ menuItems: { imageUpload: false } }, {}, {}, null, 0, counted);
  page.happen(page.messenger.shadow, 'paste', { clipboardData: { files: files(['a.png', 'image/png', 5]), getData: () => '' } });
  assert.deepEqual([page.said, page.urls], [[['chosen', 1, 'a.png', 'image/png', 5, null]], []]);
});

test('what is dragged over is taken if it is files', async () => {
  const page = await started({}, {}, {}, null, 0, counted);
  const { shadow } = page.messenger;
  let isTaken = false;
  const drag = (name, types, more) => {
    isTaken = false;
    page.happen(shadow, name, Object.assign({ dataTransfer: { types, files: files(['b.txt', '', 1]) }, preventDefault() { isTaken = true; } }, more));
    return [isTaken, page.panel.attributes['data-drop']];
  };
  assert.deepEqual(drag('dragover', ['text/plain']), [false, undefined]);
  assert.deepEqual(drag('dragover', ['Files']), [true, 'true']);
  assert.deepEqual(drag('dragleave', ['Files'], { relatedTarget: page.panel.found['.input'] }), [true, 'true'], 'to an inner part');
  assert.deepEqual(drag('dragleave', ['Files'], { relatedTarget: null }), [true, 'false']);
  assert.deepEqual(page.said, []);
  page.panel.found['.input'].readOnly = true;
  assert.deepEqual(drag('drop', ['Files']), [true, 'false'], 'the page is not left for it');
  assert.deepEqual(page.said, [], 'nor is it taken while a form waits');
  page.panel.found['.input'].readOnly = false;
  assert.deepEqual(drag('drop', ['Files']), [true, 'false']);
  assert.deepEqual(page.said.map((one) => one.slice(0, 3)), [['chosen', 1, 'b.txt']]);
});

test('controls of the browser are not the runtime\'s; a picker that comes late chooses nothing', async () => {
  const page = await started({}, {}, {}, null, 0, counted);
  clicked(page, 'upload-photo');
  const photo = page.clicked;
  assert.deepEqual([photo.type, photo.accept, photo.multiple], ['file', 'image/*', true]);
  clicked(page, 'upload-document');
  assert.equal(page.clicked.accept, '');
  page.clicked.files = files(['c.pdf', 'application/pdf', 3]);
  page.clicked.onchange();
  assert.deepEqual(page.said.splice(0), [['chosen', 1, 'c.pdf', 'application/pdf', 3, null]]);
  clicked(page, 'retry');
  clicked(page, null);
  assert.deepEqual(page.said.splice(0).map(([name]) => name), ['heard', 'heard']);
  page.messenger.stop(new Error('over'));
  photo.files = files(['a.png', 'image/png', 5]);
  photo.onchange();
  assert.deepEqual(page.said, [['stop']]);
});

test('files are asked for in the press, before the second part is there', async () => {
  const page = await require('./runtime.js').started({}, {}, {}, null, 0, counted);
  clicked(page, 'upload-photo');
  assert.equal(page.clicked.accept, 'image/*');
  page.clicked.files = files(['a.png', 'image/png', 5]);
  page.said.length = 0;
  page.clicked.onchange();
  page.host.loadLate();
  await page.settle();
  assert.deepEqual(page.said.filter(([name]) => name === 'chosen'), [['chosen', 1, 'a.png', 'image/png', 5, 'blob:a.png']]);
});

test('the place is asked for, or why it cannot be', async () => {
  const page = await started();
  const { navigator } = page.window;
  const asked = [];
  const isAsking = () => page.messenger.shadow.found['[part=composer]'].getAttribute('data-locating') === '';
  const say = (answer) => {
    clicked(page, 'share-location');
    assert.ok(isAsking(), 'it shows');
    const [found, failed, options] = asked.pop();
    if (answer.coords) { found(answer); } else { failed(answer); }
    assert.ok(!isAsking(), 'it is over');
    return [options.timeout, page.said.pop()];
  };
  clicked(page, 'share-location');
  assert.deepEqual(page.said.pop(), ['located', 5, 0, 0], 'a browser without');
  navigator.geolocation = { getCurrentPosition: (...args) => { asked.push(args); } };
  assert.deepEqual(say({ coords: { latitude: 1.5, longitude: -2 } }), [15000, ['located', 0, 1.5, -2]]);
  assert.deepEqual(say({ code: 1 }), [15000, ['located', 1, 0, 0]]);
  page.window.isSecureContext = false;
  clicked(page, 'share-location');
  assert.deepEqual([page.said.pop(), asked], [['located', 4, 0, 0], []]);
  page.window.isSecureContext = true;
  clicked(page, 'share-location');
  page.messenger.stop(new Error('over'));
  asked.pop()[0]({ coords: { latitude: 1, longitude: 1 } });
  assert.deepEqual(page.said, [['stop']], 'nobody is there any more');
});

test('the menu opens, is walked through, and gives the focus back', async () => {
  const page = await started();
  const { shadow } = page.messenger;
  const { '.menu': menu, '.attach': button } = page.panel.found;
  const press = (key) => { page.happen(shadow, 'keydown', { key, target: page.focused }); return menu.childNodes.indexOf(page.focused); };
  clicked(page, 'attach');
  assert.deepEqual([menu.hidden, button.attributes['aria-expanded'], page.focused], [false, 'true', menu.childNodes[0]]);
  assert.deepEqual(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End'].map(press), [1, 2, 0, 2, 0, 2]);
  page.said.length = 0;
  press('Escape');
  assert.deepEqual([menu.hidden, button.attributes['aria-expanded'], page.focused, page.said], [true, 'false', button, []], 'the panel stays');
  page.happen(shadow, 'keydown', { key: 'Escape', target: button, closest: null });
  assert.equal(page.said.pop()[0], 'heard');
  clicked(page, 'attach');
  clicked(page, null);
  assert.deepEqual([menu.hidden, page.focused], [true, menu.childNodes[0]], 'elsewhere closes it and leaves the focus there');
});

test('a key of an input method is not heard; Enter of a keyboard on a screen breaks the line', async () => {
  const page = await started();
  const { shadow } = page.messenger;
  const input = page.panel.found['.input'];
  const heard = (event) => { page.happen(shadow, 'keydown', Object.assign({ key: 'Enter', target: input }, event)); return page.said.splice(0).length; };
  assert.deepEqual([heard({ isComposing: true }), heard({ keyCode: 229 }), heard({})], [0, 0, 1]);
  page.hasTouch = true;
  assert.deepEqual([heard({}), heard({ keyCode: 229 }), heard({ target: page.panel }), heard({ key: 'Escape' })], [0, 0, 1, 1]);
});

test('the focus goes round in the dialog, and back to what it came from', async () => {
  const page = await started();
  const { shadow } = page.messenger;
  const [first, last, hidden, covered] = [0, 1, 2, 3].map((at) => Object.assign(page.window.document.createElement('button'), {
    tabIndex: 0, getClientRects: () => ({ length: at === 2 ? 0 : 1 }), computed: { visibility: at === 3 ? 'hidden' : 'visible' }
  }));
  const dialog = { querySelectorAll: () => [first, last, hidden, covered] };
  const tab = (from, shiftKey, isDialog) => {
    from.closest = () => (isDialog === false ? null : dialog);
    page.focused = from;
    page.happen(shadow, 'keydown', { key: 'Tab', target: from, shiftKey });
    return page.focused;
  };
  assert.deepEqual([tab(last), tab(first, true), tab(first), tab(last, false, false)], [first, last, first, last]);

  const outside = page.window.document.createElement('a');
  const come = (relatedTarget) => page.happen(shadow, 'focusin', { target: page.panel.found['.input'], relatedTarget });
  const leave = (activeElement) => { shadow.activeElement = activeElement; page.focused = null; page.host.emit('widget:closed', '[]'); return page.focused; };
  come(outside);
  come(page.panel.found['.attach']);
  assert.equal(leave(page.panel), outside);
  assert.equal(leave(page.panel), null, 'once');
  come(outside);
  assert.equal(leave(null), null, 'the page has it already');
  come(outside);
  come(shadow.appendChild(page.window.document.createElement('launcher')));
  assert.equal(leave(page.panel), null, 'the launcher has it from the runtime');
});

test('the title tells what is unread while nobody looks, and is the page\'s again', async () => {
  const page = await started({ customText: { messageIndicatorTitlePlural: '{count} neue' } });
  const { document } = page.window;
  const title = (count) => { page.host.unread(count); return document.title; };
  assert.deepEqual([1, 2, 1, 0].map(title), ['(1) New message', '2 neue', '(1) New message', 'Shop']);
  title(1);
  document.title = 'Basket';
  assert.equal(title(0), 'Basket', 'the page\'s own change stays');
  page.host.emit('widget:opened', '[]');
  assert.equal(title(1), 'Basket', 'it is seen');
  document.hidden = true;
  assert.equal(title(2), '2 neue');
  document.hidden = false;
  page.happen(document, 'visibilitychange');
  assert.equal(document.title, 'Basket');
  title(3);
  assert.equal(document.title, 'Basket', 'the panel is open');
  page.host.emit('widget:closed', '[]');
  assert.equal(document.title, '3 neue', 'and closed');
  page.messenger.stop(new Error('over'));
  assert.equal(document.title, 'Basket');
});

test('a page that empties the words keeps its title, and the number its name', async () => {
  const page = await started({ customText: { messageIndicatorTitleSingular: '' } });
  page.host.unread(1);
  assert.equal(page.window.document.title, 'Shop');
  assert.equal(page.messenger.shadow.querySelector('[part=badge]').getAttribute('aria-label').replace(/.* /, ''), '1');
});

test('what is unread is counted and named, and said where the visitor looks', async () => {
  const page = await started({ customText: { messageIndicatorTitlePlural: '{count} neue' } });
  const badge = page.messenger.shadow.querySelector('[part=badge]');
  assert.equal(badge.hidden, true, 'a number of another life is gone');
  badge.parentNode = { title: 'Gespräche' };
  const shown = (count) => {
    page.host.unread(count);
    return [badge.hidden, badge.textContent, badge.getAttribute('role'), badge.getAttribute('aria-label')];
  };
  assert.deepEqual(shown(1), [false, 1, 'img', 'Gespräche (1) New message']);
  assert.deepEqual(shown(100), [false, '99+', 'img', 'Gespräche 100 neue']);
  assert.equal(shown(0)[0], true);
  const said = () => page.panel.querySelector('[aria-live]').childNodes.map((node) => node.textContent);
  assert.deepEqual(said(), [], 'nobody looks');
  shown(3);
  assert.equal(page.aloud.textContent, '3 neue', 'a panel that is hidden says nothing');
  shown(0);
  page.panel.hidden = false;
  page.host.emit('widget:opened', '[]');
  assert.equal(shown(2)[0], false);
  assert.deepEqual([said(), page.aloud.textContent], [['2 neue'], '']);
});

test('an embedded panel that does not show is not seen, and the runtime is told when it does', async () => {
  let observed = null;
  let boxes = [];
  const page = await started({ embedded: true }, {}, {}, null, 0, ({ window }) => {
    window.ResizeObserver = class {
      constructor(look) { observed = { look }; }
      observe(node) { observed.node = node; }
      disconnect() { observed.isOver = true; }
    };
  });
  assert.equal(observed.node, page.panel);
  page.panel.getClientRects = () => boxes;
  const { document } = page.window;
  const told = () => page.said.filter(([name, event]) => name === 'heard' && event.type === 'visibilitychange').length;
  observed.look();
  const before = told();
  assert.equal(page.host.isSeen(), false);
  boxes = [{}];
  observed.look();
  observed.look();
  assert.deepEqual([page.host.isSeen(), told() - before], [true, 1]);
  document.hidden = true;
  page.happen(document, 'visibilitychange');
  observed.look();
  assert.deepEqual([page.host.isSeen(), told() - before], [false, 2]);
  page.messenger.stop(new Error('over'));
  assert.equal(observed.isOver, true);
});

/** A page with a loudspeaker; another page may share its storage. */
async function loud(options, storage) {
  const sounds = [];
  const part = () => ({ connect() {}, start() {}, stop() {}, frequency: { setValueAtTime() {} }, gain: { exponentialRampToValueAtTime() {} } });
  const page = await started(options, {}, {}, null, null, ({ window }) => {
    if (storage) { window.localStorage = storage; }
    window.navigator.userActivation = { hasBeenActive: true };
    window.AudioContext = class {
      constructor() { sounds.push(this); }
      createOscillator() { return (this.tone = part()); }
      createGain() { return part(); }
      close() { this.isClosed = true; }
    };
  });
  page.sounds = sounds;
  page.come = (id) => { page.host.unread(1); page.host.emit('message:received', JSON.stringify([{ _id: id }, {}])); };
  return page;
}

test('one tab makes the sound, once for each message', async () => {
  const one = await loud();
  const other = await loud({}, one.window.localStorage);
  [one, other].forEach((page) => page.come('m1'));
  await wait(250);
  assert.deepEqual([one.sounds.length, other.sounds.length], [1, 0]);
  one.sounds[0].tone.onended();
  assert.ok(one.sounds[0].isClosed);
  [other, one].forEach((page) => page.come('m2'));
  await wait(250);
  assert.deepEqual([one.sounds.length, other.sounds.length], [1, 1]);
  other.messenger.stop(new Error('over'));
  assert.ok(other.sounds[0].isClosed, 'the end closes it');
});

test('no sound for who looks, for what is read elsewhere, against the page\'s will or the browser\'s', async () => {
  const off = await loud({ soundNotificationEnabled: false });
  const open = await loud();
  open.host.emit('widget:opened', '[]');
  const embedded = await loud({ embedded: true });
  const forbidden = await loud();
  forbidden.window.navigator.userActivation.hasBeenActive = false;
  const read = await loud();
  const ended = await loud();
  const hidden = await loud({ embedded: true });
  hidden.window.document.hidden = true;
  const all = [off, open, embedded, forbidden, read, ended, hidden];
  all.forEach((page) => page.come('m1'));
  read.host.unread(0);
  ended.messenger.stop(new Error('over'));
  await wait(250);
  assert.deepEqual(all.map((page) => page.sounds.length), [0, 0, 0, 0, 0, 0, 1]);
});

test('a phone\'s panel is as large as what can be seen, unless the visitor has zoomed in', async () => {
  const view = Object.assign({ height: 800, offsetTop: 0, scale: 1 });
  const page = await started({}, {}, {}, null, null, ({ window }) => {
    const listeners = view.listeners = [];
    view.addEventListener = (...args) => { listeners.push(args); };
    view.removeEventListener = (name, listener) => { listeners.splice(listeners.findIndex((one) => one[0] === name && one[1] === listener), 1); };
    window.visualViewport = view;
  });
  const seen = () => ['height', 'top'].map((name) => page.messenger.root.style[`--avmsdk-view-${name}`]);
  assert.deepEqual(seen(), ['800px', '0px']);
  Object.assign(view, { height: 400, offsetTop: 30 });
  page.happen(view, 'resize');
  assert.deepEqual(seen(), ['400px', '30px']);
  Object.assign(view, { height: 200, scale: 2 });
  page.happen(view, 'scroll');
  assert.deepEqual(seen(), ['400px', '30px']);
  page.messenger.stop(new Error('over'));
  assert.deepEqual(view.listeners, []);
});

test('what needs the second part is said to be wanted while it is not there', async () => {
  const page = await require('./runtime.js').started();
  page.said.length = 0;
  clicked(page, 'attach');
  assert.deepEqual(page.said.map(([name, event]) => [name, event.type, event.target]), [['heard', 'click', page.panel.found['.attach']]]);
});
