'use strict';
// Times and files in words.

const { test } = require('node:test');
const assert = require('node:assert');
const { started } = require('./runtime.js');

const AT = new Date(2026, 10, 6, 15, 4, 5).getTime();

async function says(locale, format, millis) {
  const page = await started(locale === undefined ? {} : { locale });
  return page.host.time(millis === undefined ? AT : millis, format);
}

test('the formats of the contract are in English by default, whatever the browser speaks', async () => {
  for (const locale of [undefined, 'en-US', 'en', 'zz', 'zz-ZZ', 'not a locale', '']) {
    assert.equal(await says(locale, 'MMMM D YYYY, h:mm A'), 'November 6 2026, 3:04 PM', locale);
    assert.equal(await says(locale, 'dddd ddd MMM MM M DD D YY HH H hh h mm m ss s A a'),
      'Friday Fri Nov 11 11 06 6 26 15 15 03 3 04 4 05 5 PM pm', locale);
  }
});

test('midnight and noon are twelve, and what stands in brackets is text', async () => {
  assert.equal(await says('en-US', 'h:mm A', new Date(2026, 0, 1, 0, 5).getTime()), '12:05 AM');
  assert.equal(await says('en-US', 'h:mm A [at M]', new Date(2026, 0, 1, 12, 5).getTime()), '12:05 PM at M');
});

test('another locale names months, days and halves of the day; without its country where that is unknown', async () => {
  for (const locale of ['fr-FR', 'fr', 'fr_CA']) {
    assert.equal(await says(locale, 'dddd D MMMM YYYY'), 'vendredi 6 novembre 2026', locale);
  }
  assert.equal(await says('ja-JP', 'A h:mm'), '午後 3:04');
  // The numbers are Gregorian, so the month is.
  assert.equal(await says('fa', 'MMMM D'), 'نوامبر 6');
});

test('a minute goes by until the messenger ends', async () => {
  const page = await started();
  const [tell, millis, what] = page.intervals[0];
  assert.equal(millis, 60000);
  tell(what);
  assert.deepEqual(page.said.pop(), ['heard', { type: 'tick' }]);
  page.messenger.stop(new Error('over'));
  assert.deepEqual(page.intervals, [null]);
});

test('a scroll is told in a task of its own, once', async () => {
  const page = await started();
  const shadow = page.messenger.shadow;
  const scrolled = shadow.listeners.find(([name]) => name === 'scroll')[1];
  const heard = () => page.said.filter(([name, event]) => name === 'heard' && event.type === 'scroll');
  scrolled({ target: 'one' });
  scrolled({ target: 'two' });
  assert.equal(heard().length, 0);
  await page.settle();
  assert.deepEqual(heard().map(([, event]) => event.target), ['two']);
});

test('files have the name that a browser shows, and a size', async () => {
  const page = await started();
  const { host } = page;
  host.loadLate();
  await page.settle();
  for (const [address, name] of [
    ['https://a.test/b/c%20d.pdf?x=/y#z', 'c d.pdf'], ['https://a.test/%C3%A9t%C3%A9', 'été'], ['https://a.test/50%', '50%'],
    ['https://a.test/', ''], ['', '']
  ]) { assert.equal(host.fileName(address), name); }
  for (const [bytes, size] of [[0, ''], [1, '1 KB'], [640000, '640 KB'], [2449999, '2.4 MB'], [26214400, '26 MB']]) {
    assert.equal(host.size(bytes), size);
  }
});
