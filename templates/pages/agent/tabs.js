// The tabs of the details. A panel is told when it is shown and when it is not.
import { byId, fill, h } from './dom.js';

let tabs = [];
let chosen = null;

/** Each panel: `{id, label, start(place), show(), hide()}`. */
export function startTabs(panels) {
  tabs = panels.map(panel => {
    const button = h('button', {
      type: 'button', role: 'tab', id: `tab-${panel.id}`, 'aria-controls': `panel-${panel.id}`, onclick: () => choose(panel.id),
    }, panel.label);
    const place = h('div', { role: 'tabpanel', id: `panel-${panel.id}`, 'aria-labelledby': button.id, tabindex: 0 });
    byId('panels').append(place);
    panel.start(place);
    return { ...panel, button, place };
  });
  fill(byId('tabs'), tabs.map(tab => tab.button));
  byId('tabs').addEventListener('keydown', walk);
  // A panel that nobody sees asks for nothing.
  document.addEventListener('visibilitychange', () => awake(!document.hidden && isSeen()));
  new ResizeObserver(() => awake(isSeen())).observe(byId('details'));
  choose(tabs[0].id);
}

const isSeen = () => byId('details').getClientRects().length > 0;

/** Shows a panel. */
export function choose(id) {
  awake(false);
  chosen = tabs.find(tab => tab.id === id);
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.button.setAttribute('aria-selected', String(isChosen));
    tab.button.tabIndex = isChosen ? 0 : -1;
    tab.place.hidden = !isChosen;
  }
  awake(isSeen());
}

let isAwake = false;
function awake(wanted) {
  if (wanted === isAwake || !chosen) return;
  isAwake = wanted;
  if (wanted) chosen.show();
  else chosen.hide();
}

function walk(event) {
  const at = tabs.indexOf(chosen);
  const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(tabs[to].id);
  tabs[to].button.focus();
}

/** Does `work` now and every so many milliseconds, until stopped. */
export function every(pause, work) {
  let timer = 0;
  let isOn = false;
  const go = async () => {
    await work();
    if (isOn) timer = setTimeout(go, pause);
  };
  return {
    show() { isOn = true; go(); },
    hide() { isOn = false; clearTimeout(timer); },
  };
}

/** A sentence for what this sandbox refuses or does not have. */
export const trouble = (error, what) => (error.isMissing ? `This sandbox does not offer ${what}.` : error.message);
