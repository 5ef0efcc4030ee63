// One cold start of one page: when it shows what it should, what that costs, and what is left in memory.

import { readFileSync } from 'node:fs';

const PROBE = readFileSync(new URL('probe.js', import.meta.url), 'utf8');
/** Milliseconds, bytes a second. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
export const SLOWER = 4;
const PATIENCE = 60000;
/** What comes after the last thing that is waited for counts too. */
const AFTERMATH = 2500;

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A page in a fresh tab, under the conditions of the bench, once all that it waits for is there. */
export async function open(chromium, site, { name, waits, before = '' }, isSlowNetwork = true) {
  const tab = await chromium.tab();
  await Promise.all(['Page', 'Network', 'Performance', 'HeapProfiler'].map((domain) => tab.call(`${domain}.enable`)));
  await tab.call('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  if (isSlowNetwork) await tab.call('Network.emulateNetworkConditions', NETWORK);
  await tab.call('Page.addScriptToEvaluateOnNewDocument', { source: before + PROBE.replace('WAITED_FOR;', `${JSON.stringify(waits)};`) });
  await tab.call('Page.navigate', { url: `${site.origin}/${name}.html` });
  await until(tab, `window.probe && probe.paint && ${JSON.stringify(waits)}.every(function (name) { return name in probe.seen; })`, name);
  return tab;
}

/** Asks now and then: each question costs the page time too. */
export async function until(tab, expression, what) {
  for (const begin = Date.now(); Date.now() - begin < PATIENCE; await sleep(100)) {
    if (await tab.read(expression)) return;
  }
  throw new Error(`${what}: not there after ${PATIENCE / 1000} s: ${expression}`);
}

/** What a visit leaves in the page's storage, as a script that puts it there. */
export async function visit(chromium, site, one) {
  const tab = await open(chromium, site, one, false);
  try {
    // The next page of the site: what is kept at leaving is kept.
    await tab.call('Page.navigate', { url: `${site.origin}/blank.html` });
    await until(tab, 'document.title && document.readyState === "complete"', 'the next page');
    return `Object.assign(localStorage, ${JSON.stringify(await tab.read('Object.assign({}, localStorage)'))});`;
  } finally {
    await tab.close();
  }
}

/** What is in memory once nobody can reach the rest. */
export async function memory(tab) {
  for (let times = 0; times < 3; times += 1) await tab.call('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await tab.call('Runtime.getHeapUsage');
  const { metrics } = await tab.call('Performance.getMetrics');
  return { heap: usedSize, buffers: backingStorageSize, nodes: metrics.find(({ name }) => name === 'Nodes').value };
}

export async function measure(chromium, site, one) {
  const tab = await open(chromium, site, one);
  try {
    await sleep(AFTERMATH);
    const { seen, long, shift, paint } = await tab.read('probe');
    const usable = Math.max(0, ...Object.values(seen));
    const { bytes, requests } = await tab.read(`(function () {
      var all = performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'));
      return { bytes: all.reduce(function (sum, one) { return sum + one.transferSize; }, 0), requests: all.length };
    })()`);
    return {
      paint, launcher: seen.launcher, usable: usable || paint, shift, bytes, requests,
      blocked: long.reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0),
      longest: Math.max(0, ...long.map(([, duration]) => duration)),
      ...await memory(tab)
    };
  } finally {
    await tab.close();
  }
}
