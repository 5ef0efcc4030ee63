// The pages that are measured at their start, and what each waits for.

import { text } from './service.mjs';
import { page } from './site.mjs';

const LOOK = { displayStyle: 'button', customColors: { brandColor: '2f3a8f' } };

/** A visitor who cannot wait: presses the launcher in the first frame that shows it. */
const PRESS = `<script>(function press() {
  var root = document.getElementById('avmsdk-root');
  var launcher = root && root.shadowRoot.querySelector('[part=launcher]');
  if (launcher && launcher.getClientRects().length) { launcher.click(); } else { requestAnimationFrame(press); }
})();</script>`;

function widget(snippet, service, options, also = '') {
  return page(snippet, `<script>AvMessagingSdk.init(${JSON.stringify({ ...service.init, ...options })})</script>${also}`);
}

/** As the peer's manual shows it: its bundle as a module, and its element. */
function peer(count) {
  const history = Array.from({ length: count }, (_, at) => ({ role: at % 3 ? 'ai' : 'user', text: text(at, count) }));
  return page(
    '<script type="module" src="/peer/deepChat.bundle.js"></script>',
    `<deep-chat demo="true" history='${JSON.stringify(history)}'></deep-chat>`
  );
}

/**
 * All cases; of each length of history two visitors: one who was here before, whose page finds in its storage what a
 * visit leaves there, and one of whom the storage has nothing but who it is.
 */
export function cases(snippet, service) {
  const all = [
    { name: 'blank', says: 'blank page', html: page('', ''), waits: [] },
    { name: 'launcher', says: 'launcher, look in the page', html: widget(snippet, service, LOOK), waits: ['launcher'] },
    { name: 'launcher-served', says: 'launcher, look from the service', html: widget(snippet, service, {}), waits: ['launcher'] },
    { name: 'open', says: 'opened at once, new visitor', html: widget(snippet, service, LOOK, PRESS), waits: ['launcher', 'composer'] },
    { name: 'peer', says: 'deep-chat', html: peer(0), waits: ['peer'] }
  ];
  for (const count of [10, 1000, 10000]) {
    const html = widget(snippet, service, LOOK, PRESS);
    const waits = ['launcher', 'composer', 'newest'];
    const before = service.remember(count);
    all.push({ name: `open-${count}`, says: `opened at once, ${count} messages`, html, waits, before, isBack: true });
    if (count < 10000) all.push({ name: `known-${count}`, says: `the same, not here before, ${count} messages`, html, waits, before });
  }
  for (const count of [10, 1000]) {
    all.push({ name: `peer-${count}`, says: `deep-chat, ${count} messages`, html: peer(count), waits: ['peer', 'peerNewest'] });
  }
  return all;
}
