// Which of inbox, conversation and details is to be seen where there is no room for all.
import { byId } from './dom.js';

const desk = byId('desk');
const wide = matchMedia('(min-width: 1100px)');

export function startPanes() {
  byId('back').addEventListener('click', () => { location.hash = ''; });
  byId('details-open').addEventListener('click', () => showDetails());
  byId('details-close').addEventListener('click', close);
  byId('details').addEventListener('keydown', event => {
    const isTyping = event.target.matches('input, textarea, select');
    if (event.key === 'Escape' && !wide.matches && !isTyping) close();
  });
  // In a wide window they are there from the start, in a narrow one when asked for.
  wide.addEventListener('change', () => set(wide.matches));
  set(wide.matches);
}

/** Shows the conversation, or the inbox if none is open; says whether that is a change. */
export function showPane(isOpen) {
  const was = desk.dataset.pane;
  desk.dataset.pane = isOpen ? 'thread' : 'inbox';
  return was !== desk.dataset.pane;
}

/** Shows or hides the details. */
export function showDetails(wanted = desk.dataset.details !== 'shown') {
  set(wanted);
  if (wanted && !wide.matches) byId('details-close').focus();
}

function close() {
  set(false);
  byId('details-open').focus();
}

function set(wanted) {
  desk.dataset.details = wanted ? 'shown' : 'hidden';
  byId('details-open').setAttribute('aria-expanded', String(wanted));
}
