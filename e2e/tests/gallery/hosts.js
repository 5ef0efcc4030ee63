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
    return gallery.stage.all('*').filter(node => !/^(link|style)$/.test(node.localName)).map(node => {
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

  return { shift, looks, isOnTop, page, difference };
})();
