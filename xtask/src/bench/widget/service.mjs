// The sandbox as the service: its demo app, and a visitor for each length of history that is wanted.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const APP = '5f00000000000000000000a1';
const INTEGRATION = '5f00000000000000000000b1';
const KEY = 'app_5f00000000000000000000c1:sandbox-secret';
const START = Date.UTC(2026, 0, 5);

/** A visitor who has said and heard so many messages. */
function visitor(count) {
  const tail = String(count).padStart(8, '0');
  return { count, user: `5f1000000000000e${tail}`, client: `47e04a31fe3649398cd237a6${tail}`, conversation: `5f1000000000000f${tail}` };
}

function seed(visitors) {
  return visitors.map(({ count, user, client, conversation }) => {
    const messages = Array.from({ length: count }, (_, at) => `
[[users.conversations.messages]]
from = "${at % 3 ? 'business' : 'user'}"
at = ${new Date(START + at * 60000).toISOString()}
${at % 3 ? 'name = "Ada"' : ''}
text = "${text(at, count)}"
`);
    return `
[[users]]
app = "${APP}"
id = "${user}"
sessionToken = "kept"
clientId = "${client}"

[[users.conversations]]
id = "${conversation}"
${messages.join('')}`;
  }).join('');
}

/** Some are short, some take several lines. */
export function text(at, count) {
  return `Message ${at + 1} of ${count}.${' It says some more than others do.'.repeat([0, 2, 0, 0, 5][at % 5])}`;
}

export async function start(binary, widget, folder, counts) {
  const visitors = new Map(counts.map((count) => [count, visitor(count)]));
  const file = join(folder, 'seed.toml');
  writeFileSync(file, seed([...visitors.values()]));
  const child = spawn(binary, ['dev', widget, '--port', '0', '--data', 'memory', '--json', '--seed', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  // However this ends.
  process.on('exit', () => child.kill());
  const origin = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /"url"\s*:\s*"([^"]+)"/.exec(said);
      if (found) resolve(found[1]);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error('the sandbox ended')));
  });
  return {
    origin,
    init: { integrationId: INTEGRATION, configBaseUrl: `${origin}/sdk/`, soundNotificationEnabled: false, locale: 'en-US' },
    /** What a page finds in its storage when a visitor comes back. */
    remember(count) {
      const { user, client } = visitors.get(count);
      const stored = { clientId: client, appUserId: user, sessionToken: 'kept' };
      return Object.entries(stored).map(([name, value]) => `localStorage.setItem('${INTEGRATION}.${name}', '${value}');`).join('');
    },
    /** The business says something. */
    async say(count, words) {
      const answer = await fetch(`${origin}/v2/apps/${APP}/conversations/${visitors.get(count).conversation}/messages`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(KEY)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ author: { type: 'business', displayName: 'Ada' }, content: { type: 'text', text: words } })
      });
      if (!answer.ok) throw new Error(`the service answers ${answer.status}: ${await answer.text()}`);
    },
    end: () => child.kill()
  };
}
