// A long conversation in use: read back to its beginning, opened again, and added to. The processor is as slow as at the
// start; the network is not, as it is not what is measured.

import { median, promise } from './report.mjs';
import { memory, open, sleep, until } from './start.mjs';

const SHORT = 10;
const LONG = 10000;
const APPENDED = 30;

/**
 * What the page needs for it. `read` goes back step by step; a row in the middle of the screen must stay where a step
 * has put it, whatever is loaded, drawn and taken away meanwhile.
 */
const READER = `(function () {
  var root = document.getElementById('avmsdk-root').shadowRoot;
  var scroller = root.querySelector('[part=timeline]');
  var frames = function (count) {
    return new Promise(function (resolve) {
      (function next() { if (count-- > 0) requestAnimationFrame(next); else setTimeout(resolve, 0); })();
    });
  };
  function inTheMiddle() {
    var frame = scroller.getBoundingClientRect();
    return Array.from(root.querySelectorAll('.messages > *')).find(function (row) {
      return row.getBoundingClientRect().bottom > (frame.top + frame.bottom) / 2;
    });
  }
  window.reader = {
    steps: 0, drift: 0, lost: 0, most: 0,
    first: function () { return (root.querySelector('.messages').textContent.match(/Message (\\d+) of/) || [])[1]; },
    step: async function () {
      scroller.scrollTop -= 0.8 * scroller.clientHeight;
      // By its end: above what it says the day may stand, for as long as it is the first row.
      var row = inTheMiddle();
      var before = row.getBoundingClientRect().bottom;
      await frames(4);
      // Until what was asked for is there: more frames than a loopback answer takes.
      if (scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop < scroller.clientHeight) await frames(12);
      reader.steps += 1;
      if (!row.isConnected) reader.lost += 1;
      else reader.drift = Math.max(reader.drift, Math.abs(row.getBoundingClientRect().bottom - before));
      reader.most = Math.max(reader.most, root.querySelectorAll('.messages > *').length);
    },
    back: async function (millis) {
      for (var end = performance.now() + millis; performance.now() < end && reader.first() !== '1';) await reader.step();
      return reader.first();
    },
    shows: function (words) { return root.querySelector('.messages').textContent.indexOf(words) >= 0; },
    toggle: async function (name) {
      AvMessagingSdk[name]();
      await frames(2);
    }
  };
})()`;

const slow = (long) => ({ longest: Math.max(0, ...long.map(([, duration]) => duration)), count: long.length });

/** Long tasks while something is done. */
async function during(tab, act) {
  await tab.read('probe.long.length = 0');
  await act();
  await sleep(300);
  return slow(await tab.read('probe.long'));
}

/** Milliseconds of the main thread for each message that comes. */
async function append(tab, service, count) {
  const work = async () => {
    const { metrics } = await tab.call('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  const costs = [];
  for (let at = 0; at < APPENDED; at += 1) {
    const words = `Appended ${at}.`;
    const before = await work();
    await service.say(count, words);
    await sleep(250);
    const after = await work();
    if (!await tab.read(`reader.shows(${JSON.stringify(words)})`)) throw new Error(`has not come: ${words}`);
    // The first ones are compiled on the way.
    if (at >= 5) costs.push({ all: after.TaskDuration - before.TaskDuration, script: after.ScriptDuration - before.ScriptDuration });
  }
  return { all: median(costs, 'all'), script: median(costs, 'script') };
}

/** A conversation that is open, connected and at rest. */
async function ready(chromium, site, all, count) {
  const tab = await open(chromium, site, all.find(({ name }) => name === `open-${count}`), false);
  await sleep(2000);
  await tab.read(READER);
  return tab;
}

export async function history(chromium, site, service, all, print) {
  const short = await ready(chromium, site, all, SHORT);
  const few = await append(short, service, SHORT);
  const fewMemory = await memory(short);
  await short.close();

  const tab = await ready(chromium, site, all, LONG);
  const unread = await append(tab, service, LONG);
  await tab.read('probe.shift = 0');
  const reading = await during(tab, async () => {
    const begin = Date.now();
    let first;
    do first = await tab.read('reader.back(10000)'); while (first !== '1' && Date.now() - begin < 400000);
    if (first !== '1') print(`not read to the beginning: ${first}`);
  });
  const { steps, drift, lost, most } = await tab.read('({ steps: reader.steps, drift: reader.drift, lost: reader.lost, most: reader.most })');
  const closing = await during(tab, () => tab.read('reader.toggle("close")'));
  const again = await during(tab, () => tab.read('reader.toggle("open")'));
  const home = await during(tab, () => tab.read(`document.getElementById('avmsdk-root').shadowRoot.querySelector('.newest').click()`));
  await until(tab, `reader.shows('Appended ${APPENDED - 1}.')`, 'the newest message');
  const many = await append(tab, service, LONG);
  const manyMemory = await memory(tab);
  const shift = await tab.read('probe.shift');
  await tab.close();

  const ms = (value) => value.toFixed(1);
  const mb = ({ heap, buffers }) => `heap ${(heap / 1e6).toFixed(2)} MB, buffers ${(buffers / 1e6).toFixed(2)} MB`;
  print('');
  print('| one more message, main thread at 4x | all, ms | script, ms | in memory |');
  print('|---|---|---|---|');
  print(`| after ${SHORT} | ${ms(few.all)} | ${ms(few.script)} | ${mb(fewMemory)}, ${fewMemory.nodes} nodes |`);
  print(`| after ${LONG}, of which 100 are read | ${ms(unread.all)} | ${ms(unread.script)} | |`);
  print(`| after ${LONG}, all of them read | ${ms(many.all)} | ${ms(many.script)} | ${mb(manyMemory)}, ${manyMemory.nodes} nodes |`);
  print('');
  print(`read back in ${steps} steps, at most ${most} rows in the page`);
  const calm = (what, { longest, count }) => promise(count === 0, `${what}: ${count} long tasks${count ? `, the longest ${Math.round(longest)} ms` : ''}`);
  print(calm('reading 10,000 messages back', reading));
  print(calm('closing with 10,000 in memory', closing));
  print(calm('opening with 10,000 in memory', again));
  print(calm('going back to the newest', home));
  print(promise(drift < 0.5 && !lost, `what is read stays where it is: at most ${drift.toFixed(2)} px off${lost ? `, ${lost} times gone` : ''}`));
  print(promise(many.all <= few.all * 1.2, `one more message costs ${(many.all / few.all).toFixed(2)} times as much after 10,000 as after 10`));
  print(promise(shift === 0, `layout shift of the page ${shift.toFixed(3)}`));
}
