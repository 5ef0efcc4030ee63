// Puts the parts together. What is open stands in the address, so that it survives a reload and the
// browser's back leads back.
import { startCompose } from './compose.js';
import { startInbox } from './inbox.js';
import { startKeys } from './keys.js';
import { listen } from './live.js';
import { conversations, current, on, open, refreshOne } from './model.js';
import { channelsPanel } from './panel-channels.js';
import { faultsPanel } from './panel-faults.js';
import { trafficPanel } from './panel-traffic.js';
import { userPanel } from './panel-user.js';
import { webhooksPanel } from './panel-webhooks.js';
import { showPane, startPanes } from './panes.js';
import { startTabs } from './tabs.js';
import { showTrouble, startThread } from './thread.js';

startInbox();
startThread();
startCompose();
startTabs([userPanel, channelsPanel, webhooksPanel, trafficPanel, faultsPanel]);
startPanes();
startKeys();

async function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && !conversations.has(id)) await refreshOne(id).catch(() => {});
  const isThere = conversations.has(id);
  const left = current;
  const hasMoved = showPane(isThere);
  await open(isThere ? id : null).catch(showTrouble);
  // With one column, focus goes where the eyes go.
  if (hasMoved && getComputedStyle(document.getElementById('back')).display !== 'none') {
    const list = document.getElementById('conversations');
    if (isThere) document.getElementById('back').focus();
    else if (left) list.querySelector('button')?.focus();
  }
}

window.addEventListener('hashchange', follow);
let isFirst = true;
on('inbox', () => {
  if (!isFirst) return;
  isFirst = false;
  follow();
});
listen();
