'use strict';
// What browsers without shadow DOM are given, beside what Node has of its own.

const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const vm = require('node:vm');

/** A window without all of it, after the script has run there. */
function oldest() {
  class Elements { closest() { return 'its own'; } }
  const math = {};
  const window = { location: { protocol: 'https:', host: 'shop.test' }, msCrypto: {}, URL: {} };
  const document = { scripts: [], createElement: () => ({}) };
  const context = vm.createContext({
    window, document, location: window.location, Math: Object.setPrototypeOf(math, { ceil: Math.ceil, floor: Math.floor }),
    Element: Elements, Node: class {}, KeyboardEvent: class {}, HTMLAnchorElement: class {}, setTimeout, Uint8Array, Float32Array,
    CSSStyleDeclaration: class { setProperty() {} }
  });
  vm.runInContext(fs.readFileSync(process.env.AVMSDK_OLDEST, 'utf8'), context);
  return { window, document, math, elements: Elements.prototype };
}

const TEXTS = ['', 'plain', 'ä € 🌍', '\u0000\u007f\u0080\u07ff\u0800\uffff', '🌍🌍', 'half \ud83c', '\udf0d half', '\ud83c\ud83c\udf0d'];

test('texts become the bytes that they are elsewhere, and come back', () => {
  const { window } = oldest();
  for (const text of TEXTS) {
    const bytes = new window.TextEncoder().encode(text);
    assert.deepEqual([...bytes], [...new TextEncoder().encode(text)], JSON.stringify(text));
    assert.equal(new window.TextDecoder().decode(bytes), new TextDecoder().decode(bytes), JSON.stringify(text));
  }
  const { buffer } = new TextEncoder().encode('a buffer: ä');
  assert.equal(new window.TextDecoder('utf-8').decode(buffer), 'a buffer: ä');
  assert.equal(new window.TextDecoder('utf-8').decode(), '');
});

test('the program counts as elsewhere', () => {
  const { math } = oldest();
  const numbers = [0, 1, -1, 2.5, -2.5, 65535, 65536, 0x7fffffff, -0x80000000, 0xffffffff, 123456789.123, 1e-40, -0.4];
  for (const one of numbers) {
    for (const name of ['trunc', 'clz32', 'fround']) { assert.equal(math[name](one), Math[name](one), `${name} ${one}`); }
    for (const other of numbers) { assert.equal(math.imul(one, other), Math.imul(one, other), `imul ${one} ${other}`); }
  }
});

/** The same calls of a class of promises, and what came of them in which order. */
async function story(Promise) {
  const told = [];
  const ends = [];
  const tell = (name) => (value) => { told.push(`${name} ${value && value.message || value}`); };
  const fail = () => { throw new Error('thrown'); };
  let late;
  new Promise((resolve, reject) => { resolve(1); reject(2); fail(); }).then(tell('first'), tell('no'));
  new Promise(fail).then(tell('no')).catch(tell('thrown'));
  Promise.resolve(3).then((value) => Promise.resolve(value + 1)).then(tell('followed'));
  Promise.resolve({ then: (resolve) => { resolve(5); resolve(6); fail(); } }).then(tell('thenable'));
  Promise.reject(7).then(tell('no')).catch((value) => value + 1).then(tell('caught'));
  Promise.resolve(9).then(undefined, tell('no')).then(tell('through'));
  const slow = (value) => new Promise((resolve) => setTimeout(resolve, 5, value));
  ends.push(Promise.all([1, Promise.resolve(2), slow(3)]).then((all) => told.push(`all ${all.join()}`)));
  Promise.all([]).then((all) => told.push(`none ${all.length}`));
  Promise.all([1, Promise.reject(4)]).then(tell('no'), tell('one failed'));
  ends.push(Promise.race([slow('slow'), Promise.resolve('fast')]).then(tell('race')));
  const own = new Promise((resolve) => { late = resolve; });
  own.catch((error) => told.push(`itself ${error.name}`));
  late(own);
  told.push('now');
  // Behind what takes longest, a turn more for what is left: each of the others has been ready since before it.
  await Promise.all(ends);
  await slow();
  return told;
}

test('promises do what those of the browser do, and nothing at once', async () => {
  const { window } = oldest();
  assert.notEqual(window.Promise, Promise);
  const [own, native] = [await story(window.Promise), await story(Promise)];
  assert.equal(own[0], 'now');
  assert.ok(!own.some((line) => line.startsWith('no ')), own.join('; '));
  // How many turns one waits for another is nobody's business.
  assert.deepEqual([...own].sort(), [...native].sort());
  assert.throws(() => window.Promise(() => {}), /new/);
  assert.throws(() => new window.Promise(), /function/);
});

test('what is there stays, and the script of ours is found by what it hands over to', () => {
  const { elements, document, window } = oldest();
  assert.equal(elements.closest(), 'its own');
  for (const name of ['remove', 'append', 'scrollBy', 'contains', 'attachShadow']) { assert.equal(typeof elements[name], 'function', name); }
  assert.equal(window.crypto, window.msCrypto);
  assert.equal(window.origin, 'https://shop.test');
  document.scripts.push({}, { avmsdk: () => {}, id: 1 });
  assert.equal(document.currentScript.id, 1);
});
