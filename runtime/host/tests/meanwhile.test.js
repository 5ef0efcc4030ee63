'use strict';
// The panel before its program: what the visitor does meanwhile.

const { test } = require('node:test');
const assert = require('node:assert');
const { clicked, counted, files, started: begun } = require('./runtime.js');

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A messenger whose program is still on its way, and what lets it come. */
const waiting = async (options, served, before = () => {}) => {
  let come;
  const page = await begun(options, {}, served, null, 0, (made) => {
    made.late = new Promise((resolve) => { come = resolve; });
    before(made);
  });
  page.come = () => { come(); return page.starting; };
  page.input = page.panel.found['.input'];
  page.launcher = page.messenger.launcher = page.window.document.createElement('button');
  page.write = (text) => {
    page.input.value = text;
    page.happen(page.messenger.shadow, 'input', { target: page.input });
  };
  page.press = (key, more) => {
    let isOurs = false;
    page.happen(page.messenger.shadow, 'keydown', { target: page.input, key, preventDefault() { isOurs = true; }, ...more });
    return isOurs;
  };
  page.want = (isWanted) => {
    page.messenger.isWanted = isWanted;
    page.messenger.peek();
  };
  return page;
};

test('the panel is there before the program, shows when it is wanted, and takes messages', async () => {
  const page = await waiting();
  assert.equal(page.panel.hidden, true, 'nobody wants it yet');
  page.want(true);
  assert.deepEqual([page.panel.hidden, page.launcher.getAttribute('aria-expanded')], [false, 'true']);
  assert.equal(page.focused, undefined, 'not in the same task');
  await wait(1);
  assert.equal(page.focused, page.input);
  page.write('one');
  assert.equal(page.press('Enter', { shiftKey: true }), false, 'a line of its own');
  assert.equal(page.press('Enter'), true);
  page.press('Enter');
  page.write('two');
  page.press('Enter');
  page.write('three');
  const { rows } = page;
  assert.deepEqual(rows.map((row) => row.textContent), ['one', 'two'], 'they show');
  assert.deepEqual(page.said, []);
  await page.come();
  await page.settle();
  const taken = page.said.filter(([name]) => name === 'call').map(([, name, list]) => name + list);
  assert.deepEqual([taken, page.input.value, rows.filter((row) => row.isConnected)], [['sendMessage["one"]', 'sendMessage["two"]'], 'three', []]);
});

test('on a phone the panel has the focus, and the keyboard stays away', async () => {
  const page = await waiting({}, {}, (made) => { made.hasTouch = true; });
  page.want(true);
  await wait(1);
  assert.equal(page.focused, page.panel);
});

test('a program that cannot be had is forgotten, and told of', async () => {
  const page = await begun({}, {}, {}, null, 0, (made) => { made.late = Promise.reject(new Error('cut')); });
  await assert.rejects(page.starting, { message: 'cut' });
  assert.equal(page.isForgotten, true);
});

test('what was written to a program that does not come is there again', async () => {
  const page = await waiting();
  page.want(true);
  page.write('one');
  page.press('Enter');
  page.write('two');
  page.messenger.stop(new Error('no program'));
  assert.equal(page.messenger.draft, 'one\ntwo');
});

test('a panel without its program can be closed, and does not come before a form', async () => {
  const page = await waiting();
  page.press('Escape');
  assert.deepEqual(page.waiting, [], 'it is not open');
  page.want(true);
  page.press('Escape');
  assert.equal(page.focused, page.launcher, 'the focus is not lost');
  clicked(page, 'close');
  assert.deepEqual(page.waiting, ['close', 'close']);
  page.want(false);
  assert.equal(page.panel.hidden, true);
  for (const [options, served, isHidden] of [
    [{ prechatCapture: { enabled: true } }, {}, true], [{}, { prechatCapture: { enabled: true } }, true],
    [{ prechatCapture: { enabled: false } }, { prechatCapture: { enabled: true } }, false], [{ embedded: true }, {}, false]
  ]) {
    const other = await waiting(options, served);
    other.want(!options.embedded);
    assert.equal(other.panel.hidden, isHidden, JSON.stringify([options, served]));
  }
});

