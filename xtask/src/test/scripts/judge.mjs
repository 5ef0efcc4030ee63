// Judges the scripts of a package by programs of others: `acorn` whether those without modules are ES5, and
// `eslint-plugin-compat` what of the browser's interfaces the browsers of a tier lack. That one sees no methods of nodes
// and texts; those are compared with a list of names, whatever they are asked of.
//
//   node judge.mjs NODE_MODULES FOLDER LISTS
//
// Each fault is a line of stdout. LISTS is JSON: for each tier its browsers, and what is used all the same with the reason.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [modules, folder, lists] = process.argv.slice(2);
const require = createRequire(join(modules, 'judge.js'));
const acorn = require('acorn');
const compat = require('eslint-plugin-compat');
const { Linter } = require('eslint');
const { tiers, members } = JSON.parse(readFileSync(lists, 'utf8'));
const lacking = new Set(members.join(' ').split(' '));
/** What a script of each kind may be written in. */
const LANGUAGES = {
  js: { name: 'ES5', ecmaVersion: 5, sourceType: 'script' },
  mjs: { name: 'ES2018 without more', ecmaVersion: 2018, sourceType: 'module' },
};

/** The interfaces that a script uses and the browsers lack, each with what is said of it. */
function interfaces(text, browsers, { ecmaVersion, sourceType }) {
  const messages = new Linter().verify(text, [{
    languageOptions: { ecmaVersion, sourceType },
    plugins: { compat: compat.default || compat },
    rules: { 'compat/compat': 'error' },
    settings: { targets: browsers, lintAllEsApis: true },
  }], { filename: 'script.js' });
  return messages.map(({ message }) => {
    const found = /^(\S+) is not supported in (.*)$/.exec(message);
    return found ? [found[1].replace(/\(\)$/, ''), 'which is missing in ' + found[2]] : ['', message];
  });
}

/** The methods and properties that a script asks a value for and the browsers lack. */
function asked(tree, text) {
  const found = [];
  (function walk(node) {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(walk);
    const name = node.type === 'MemberExpression' && !node.computed && node.property.name;
    if (name && lacking.has(name)) found.push(['.' + name, 'as in ' + near(text, node.property.start)]);
    Object.values(node).forEach(walk);
  })(tree);
  return found;
}

function near(text, at) { return JSON.stringify(text.slice(Math.max(0, at - 50), at + 30)); }

const faults = [];
const scripts = [];

for (const file of readdirSync(folder).sort()) {
  const [, kind] = /\.(js|mjs)$/.exec(file) || [];
  if (!kind) continue;
  const text = readFileSync(join(folder, file), 'utf8');
  const { name, ecmaVersion, sourceType } = LANGUAGES[kind];
  try {
    scripts.push({ file, kind, text, tree: acorn.parse(text, { ecmaVersion, sourceType }) });
  } catch (error) {
    faults.push(`${file} is not ${name}: ${error.message}, at ${near(text, error.pos)}`);
  }
}
if (!scripts.length && !faults.length) faults.push(`there is no script: ${folder}`);

const isRead = !faults.length;
for (const tier of tiers) {
  const allowed = new Set(tier.allowed.flatMap(({ what }) => what));
  const used = new Set();
  for (const { file, text, tree } of scripts.filter(script => script.kind === tier.kind)) {
    // The translated program is large, and asks for nothing but numbers: one look, by the strictest, is enough.
    if (/^es5\./.test(file) && !tier.members) continue;
    const told = new Map(interfaces(text, tier.browsers, LANGUAGES[tier.kind]).concat(tier.members ? asked(tree, text) : []));
    for (const [what, why] of told) {
      used.add(what);
      if (!allowed.has(what)) faults.push(`${file} uses \`${what}\`, ${why}; for ${tier.name}`);
    }
  }
  // What is in a script that cannot be read is not known.
  for (const what of isRead ? allowed : []) {
    if (!used.has(what)) faults.push(`\`${what}\` is listed for ${tier.name}, and no script uses it`);
  }
}

process.stdout.write(faults.map(fault => fault + '\n').join(''));
