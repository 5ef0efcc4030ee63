// Writes our style sheets for browsers without shadow DOM, which know neither custom properties nor logical ones: reads
// the sheets from stdin, prints the sheet and the rules that ask for what a page may set, as a list of two texts in JSON.
// Run by node.rs, with the folder of the npm packages.
'use strict';

const modules = process.argv[1];
const postcss = require(`${modules}/postcss`);
const lightningcss = require(`${modules}/lightningcss`);

const ROOT = '#avmsdk-root';
/** IE 10, Safari 8: prefixes and colours as they know them. */
const TARGETS = { ie: 10 << 16, safari: 8 << 16, android: (4 << 16) | (4 << 8) };
/** What a page sets, and these browsers ask for nowhere: they have their fallback. */
const STATIC = ['--avmsdk-view-top', '--avmsdk-view-height'];
/** Of these there is none in such a browser, and it refuses a whole list of selectors for one. */
const UNKNOWN = /:placeholder-shown|:focus-within|::-moz-/;

/** Logical properties by their physical ones, left to right and right to left. */
const SIDES = {
  'inset': [['top', 'right', 'bottom', 'left']],
  'inset-block': [['top', 'bottom']],
  'inset-block-start': [['top']],
  'inset-block-end': [['bottom']],
  'inset-inline-start': [['left'], ['right']],
  'inset-inline-end': [['right'], ['left']],
  'border-start-start-radius': [['border-top-left-radius'], ['border-top-right-radius']],
  'border-start-end-radius': [['border-top-right-radius'], ['border-top-left-radius']],
  'border-end-start-radius': [['border-bottom-left-radius'], ['border-bottom-right-radius']],
  'border-end-end-radius': [['border-bottom-right-radius'], ['border-bottom-left-radius']]
};
for (const name of ['margin', 'padding', 'border']) {
  for (const rest of name === 'border' ? ['', '-color', '-width'] : ['']) {
    SIDES[`${name}-block-start${rest}`] = [[`${name}-top${rest}`]];
    SIDES[`${name}-block-end${rest}`] = [[`${name}-bottom${rest}`]];
    SIDES[`${name}-inline-start${rest}`] = [[`${name}-left${rest}`], [`${name}-right${rest}`]];
    SIDES[`${name}-inline-end${rest}`] = [[`${name}-right${rest}`], [`${name}-left${rest}`]];
  }
  SIDES[`${name}-block`] = [[`${name}-top`, `${name}-bottom`]];
  SIDES[`${name}-inline`] = [[`${name}-left`, `${name}-right`], [`${name}-right`, `${name}-left`]];
}

const sheet = postcss.parse(require('fs').readFileSync(0, 'utf8'));

// 1. What cannot match there goes.
sheet.walkComments(comment => comment.remove());
sheet.walkAtRules('media', rule => { if (!/\((max|min)-(width|height)/.test(rule.params)) { rule.remove(); } });
sheet.walkRules(rule => {
  if (isStep(rule)) { return; }
  rule.selectors = rule.selectors.filter(one => !UNKNOWN.test(one));
  if (!rule.selectors[0]) { rule.remove(); }
});

// 2. What custom properties are: of the root, and of the root with an attribute.
const states = new Map([['', {}]]);
sheet.walkRules(rule => {
  const state = /^:host(?:\((\[[^\]]*\])\))?$/.exec(rule.selector);
  rule.walkDecls(/^--/, declaration => {
    if (state) {
      const key = state[1] || '';
      states.set(key, Object.assign(states.get(key) || {}, { [declaration.prop]: declaration.value }));
    }
    declaration.remove();
  });
  if (!rule.nodes[0]) { rule.remove(); }
});

