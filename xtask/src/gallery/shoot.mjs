// Takes pictures of the gallery's states in Chromium, by its driver, and makes one page of them.
//
//   node shoot.mjs --origin http://localhost:8000 [--only PART,…] [--size 390x844,…] [--dark] [--rtl] [--zoom 200] [--forced] --out DIR

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: asked } = parseArgs({
  options: {
    origin: { type: 'string' },
    only: { type: 'string', default: '' },
    size: { type: 'string', default: '1280x800,390x844' },
    dark: { type: 'boolean', default: false },
    rtl: { type: 'boolean', default: false },
    zoom: { type: 'string' },
    forced: { type: 'boolean', default: false },
    out: { type: 'string' }
  }
});
const { origin, out } = asked;
const sizes = asked.size.split(',').map((size) => size.split('x').map(Number));
const query = new URLSearchParams();
if (asked.dark) query.set('theme', 'dark');
if (asked.rtl) query.set('dir', 'rtl');
if (asked.zoom) query.set('zoom', asked.zoom);
const suffix = (asked.dark ? '-dark' : '') + (asked.rtl ? '-rtl' : '') + (asked.zoom ? `-${asked.zoom}` : '') + (asked.forced ? '-forced' : '');

/** Waits for what is said on stdout. */
function said(process, form) {
  return new Promise((resolve, reject) => {
    let text = '';
    process.stdout.on('data', (chunk) => {
      text += chunk;
      const found = form.exec(text);
      if (found) resolve(found[1]);
    });
    process.on('error', reject);
    process.on('exit', () => reject(new Error(`chromedriver ended: ${text}`)));
  });
}

async function call(url, body, method = 'POST') {
  const response = await fetch(url, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const { value } = await response.json();
  if (!response.ok) throw new Error(value.message);
  return value;
}

/** Why a state is not as it should be, or nothing. */
const READY = `
  const done = arguments[arguments.length - 1];
  if (!window.gallery) return done({ complaints: ['no gallery here'], missing: [] });
  gallery.ready.catch(() => {}).then(() => done({ complaints: gallery.complaints, missing: gallery.missing }));
`;

const driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
let session;
try {
  const port = await said(driver, /started successfully on port (\d+)/);
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars'];
  const options = { args, binary: process.env.CHROMIUM };
  const started = await call(`http://localhost:${port}/session`, {
    capabilities: { alwaysMatch: { browserName: 'chrome', timeouts: { script: 60000 }, 'goog:chromeOptions': options } }
  });
  session = `http://localhost:${port}/session/${started.sessionId}`;
  const devtools = (cmd, params) => call(`${session}/goog/cdp/execute`, { cmd, params });
  const run = (script) => call(`${session}/execute/async`, { script, args: [] });

  await call(`${session}/url`, { url: `${origin}/gallery?only=none` });
  const all = await call(`${session}/execute/sync`, {
    script: 'return Array.from(gallery.states, ([name, state]) => [name, state.group])', args: []
  });
  const parts = asked.only.split(',');
  const states = all.filter(([name]) => parts.some((part) => name.includes(part)));
  if (asked.forced) {
    const scheme = { name: 'prefers-color-scheme', value: asked.dark ? 'dark' : 'light' };
    await devtools('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }, scheme] });
  }
  mkdirSync(out, { recursive: true });
  const rows = new Map(states.map(([name, group]) => [name, { group, pictures: [], says: new Set() }]));
  for (const [width, height] of sizes) {
    await devtools('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    for (const [name] of states) {
      const file = `${name}-${width}x${height}${suffix}.png`;
      await call(`${session}/url`, { url: `${origin}/gallery/${name}?${query}` });
      const row = rows.get(name);
      try {
        const { complaints, missing } = await run(READY);
        complaints.forEach((text) => row.says.add(text));
        missing.forEach((text) => row.says.add(`no such control yet: ${text}`));
        const { data } = await devtools('Page.captureScreenshot', { format: 'png' });
        writeFileSync(join(out, file), Buffer.from(data, 'base64'));
        row.pictures.push([file, width]);
      } catch (error) {
        row.says.add(`FAILED: ${error.message}`);
      }
      const says = [...row.says].join(' | ');
      console.log(`${file}${says ? `  ${says}` : ''}`);
    }
  }
  writeFileSync(join(out, `index${suffix}.html`), sheet(rows));
  console.log(join(out, `index${suffix}.html`));
} finally {
  if (session) await call(session, undefined, 'DELETE').catch(() => {});
  driver.kill();
}

function sheet(rows) {
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  let group = '';
  const body = [...rows].map(([name, row]) => {
    const title = row.group === group ? '' : `<h2>${escaped(row.group)}</h2>`;
    group = row.group;
    const pictures = row.pictures.map(([file, width]) => `<a href="${file}"><img src="${file}" width="${Math.min(width, 640)}" alt=""></a>`);
    const says = [...row.says].map((text) => `<li>${escaped(text)}`).join('');
    return `${title}<h3>${name}</h3><ul>${says}</ul><p>${pictures.join(' ')}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title>
<style>body { font: 14px system-ui, sans-serif; margin: 2rem; background: #ddd } img { vertical-align: top; border: 1px solid #999 } li { color: #a00 }</style>
<h1>Every state of the widget</h1>${body.join('\n')}\n`;
}
