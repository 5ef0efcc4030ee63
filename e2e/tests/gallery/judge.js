// Judges what the widget shows, and answers with a list of faults. `options` says what is not asked for here.
const [options, done] = arguments;
const root = document.getElementById('avmsdk-root');
const tree = root.shadowRoot;
const faults = [];

function name(node) {
  const part = node.getAttribute('part');
  return node.localName + (part ? ':' + part : '') + (node.className.baseVal === undefined && node.className ? '.' + node.className : '');
}
function says(node) { return (node.getAttribute('aria-label') || node.textContent).trim().slice(0, 40); }
function isShown(node) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return node.getClientRects().length > 0 && style.visibility === 'visible' && box.width > 1 && box.height > 1;
}

/** What of a node is not clipped by what it stands in. */
function seen(node, until) {
  const box = node.getBoundingClientRect();
  let [left, right] = [box.left, box.right];
  for (let outer = node.parentElement; outer && outer !== until; outer = outer.parentElement) {
    if (getComputedStyle(outer).overflowX !== 'visible') {
      const clip = outer.getBoundingClientRect();
      left = Math.max(left, clip.left);
      right = Math.min(right, clip.right);
    }
  }
  return [left, right];
}

const all = Array.from(tree.querySelectorAll('*')).filter(node => !/^(link|style|path|br|option)$/.test(node.localName));
const panel = tree.querySelector('[part=panel]');
if (panel && isShown(panel) && !options.isHuge) {
  const frame = panel.getBoundingClientRect();
  if (frame.left < -1 || frame.right > innerWidth + 1 || frame.top < -1 || frame.bottom > innerHeight + 1) {
    if (!root.hasAttribute('data-embedded')) faults.push('the panel leaves the screen');
  }
  for (const node of all) {
    if (!panel.contains(node) || node === panel || !isShown(node)) continue;
    // What lies over the whole page, such as a picture in full, may fill the screen.
    const over = node.closest('[aria-modal=true]');
    const isOver = over && over !== panel && getComputedStyle(over).position === 'fixed';
    const bounds = isOver ? { left: 0, right: innerWidth } : frame;
    const [left, right] = seen(node, panel);
    if (right > left && (left < bounds.left - 1 || right > bounds.right + 1)) faults.push('leaves the panel: ' + name(node) + ' ' + says(node));
    const style = getComputedStyle(node);
    const isScroller = /auto|scroll/.test(style.overflowY) && (node.scrollHeight > node.clientHeight + 1 || node.matches('[part=timeline]'));
    if (isScroller && node.scrollWidth > node.clientWidth + 1) {
      faults.push('scrolls sideways by ' + (node.scrollWidth - node.clientWidth) + ': ' + name(node));
    }
  }
}

for (const node of all) {
  if (!node.matches('button, a[href], input, select, textarea, [role=button], [role=menuitem]') || !isShown(node)) continue;
  // A link in a text is as high as its line: that is allowed.
  if (getComputedStyle(node).display === 'inline') continue;
  const box = node.getBoundingClientRect();
  if (box.width < 24 || box.height < 24) faults.push('too small, ' + box.width + 'x' + box.height + ': ' + name(node) + ' ' + says(node));
}

const fields = all.filter(node => node.matches('input:not([type=checkbox]):not([type=radio]), select, textarea') && isShown(node));
for (const node of fields) {
  if (parseFloat(getComputedStyle(node).fontSize) < 16) faults.push('iOS would zoom: ' + name(node));
}

if (tree.querySelector('[style*="url("], script, style:not([data-ours])')) faults.push('something that has no place in the tree');

const wanted = window.gallery.complaints.filter(text => !options.allowed.some(part => text.includes(part)));
faults.push(...wanted.map(text => 'complaint: ' + text));
faults.push(...gallery.missing.splice(0).map(text => 'no such control: ' + text));

/** What axe-core itself makes the browser complain about is not the widget's. */
function end(more) {
  window.gallery.complaints.length = 0;
  done(faults.concat(more));
}

if (options.isHuge || options.rules && !options.rules.length) {
  end([]);
} else {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const rules = options.rules
    ? { runOnly: { type: 'rule', values: options.rules } }
    : { runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } } };
  window.axe.run({ include: ['#avmsdk-root'] }, Object.assign({ resultTypes: ['violations'] }, rules)).then(result => {
    // A moment for the browser to tell of what axe-core did.
    requestAnimationFrame(() => requestAnimationFrame(() => end(result.violations.flatMap(rule => rule.nodes.map(node =>
      rule.id + ': ' + node.html.slice(0, 160) + ' ' + node.failureSummary.replace(/\s+/g, ' ').slice(0, 240))))));
  }, error => end(['axe-core failed: ' + error]));
}