/** A value with what stands for its custom properties, and the names of those; those of the page stay where they may. */
function resolved(value, state, used) {
  return replaced(value, 'var', inner => {
    const [, name, , otherwise] = /^\s*(--[\w-]+)\s*(,\s*([^]*))?$/.exec(inner);
    used.add(name);
    const known = (states.get(state) || {})[name] || states.get('')[name];
    if (known !== undefined) { return resolved(known, state, used); }
    if (otherwise === undefined) { throw new Error(`nothing says what ${name} is`); }
    return STATIC.includes(name) || !/^--avmsdk-/.test(name) ? resolved(otherwise, state, used)
      : `var(${name}, ${resolved(otherwise, state, used)})`;
  });
}

/** A text with each function of that name replaced by what `by` makes of its arguments. */
function replaced(text, name, by) {
  const start = text.search(new RegExp(`(^|[^\\w-])${name}\\(`));
  if (start < 0) { return text; }
  const open = text.indexOf('(', start + (text.startsWith(name, start) ? 0 : 1));
  let depth = 0;
  let end = open;
  do {
    depth += { '(': 1, ')': -1 }[text[end]] || 0;
    end += 1;
  } while (depth);
  return text.slice(0, open - name.length) + by(text.slice(open + 1, end - 1)) + replaced(text.slice(end), name, by);
}

/** What is left of a value that these browsers do not know. */
function plain(value) {
  value = replaced(value, 'env', inner => inner.split(',')[1].trim());
  value = replaced(value, 'min', inner => inner.split(',')[0].trim());
  return replaced(value, 'calc', inner => `calc(${unnested(inner)})`);
}

/** One `calc` in another is not known. */
function unnested(sum) { return replaced(sum, 'calc', inner => `(${unnested(inner)})`); }

/** The declarations that stand there for one, from left to right and, where that differs, from right to left. */
function physical(name, value, before) {
  if (name === 'all' || name === 'color-scheme' || /^\d+dvh$/.test(value)) { return []; }
  if (name === 'display' && value === 'grid') { return [[['display', 'flex']]]; }
  if (name === 'place-items') { return [[['align-items', value], ['justify-content', value]]]; }
  if (name === 'overflow' && value.includes(' ')) {
    const [x, y] = value.split(' ');
    return [[['overflow-x', x], ['overflow-y', y]]];
  }
  if (name === 'overflow-wrap') { return [[['word-wrap', 'break-word']]]; }
  // What is cut away whole, or has its corners cut.
  if (name === 'clip-path') {
    const [, corner] = /^inset\(0 round (.*)\)$/.exec(value) || [];
    return [[corner ? ['border-radius', corner] : ['clip', 'rect(0 0 0 0)']]];
  }
  if (name === 'text-align' && /^(start|end)$/.test(value)) {
    const sides = value === 'start' ? ['left', 'right'] : ['right', 'left'];
    return sides.map(side => [[name, side]]);
  }
  const sides = SIDES[name];
  if (!sides) { return [[[name, value]]]; }
  const values = parts(value);
  return sides.map((side, direction) => (direction ? opposite(sides[0], before) : []).concat(side.map((one, at) => [one,
    side.length === 1 ? value : values[at] || (side.length === 4 && at === 3 && values[1]) || values[0]])));
}

/** From right to left the other side has what it would have without: what the rule says of all sides, or nothing. */
function opposite(sides, before) {
  return sides.filter(one => !/^border/.test(one)).map(one => {
    const [, name] = /^(margin|padding)/.exec(one) || [];
    if (!name) { return [one, 'auto']; }
    const all = before.filter(declaration => declaration.prop === name).map(declaration => parts(declaration.value)).pop() || ['0'];
    return [one, all[/left$/.test(one) && all[3] ? 3 : 1] || all[0]];
  });
}

/** The values of a shorthand. */
function parts(value) { return postcss.list.space(value); }

/** A selector below the root's id, in a state of the root. */
function below(selector, state) {
  const [, , own = '', rest] = /^(:host(?:\(([^()]*)\))?)?\s*([^]*)$/.exec(selector);
  return `${ROOT}${own}${state}${rest ? ` ${rest}` : ''}`.replace(/:focus-visible/g, ':focus');
}

function isStep(rule) { return rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name); }

/** What a value asks for. */
function asked(value, state) {
  const used = new Set();
  resolved(value, state, used);
  return Array.from(used);
}