test('a file that is given before the program is there is taken then', async () => {
  const page = await waiting();
  const given = files(['a.png', 'image/png', 5]);
  page.happen(page.messenger.shadow, 'paste', { clipboardData: { files: given, getData: () => '' } });
  counted(page);
  await page.come();
  await page.settle();
  assert.deepEqual(page.said.filter(([name]) => name === 'chosen'), [['chosen', 1, 'a.png', 'image/png', 5, 'blob:a.png']]);
});

/** A messenger that is ready, in which what sends is held back until `page.bring` is called: with nothing, or with what went wrong. */
const reading = async () => {
  const page = await waiting();
  await page.come();
  const { fetch } = page.window;
  page.asked = [];
  page.window.fetch = (url) => new Promise((resolve, reject) => {
    page.asked.push(url);
    page.bring = async (error) => {
      if (error) { reject(error); } else { resolve(fetch(url, {})); }
      await page.settle();
    };
  });
  // That somebody writes may be said more than once.
  page.told = () => page.said.splice(0).filter(([name, event]) => name !== 'heard' || /input|submit/.test(event.type))
    .map(([name, event, list]) => (name === 'heard' ? event.type : name === 'call' ? `${event} ${list}` : name))
    .filter((name, at, all) => name !== 'input' || all[at - 1] !== name);
  page.hear = (event) => { if (event.type === 'submit') { page.input.value = ''; } };
  page.told();
  return page;
};

const SENDING = 'https://cdn.test/@@SENDING@@';

test('what is written waits for what sends, which comes at the first key', async () => {
  const page = await reading();
  page.write('o');
  page.write('one');
  await page.settle();
  assert.deepEqual(page.asked, [SENDING], 'and nothing else');
  page.press('Enter');
  page.write('two');
  page.press('Enter');
  page.write('three');
  assert.deepEqual(page.rows.map((row) => [row.textContent, row.isConnected]), [['one', true], ['two', true]], 'they show');
  assert.deepEqual(page.told(), []);
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate', 'sendMessage ["one"]', 'sendMessage ["two"]', 'input'], 'and that somebody writes');
  assert.deepEqual([page.input.value, page.rows.some((row) => row.isConnected)], ['three', false]);
  page.write('three!');
  page.press('Enter');
  assert.deepEqual(page.told(), ['input', 'submit'], 'from then on at once');
});

test('a press on the field brings what sends, too', async () => {
  const page = await reading();
  page.happen(page.messenger.shadow, 'mousedown', { target: page.input });
  await page.settle();
  assert.deepEqual(page.asked, [SENDING]);
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate'], 'nothing is told of it');
  page.write('one');
  page.press('Enter');
  assert.deepEqual(page.told(), ['input', 'submit']);
});

test('blanks bring nothing, and are not sent', async () => {
  const page = await reading();
  page.write('  ');
  page.press('Enter');
  await page.settle();
  assert.deepEqual([page.asked, page.rows], [[], []]);
});

/** What the browser keeps that is to be sent, by its names. */
const outbox = ({ localStorage }) => Object.fromEntries(Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at))
  .filter((key) => key.startsWith('b1.avmsdk.outbox.')).map((key) => [key, JSON.parse(localStorage.getItem(key))]));

test('what sends is asked for again with the network, and not at each key', async () => {
  const page = await reading();
  page.write('one');
  page.press('Enter');
  page.call('sendMessage', 'of the page').catch(() => {});
  page.happen(page.messenger.shadow, 'mousedown', { target: page.input });
  await page.settle();
  await page.bring(new Error('cut'));
  page.write('two');
  await page.settle();
  assert.equal(page.asked.length, 1);
  page.happen(page.window, 'online');
  await page.settle();
  await page.bring();
  assert.deepEqual(page.asked, [SENDING, SENDING]);
  assert.deepEqual(page.told(), ['instantiate', 'sendMessage ["one"]', 'sendMessage ["of the page"]', 'input'], 'in their order');
  assert.equal(page.input.value, 'two');
  page.happen(page.window, 'online');
  await page.settle();
  assert.equal(page.asked.length, 2, 'it is there');
});

