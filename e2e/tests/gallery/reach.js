// Answers with what of the widget cannot be reached: controls that no scrolling brings where a finger could touch
// them, and what has to be scrolled in two directions.
const [done] = arguments;
const root = document.getElementById('avmsdk-root');
const tree = root.shadowRoot;
const faults = [];

function name(node) {
  const part = node.getAttribute('part') || node.dataset.do || node.className;
  return `${node.localName} ${part} ${(node.title || node.textContent).trim().slice(0, 30)}`;
}
function isShown(node) {
  return node.getClientRects().length > 0 && getComputedStyle(node).visibility === 'visible' && !node.closest('.unseen');
}
/** Of several places one that is free is enough: what is long may go on below the edge, or in another line. */
function isFree(node) { return Array.from(node.getClientRects()).some(box => isFreeIn(node, box)); }
function isFreeIn(node, box) {
  const left = Math.max(box.left, 0);
  const right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0);
  const bottom = Math.min(box.bottom, innerHeight);
  if (right - left < 12 || bottom - top < 12) return false;
  return [0.25, 0.5, 0.75].some(part => {
    const hit = tree.elementFromPoint((left + right) / 2, top + (bottom - top) * part);
    return hit && (node === hit || node.contains(hit) || hit.localName === 'label' && hit.contains(node));
  });
}

/** Scrolls as a visitor can, and not what hides its overflow. */
function bring(node, block) {
  node.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
  for (let outer = node.parentElement; outer; outer = outer.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(outer);
    if (overflowX === 'hidden') outer.scrollLeft = 0;
    if (overflowY === 'hidden') outer.scrollTop = 0;
  }
}

// What lies over the rest is to be closed before the rest is meant, and so is a menu.
const over = tree.querySelector('[aria-modal=true]') || Array.from(tree.querySelectorAll('[role=menu]')).find(isShown);
const panel = tree.querySelector('[part=panel]');
const scope = over || (panel && isShown(panel) ? panel : tree);
const controls = Array.from(scope.querySelectorAll('button, a[href], input, select, textarea'))
  .filter(node => isShown(node) && !node.disabled && getComputedStyle(node).pointerEvents !== 'none');
for (const node of controls) {
  bring(node, 'nearest');
  if (!isFree(node)) {
    // What sticks to an edge may stand before what was brought there.
    bring(node, 'center');
    if (!isFree(node)) faults.push('out of reach: ' + name(node));
  }
}
// What is behind the panel must not take the focus.
if (scope === panel && !root.hasAttribute('data-embedded')) {
  for (const node of tree.querySelectorAll('button, a[href]')) {
    if (!panel.contains(node) && isShown(node) && !isFree(node)) faults.push('behind the panel, and takes the focus: ' + name(node));
  }
}
if (document.scrollingElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
for (const node of tree.querySelectorAll('*')) {
  const style = getComputedStyle(node);
  const goes = (flow, more) => /auto|scroll/.test(flow) && more > 1;
  if (!isShown(node)) continue;
  if (goes(style.overflowX, node.scrollWidth - node.clientWidth) && goes(style.overflowY, node.scrollHeight - node.clientHeight)) {
    faults.push('scrolls in two directions: ' + name(node));
  }
}
done(faults);
