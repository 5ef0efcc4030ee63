// What was posted to webhooks, and how it went.
import { control } from './api.js';
import { fill, h } from './dom.js';
import { every, trouble } from './tabs.js';
import { millis, preciseTime } from './time.js';

let list;
let shown = '';

async function draw() {
  let deliveries;
  try {
    ({ deliveries = [] } = await control('GET', '/webhooks'));
  } catch (error) {
    shown = '';
    return fill(list, h('p', { class: 'empty' }, trouble(error, 'a log of webhooks')));
  }
  const state = JSON.stringify(deliveries);
  if (state === shown) return;
  shown = state;
  if (!deliveries.length) {
    return fill(list, h('p', { class: 'empty' }, 'Nothing was posted yet. Make a custom integration with a webhook by the business API, then something to tell of.'));
  }
  fill(list, h('ul', { class: 'plain log' }, deliveries.map(drawOne)));
}

function drawOne({ webhookId, type, target, tries, status, error, state, queuedAt }) {
  const isGood = status >= 200 && status < 300;
  return h('li', {},
    h('span', { class: 'soft' }, preciseTime(millis(queuedAt))), ' ',
    h('strong', {}, type), ' ',
    h('span', { class: isGood ? 'good' : error || status ? 'bad' : 'soft' }, [state, status].filter(Boolean).join(' ')),
    h('p', { class: 'soft wrap' }, `to ${target}, ${tries === 1 ? '1 try' : `${tries} tries`}, webhook `, h('code', {}, webhookId)),
    error ? h('p', { class: 'bad wrap' }, error) : null);
}

export const webhooksPanel = {
  id: 'webhooks',
  label: 'Webhooks',
  start(place) {
    list = h('div', {});
    fill(place, h('p', { class: 'soft' }, 'Each event that was posted to a webhook, the newest first.'), list);
  },
  ...every(2000, draw),
};