test('where what sends cannot be had, and the network is not to blame, the visitor is told', async () => {
  for (const [onLine, wanted] of [[true, 1], [false, 0]]) {
    const page = await reading();
    page.window.navigator.onLine = onLine;
    page.call('sendMessage', 'one').catch(() => {});
    const shown = () => page.said.filter(([name, event]) => name === 'heard' && event.type === 'click').length;
    for (const count of [0, wanted]) {
      await page.settle();
      await page.bring(new Error('gone'));
      assert.equal(shown(), count);
      page.happen(page.window, 'online');
    }
    page.messenger.stop(new Error('over'));
  }
});

test('what waits for what sends is kept for any page, as the program keeps it', async () => {
  const page = await reading();
  page.write('one');
  page.press('Enter');
  page.call('sendMessage', { text: 'two', metadata: { a: 1 } }, 'c2').catch(() => {});
  page.write('half');
  await page.settle();
  assert.deepEqual(outbox(page.window), {}, 'a page that is seen sends it itself');
  page.happen(page.window, 'pagehide');
  page.happen(page.window, 'pagehide');
  const kept = Object.values(outbox(page.window)).sort((one, other) => one.w - other.w);
  assert.ok(kept.every(({ w }) => Math.abs(w - Date.now() / 1000) < 60) && kept[0].w < kept[1].w, 'in seconds, in order');
  assert.deepEqual(kept.map((one) => Object.assign(one, { w: 0 })), [
    { v: 1, t: '', u: 0, w: 0, o: '', m: { type: 'text', text: 'one', role: 'appUser' } },
    { v: 1, t: '', u: 0, w: 0, o: '', c: 'c2', m: { type: 'text', text: 'two', metadata: { a: 1 }, role: 'appUser' } }
  ]);
  assert.deepEqual(JSON.parse(page.window.sessionStorage.getItem('b1.avmsdk.drafts')), { '': 'half' }, 'what is half written is this tab\'s');
  await page.bring();
  assert.deepEqual(outbox(page.window), {});
  assert.deepEqual(page.told().filter((name) => name !== 'input'), ['instantiate', 'sendMessage ["one"]', 'sendMessage [{"text":"two","metadata":{"a":1}},"c2"]']);
});

test('what waits is kept in its order, by millionths of seconds', async () => {
  const page = await reading();
  for (let at = 0; at < 50; at += 1) {
    page.write(`${at}`);
    page.press('Enter');
  }
  page.happen(page.window, 'pagehide');
  // Of more digits the program takes none.
  const millionths = (w) => {
    const [whole, digits = ''] = String(w).split('.');
    return whole + digits.padEnd(6, '0').slice(0, 6);
  };
  const kept = Object.values(outbox(page.window)).sort((one, other) => one.m.text - other.m.text).map(({ w }) => Number(millionths(w)));
  assert.ok(kept.length === 50 && kept.every((time, at) => !at || time > kept[at - 1]), kept.join());
});

test('what another page has begun to send this one does not', async () => {
  const page = await reading();
  for (const text of ['one', 'two']) {
    page.write(text);
    page.press('Enter');
  }
  await page.settle();
  page.happen(page.window, 'pagehide');
  const [taken] = Object.entries(outbox(page.window)).filter(([, { m }]) => m.text === 'one');
  page.window.localStorage.removeItem(taken[0]);
  page.happen(page.window.document, 'visibilitychange');
  assert.deepEqual(page.rows.map((row) => row.isConnected), [false, true]);
  assert.deepEqual(outbox(page.window), {}, 'the other is this page\'s again');
  await page.bring();
  assert.deepEqual(page.told().filter((name) => /^send/.test(name)), ['sendMessage ["two"]']);
});

test('what is half written is not touched by what is sent meanwhile, as an input method may be at work', async () => {
  const page = await reading();
  page.write('one');
  page.press('Enter');
  let value = 'ni';
  const set = [];
  Object.defineProperty(page.input, 'value', { get: () => value, set: (text) => { set.push(text); value = text; } });
  await page.settle();
  await page.bring();
  assert.deepEqual([page.told(), set], [['instantiate', 'sendMessage ["one"]', 'input'], []]);
});

test('what may be too long stays in the field', async () => {
  const page = await reading();
  const long = 'x'.repeat(30000);
  page.write(long);
  page.press('Enter');
  await page.settle();
  assert.deepEqual([page.rows, page.input.value], [[], long]);
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate', 'input', 'submit'], 'the program judges it');
});