/** `border` of `border-color`: what one of them says the other may undo. */
function family(name) { return name.split('-')[0]; }

// A rule for a state of the root is stronger than what follows: all of a family is said again where something of it is.
const told = new Map(Array.from(states.keys()).map(state => [state, new Set()]));
sheet.walkDecls(declaration => {
  for (const [state, families] of told) {
    if (!isStep(declaration.parent) && asked(declaration.value, state).some(name => state && name in states.get(state))) {
      families.add(family(declaration.prop));
    }
  }
});

// 3. Each rule, and where something of it differs, a rule for that state of the root.
sheet.walkAtRules('keyframes', rule => { rule.params = `avmsdk-${rule.params}`; });
sheet.walkRules(rule => {
  if (rule.isDone) { return; }
  const before = rule.nodes.filter(node => node.type === 'decl');
  if (isStep(rule)) { return fill(rule, before.map(one => [one, '', 0]), before); }
  const selectors = rule.selectors;
  let after = rule;
  for (const state of states.keys()) {
    for (const direction of [0, 1]) {
      const chosen = before.filter(one => {
        const isOwn = state === '' || told.get(state).has(family(one.prop));
        return isOwn && (direction === 0 || physical(one.prop, one.value, before).length > 1);
      });
      if (state === '' && direction === 0 || !chosen[0]) { continue; }
      const twin = postcss.rule({ selectors: selectors.map(one => below(one, state + (direction ? '[dir=rtl]' : ''))) });
      fill(twin, chosen.map(one => [one, state, direction]), before);
      twin.isDone = true;
      after.after(twin);
      after = twin;
    }
  }
  rule.selectors = selectors.map(one => below(one, ''));
  fill(rule, before.map(one => [one, '', 0]), before);
  rule.isDone = true;
});

function fill(rule, chosen, before) {
  rule.removeAll();
  for (const [one, state, direction] of chosen) {
    const value = plain(resolved(one.value, state, new Set()))
      .replace(/^(appear|breathe|cover|leave|wait)(?= )/, one.prop === 'animation' ? 'avmsdk-$1' : '$1');
    const ways = physical(one.prop, value, before);
    for (const [prop, written] of ways[direction] || ways[0] || []) {
      rule.append({ prop, value: written, important: one.important });
    }
  }
}

// 4. Two sheets of it: with the fallbacks of what a page may set, and what asks for that.
const rules = sheet.clone();
sheet.walkDecls(declaration => {
  while (/var\(/.test(declaration.value)) {
    declaration.value = replaced(declaration.value, 'var', inner => inner.slice(inner.indexOf(',') + 1).trim());
  }
});
rules.walkDecls(declaration => { if (!/var\(/.test(declaration.value)) { declaration.remove(); } });
for (const tree of [sheet, rules]) {
  tree.walkRules(rule => { if (!rule.nodes[0]) { rule.remove(); } });
  tree.walkAtRules(rule => { if (rule.nodes && !rule.nodes[0]) { rule.remove(); } });
}

// 5. Nothing of it reaches the page, nor asks for what these browsers do not know.
for (const tree of [sheet, rules]) {
  tree.walkRules(rule => {
    const stray = isStep(rule) ? undefined : rule.selectors.find(one => !one.startsWith(ROOT) || /:host|:dir\(|::slotted/.test(one));
    if (stray) { throw new Error(`this is not of the root alone: ${stray}`); }
  });
  tree.walkDecls(({ prop, value }) => {
    if (/-(inline|block)\b|^inset/.test(prop) && prop !== 'display' || /\b(env|min|max|clamp)\(/.test(value)) {
      throw new Error(`these browsers do not know this: ${prop}: ${value}`);
    }
  });
}

process.stdout.write(JSON.stringify([sheet, rules].map(tree => {
  const { code, warnings } = lightningcss.transform({
    filename: 'oldest.css', code: Buffer.from(tree.toString()), minify: true, targets: TARGETS
  });
  warnings.forEach(warning => console.error(warning.message));
  return code.toString();
})));
