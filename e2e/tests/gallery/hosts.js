// What the tests of host pages ask of the page.
window.H = (() => {
  const STYLES = [
    'display', 'visibility', 'opacity', 'color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'lineHeight', 'letterSpacing',
    'wordSpacing', 'textTransform', 'textAlign', 'whiteSpace', 'boxSizing', 'paddingTop', 'paddingLeft', 'marginTop', 'marginLeft',
    'borderTopWidth', 'borderTopColor', 'borderTopLeftRadius', 'float', 'transform', 'filter', 'clipPath', 'cursor', 'zIndex', 'position'
  ];

  /** What of the page moved, how far and from where to where. */
  function shift(entry) {
    const box = rect => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(' ');
    const named = node => node ? node.localName + '.' + (node.className || '') : 'a node that is hidden';
    return 'layout shift ' + entry.value + ': '
      + entry.sources.map(one => named(one.node) + ' ' + box(one.previousRect) + ' -> ' + box(one.currentRect)).join(', ');
  }

  /** How each element of the widget looks and where it stands in the panel, whatever surrounds that. */
  function looks() {
    const panel = gallery.stage.find('[part=panel]').getBoundingClientRect();
    // What is said aloud while the panel is closed has no letters to be seen.
    const isSeen = node => !/^(link|style)$/.test(node.localName) && (node.className !== 'unseen' || node.parentElement);
    return gallery.stage.all('*').filter(isSeen).map(node => {
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const isInPanel = node.closest('[part=panel]');
      const place = [box.width, box.height].concat(isInPanel ? [box.left - panel.left, box.top - panel.top] : []).map(Math.round);
      return node.localName + '.' + (node.getAttribute('class') || node.getAttribute('part') || '') + ' '
        + STYLES.map(name => name + ': ' + style[name]).join('; ') + '; at ' + place;
    });
  }

  /** Whether a click there reaches the widget. */
  function isOnTop(selector) {
    const box = gallery.stage.find(selector).getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return hit === document.getElementById('avmsdk-root');
  }

  /** Every computed style of every element of the page. */
  function page() {
    return Array.from(document.querySelectorAll('html, body, main, main *')).map(node => {
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      return node.localName + ' ' + [box.left, box.top, box.width, box.height] + ' '
        + Array.from(style, name => name + ': ' + style.getPropertyValue(name)).join('; ');
    });
  }

  /** The parts of two such lists that differ. */
  function difference(before, after) {
    const found = before.length === after.length ? [] : [before.length + ' elements and ' + after.length];
    before.forEach((text, at) => {
      const parts = (after[at] || '').split('; ');
      const other = text.split('; ').filter(part => !parts.includes(part));
      if (other.length) found.push(text.slice(0, text.indexOf(' ')) + ': ' + other.slice(0, 8).join('; ') + ' -> ' + parts.filter(part => !text.split('; ').includes(part)).slice(0, 8).join('; '));
    });
    return found.slice(0, 12);
  }

  /**
   * Reads on in one direction, so many screens a step, until a row says something. Gives what has moved: a row by itself,
   * or whatever the browser calls a shift.
   */
  async function reads(way, goal) {
    const { fixtures, stage } = gallery;
    const found = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => found.push(shift(entry)))).observe({ type: 'layout-shift' });
    const timeline = stage.find('[part=timeline]');
    const rows = () => Array.from(timeline.querySelectorAll('.messages > *'));
    const isFirst = way < 0 && !timeline.textContent.includes('The newest');
    if (isFirst) {
      stage.typing({ name: 'Ada' });
      await stage.until(() => !timeline.querySelector('.typing').hidden);
      await stage.frame();
    }
    for (const words of isFirst ? ['One more', 'The newest'] : []) {
      stage.say(fixtures.them(0, words));
      await stage.until(() => timeline.textContent.includes(words));
      await stage.frame();
    }
    for (let steps = 0; !rows().some(row => row.textContent.includes(goal)); steps += 1) {
      if (steps === 200) return found.concat(goal + ' is not reached: ' + rows()[0].textContent);
      timeline.scrollTop += way * timeline.clientHeight;
      // Drawn in the frame that hears of the scrolling.
      if (isFirst && steps % 3 === 1) stage.say(fixtures.them(0, 'The newest after ' + steps));
      const middle = timeline.getBoundingClientRect().top + timeline.clientHeight / 2;
      const row = rows().find(row => row.getBoundingClientRect().bottom > middle);
      const before = row.getBoundingClientRect().bottom;
      await stage.frame();
      await stage.frame();
      const moved = row.getBoundingClientRect().bottom - before;
      if (Math.abs(moved) > 0.5) found.push(row.textContent.slice(0, 12) + ' has moved by ' + moved);
    }
    return found;
  }

  /** From far away to the newest message, by the way that there is. Gives what is wrong. */
  async function jumps(goal) {
    const { stage } = gallery;
    const timeline = stage.find('[part=timeline]');
    stage.find('.newest').click();
    for (let frames = 0; frames < 4; frames += 1) await stage.frame();
    const last = Array.from(timeline.querySelectorAll('.messages > *')).pop();
    const beneath = last.getBoundingClientRect().bottom - timeline.getBoundingClientRect().bottom;
    return last.textContent.includes(goal) && Math.abs(beneath) < 60 ? []
      : ['after the way to the newest: ' + last.textContent + ', ' + beneath + ' px below the end of what is seen'];
  }

  return { shift, looks, isOnTop, page, difference, reads, jumps };
})();
