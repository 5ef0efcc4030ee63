// Shortcuts, and the dialog that lists them.
import { byId, fill, h } from './dom.js';
import { focusReply, leaveForm } from './compose.js';
import { step } from './inbox.js';
import { choose } from './tabs.js';
import { showDetails } from './panes.js';

const STORED = 'avmsdk-agent-single-keys';

const KEYS = [
  ['j', 'Next conversation', () => step(1)],
  ['k', 'Previous conversation', () => step(-1)],
  ['r', 'Reply', focusReply],
  ['d', 'Show or hide the details', () => showDetails()],
  ['1 … 5', 'User, Channels, Webhooks, Traffic, Faults', null],
  ['?', 'This list', openHelp],
];
const ALWAYS = [
  ['Enter', 'Sends a line of text'],
  ['Ctrl Enter', 'Sends from any field of a message'],
  ['Esc', 'Back from a form to a line of text, or out of a field'],
  ['↑ ↓', 'Through the inbox'],
  ['← →', 'Through the tabs'],
];
const PANELS = ['user', 'channels', 'webhooks', 'traffic', 'faults'];

export function startKeys() {
  const keys = (list, isSingle) => list.map(([key, what]) => [h('dt', {}, key.split(' ').map(one => h('kbd', {}, one))), h('dd', { 'data-single': isSingle }, what)]);
  fill(byId('help-keys'), keys(KEYS, 'yes'), keys(ALWAYS, 'no'));
  const single = byId('help-single');
  single.checked = localStorage.getItem(STORED) !== 'off';
  single.addEventListener('change', () => localStorage.setItem(STORED, single.checked ? 'on' : 'off'));
  byId('help-open').addEventListener('click', openHelp);
  document.addEventListener('keydown', press);
}

function openHelp() {
  byId('help').showModal();
}

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId('help').open) return;
  const isTyping = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key === 'Escape') {
    if (!leaveForm() && isTyping) event.target.blur();
    return;
  }
  if (isTyping || !byId('help-single').checked) return;
  const panel = PANELS[Number(event.key) - 1];
  const found = KEYS.find(([key]) => key === event.key)?.[2];
  if (!panel && !found) return;
  event.preventDefault();
  if (panel) {
    showDetails(true);
    choose(panel);
  } else {
    found();
  }
}
