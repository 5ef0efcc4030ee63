'use strict';
// Addresses in what people write.

const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const context = vm.createContext({});
vm.runInContext(fs.readFileSync(path.join(__dirname, '../src/glue/links.js'), 'utf8'), context);
/** The parts of a text, as arrays of this realm. */
const linked = (text) => Array.from(context.linked(text), (part) => Array.from(part));
const links = (text) => linked(text).map((part) => part[1]).filter(Boolean);

test('links are found where people write them', () => {
  for (const [text, ...found] of [
    ['see https://a.test/b?c=d#e.', 'https://a.test/b?c=d#e'],
    ['HTTP://A.TEST, and www.b.test!', 'HTTP://A.TEST', 'www.b.test'],
    ['(https://a.test/x_(y)) [http://b.test]', 'https://a.test/x_(y)', 'http://b.test'],
    ['mailto:a@b.test?subject=x y', 'mailto:a@b.test?subject=x'],
    ['"https://a.test"<https://b.test>', 'https://a.test', 'https://b.test'],
    ['请看https://a.test/路径。谢谢', 'https://a.test/路径'],
    ['a\u00a0https://a.test\u00a0b\u2019', 'https://a.test'],
    ['write to jane.doe+shop@mail.example.co.uk, or (x@y.test)!', 'jane.doe+shop@mail.example.co.uk', 'x@y.test'],
    ['请写a@b.test。', 'a@b.test'],
    ['https://a@b.test/c@d.test', 'https://a@b.test/c@d.test'],
    [`https://a.test/?token=${'a1'.repeat(5000)}&b=c.`, `https://a.test/?token=${'a1'.repeat(5000)}&b=c`],
    ["o'brien@example.ie 'x@y.test', <jane@a-b.test>; 50%a@b.test", "o'brien@example.ie", 'x@y.test', 'jane@a-b.test', 'a@b.test'],
    ['«https://a.test/b», »https://b.test/c« https://c.test، شكرا https://d.test/؟ https://e.test। ', 'https://a.test/b', 'https://b.test/c', 'https://c.test',
      'https://d.test/', 'https://e.test'],
    ['Email:info@a.test 邮箱:foo@b.test почта:info@c.test info@d.test-Adresse', 'info@a.test', 'foo@b.test', 'info@c.test', 'info@d.test'],
    // Nobody gets what was meant for somebody else.
    ['jürgen@firma.test max.müller@firma.test a@b.xn--p1ai ...jane@x.test Contact...x@y@z.test logo@2x.p'],
    ['ftp://user:pw@host.test ssh://git@host.test git@host.test:a/b', 'git@host.test'],
    ['https:// http:// www. mailto: https://... (www.) a@b @b.test a@b. a@.test tool@1.2.3 a@b.test1'],
    ['xhttps://a.test awww.b.test javascript:alert(1) data:text/html,x'],
    ['']
  ]) {
    assert.deepEqual(links(text), found, text);
  }
});

test('a link leads where it says, by a scheme that may be followed', () => {
  for (const [text, address] of [
    ['www.a.test', 'https://www.a.test'], ['HTTP://a.test', 'HTTP://a.test'], ['mailto:a@b.test', 'mailto:a@b.test'],
    ['a@b.test', 'mailto:a@b.test'], ['www-data@a.test', 'mailto:www-data@a.test'], ['https://www.a.test', 'https://www.a.test']
  ]) {
    assert.deepEqual(linked(text), [['', text, address], ['']]);
  }
});

test('the parts are the text, and no link has another scheme, whatever somebody writes', () => {
  const pieces = [
    'https://', 'http://', 'mailto:', 'www.', 'javascript:', 'data:', 'a', 'z.test', '.', ':', '/', '(', ')', '[', ']', '!', '?', ' ',
    '\n', '\u00a0', 'é', '路', '。', '@', '-', '😀', '\ud83d', '<', '"', '1', '\u0000', '\u000b', '\u007f', "'", '+', '*'
  ];
  let seed = 7;
  const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  for (let times = 0; times < 5000; times += 1) {
    const text = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join('');
    const parts = linked(text);
    assert.equal(parts.map((part) => part[0] + (part[1] || '')).join(''), text);
    for (const [, link, address] of parts.filter((part) => part.length > 1)) {
      assert.match(address, /^(https?:\/\/|mailto:)[^\s]/i, text);
      let scheme = 'none';
      try { scheme = new URL(address, 'https://shop.test/').protocol; } catch { /* A browser opens nothing. */ }
      assert.match(scheme, /^(https?:|mailto:|none)$/, text);
      assert.ok(link.length > 4 && address.endsWith(link), text);
      assert.doesNotMatch(link, /\s/, text);
    }
  }
});

test('a text of sixty thousand signs is read at once, whichever they are', () => {
  const tails = `www.a${')'.repeat(3990)} `;
  for (const sign of ['a', '.', '-', '@', 'a@', 'a.', 'a@b.', ')', '(', '-a', 'www.', 'https://', 'https://a)', 'a@a.a ', "'a", 'a-', tails, tails.slice(0, 4) + tails.slice(5)]) {
    const text = 'https://x' + sign.repeat(60000 / sign.length);
    assert.equal(linked(text).map((part) => part[0] + (part[1] || '')).join(''), text);
    assert.ok(links(text).length <= 100);
    assert.equal(linked(text.slice(8)).map((part) => part[0] + (part[1] || '')).join(''), text.slice(8));
  }
});
