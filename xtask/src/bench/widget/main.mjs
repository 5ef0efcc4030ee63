// The widget in a slow browser, beside a blank page and npm `deep-chat`. Prints figures and what does not hold.
//
//   node main.mjs --avmsdk BIN --package target/sdk --modules target/peers/node_modules [--runs 9] [--only start|history]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases.mjs';
import * as browser from './chromium.mjs';
import { measure, visit } from './start.mjs';
import * as services from './service.mjs';
import * as sites from './site.mjs';
import { judgeStart, tableOfStart } from './report.mjs';
import { history } from './history.mjs';

const { values: asked } = parseArgs({
  options: {
    avmsdk: { type: 'string' }, package: { type: 'string' }, modules: { type: 'string' }, chromium: { type: 'string', default: 'chromium' },
    runs: { type: 'string', default: '9' }, only: { type: 'string', default: '' }
  }
});
const COUNTS = [10, 1000, 10000];

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const folder = mkdtempSync(join(tmpdir(), 'avmsdk-bench-'));
const ends = [() => rmSync(folder, { recursive: true, force: true })];
try {
  const site = await sites.start();
  ends.unshift(site.end);
  const widget = join(folder, 'widget');
  execFileSync(asked.avmsdk, ['configure', `${site.origin}/static/`, '--source', asked.package, '--out', widget, '--quiet'], { stdio: 'inherit' });
  site.folder('/static/', join(widget, 'cdnPackage'));
  site.put('/peer/deepChat.bundle.js', readFileSync(join(asked.modules, 'deep-chat/dist/deepChat.bundle.js')));
  const service = await services.start(asked.avmsdk, asked.package, folder, COUNTS);
  ends.unshift(service.end);
  const all = cases(readFileSync(join(widget, 'snippets/loader.html'), 'utf8'), service);
  all.forEach(({ name, html }) => site.put(`/${name}.html`, html));
  const chromium = await browser.start(asked.chromium);
  ends.unshift(chromium.end);
  const load = () => loadavg().map((one) => one.toFixed(1)).join(' ');
  console.log(`${await chromium.version()}, ${cpus().length} cores of ${cpus()[0].model.trim()}, load ${load()}, ${new Date().toISOString()}`);

  if (asked.only !== 'history') {
    for (const one of all) if (one.isBack) one.before = await visit(chromium, site, one);
    const runs = new Map(all.map(({ name }) => [name, []]));
    // One of each after the other, so that what the machine does besides falls on all alike. The first only warms up.
    for (let run = 0; run <= Number(asked.runs); run += 1) {
      for (const one of all) {
        const figures = await measure(chromium, site, one);
        if (run) runs.get(one.name).push(figures);
      }
      console.error(`    round ${run} of ${asked.runs}, load ${load()}`);
    }
    tableOfStart(all, runs).forEach((line) => console.log(line));
    judgeStart(runs).forEach((line) => console.log(line));
  }
  if (asked.only !== 'start') await history(chromium, site, service, all, (line) => console.log(line));
} finally {
  for (const end of ends) await end();
}