test('what waits is kept for whom it was written by, whoever the visitor is in another tab', async () => {
  for (const [user, stored, owner] of [
    [{ _id: 'u1' }, 'u1', 'u1'], [{ _id: 'u1', userId: 'ada' }, 'u1', 'u1'], [{ _id: 'u1', userId: 'ada' }, 'u2', 'ada'],
    [{ userId: 'ada' }, null, 'ada'], [null, null, ''], [null, 'u2', '']
  ]) {
    const page = await reading();
    const { call } = page.window.wasm_bindgen;
    page.window.wasm_bindgen.call = (...args) => (page.kit.methods[args[0]] === 'getUser' ? JSON.stringify(user) : call(...args));
    if (stored) { page.window.localStorage.setItem('b1.appUserId', stored); }
    page.write('one');
    page.press('Enter');
    page.happen(page.window, 'pagehide');
    assert.deepEqual(Object.values(outbox(page.window)).map(({ o }) => o), [owner], JSON.stringify([user, stored]));
  }
});

test('a program that fails while it takes what waited leaves the rest', async () => {
  const page = await reading();
  for (const text of ['one', 'two']) {
    page.write(text);
    page.press('Enter');
  }
  page.write('half');
  page.kit.crash = (one, error) => { one.stop(error); };
  page.window.wasm_bindgen.call = () => { throw new Error('unreachable'); };
  await page.settle();
  await page.bring();
  assert.equal(page.messenger.draft, 'one\ntwo\nhalf');
});

test('that somebody writes is told of keys alone', async () => {
  // With the form before the first message what sends is there from the beginning.
  const page = await waiting({ prechatCapture: { enabled: true } });
  page.input.value = 'set by the page';
  await page.come();
  await page.settle();
  assert.equal(page.tries, 1);
  assert.deepEqual(page.said.filter(([name, event]) => name === 'heard' && event.type === 'input'), []);
});

test('a message that is none is refused at once', async () => {
  const page = await reading();
  await assert.rejects(page.call('sendMessage', 5), { code: 'bad_arguments' });
  assert.deepEqual(page.asked, []);
});

test('nothing is asked for after the end', async () => {
  const page = await reading();
  page.write('one');
  page.press('Enter');
  page.write('half');
  await page.settle();
  page.messenger.stop(new Error('over'));
  await page.bring(new Error('cut'));
  page.happen(page.window, 'online');
  await page.settle();
  assert.equal(page.asked.length, 1);
  assert.deepEqual([page.messenger.draft, Object.values(outbox(page.window)).map(({ m }) => m.text)], ['half', ['one']]);
});

test('messages of the page wait for what sends alone, those behind another call for that', async () => {
  const page = await reading();
  const quiet = (...call) => { page.call(...call).catch(() => {}); };
  quiet('sendMessage', 'one');
  quiet('sendMessage', 'two');
  await page.settle();
  assert.deepEqual([page.asked, page.tries], [[SENDING], 0]);
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate', 'sendMessage ["one"]', 'sendMessage ["two"]']);
  quiet('startTyping');
  quiet('sendMessage', 'three');
  await page.settle();
  assert.deepEqual(page.told(), []);
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate', 'startTyping []', 'sendMessage ["three"]']);
});

test('what the visitor has sent goes before what the page has called since', async () => {
  const page = await reading();
  page.write('one');
  page.press('Enter');
  await page.settle();
  const { bring } = page;
  page.call('login', 'ada', 'jwt').catch(() => {});
  await bring();
  assert.deepEqual(page.told(), ['instantiate', 'sendMessage ["one"]'], 'the other waits for more');
  await page.bring();
  assert.deepEqual(page.told(), ['instantiate', 'login ["ada","jwt"]']);
});

test('a message behind a call for what cannot be had goes all the same', async () => {
  const page = await reading();
  const failed = page.call('startTyping');
  page.call('sendMessage', 'one').catch(() => {});
  await page.settle();
  const { bring } = page;
  page.kit.script = () => Promise.reject(new Error('unreachable'));
  await bring();
  page.messenger.stop(new Error('over'));
  await assert.rejects(failed);
});
