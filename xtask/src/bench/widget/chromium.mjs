// A headless Chromium, spoken to by its own protocol over a pipe: no driver and no socket stand between.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--no-first-run',
  '--disable-extensions', '--disable-component-update', '--disable-background-networking', '--window-size=1280,800',
  '--enable-automation', '--remote-debugging-pipe', 'about:blank'
];

export async function start(program) {
  const profile = mkdtempSync(join(tmpdir(), 'avmsdk-bench-'));
  const child = spawn(program, [`--user-data-dir=${profile}`, ...FLAGS], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , to, from] = child.stdio;
  const waiting = new Map();
  let last = 0;
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (chunk) => {
    const texts = (rest + chunk).split('\0');
    rest = texts.pop();
    for (const text of texts) {
      const { id, result, error } = JSON.parse(text);
      if (!waiting.has(id)) continue;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(error.message)); else resolve(result);
    }
  });
  const ended = once(child, 'exit');
  ended.then(() => waiting.forEach(({ reject }) => reject(new Error('Chromium ended'))));

  function send(method, params = {}, sessionId) {
    return new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      to.write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
    });
  }

  /** A tab in a profile of its own: nothing is cached, nothing is stored. */
  async function tab() {
    const { browserContextId } = await send('Target.createBrowserContext');
    const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const call = (method, params) => send(method, params, sessionId);
    return {
      call,
      /** What an expression becomes in the page. */
      async read(expression) {
        const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      },
      close: () => send('Target.disposeBrowserContext', { browserContextId })
    };
  }

  return {
    tab,
    version: async () => (await send('Browser.getVersion')).product,
    async end() {
      send('Browser.close').catch(() => {});
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}
