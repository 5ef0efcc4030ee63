'use strict';
// The bridge on a page, with a runtime that records what it is called with.

const { page: fakePage } = require('./page.js');
const METHODS = ['login', 'logout', 'sendMessage', 'startTyping', 'loadConversation', 'isOpened', 'getUser', 'getDisplayedConversation', 'setDelegate'];

/**
 * Starts a messenger with these options; `storage` is what the browser holds, `served` stands in the config too,
 * `colour` is told of colours; the second part's script cannot be loaded the first `broken` times; `before` may change the
 * page before the bridge runs, and make the program `late` by a promise.
 */
exports.started = async function (options, storage, served, colour, broken, before) {
  const page = fakePage();
  const { window } = page;
  if (before) { before(page); }
  const said = [];
  const record = (name) => (...args) => { said.push([name, ...args]); };
  page.fetched = [];
  const runtime = {
    bind: (instantiate) => Promise.resolve(instantiate({ a: 'imports' })).then((instance) => (page.bound = instance, { _a: 'memory', _b: { length: 5, get: (at) => `function ${at}` } })),
    answered: record('answered'), heard: (event) => { said.push(['heard', event]); if (page.hear) { page.hear(event); } }, rang: record('rang'),
    stored: record('stored'), told: (what, number, more) => { said.push([what, number, ...(more && what !== 'consulted' ? JSON.parse(more) : [more])]); },
    late: record('late'), back: record('back'), stop: record('stop'),
    call: (number, list, promise) => {
      const name = page.kit.methods[number];
      // The bridge asks for whom and where something is half written: that is no call of the page's.
      if (!/^get(DisplayedConversation|User)$/.test(name)) { said.push(['call', name, list, promise]); }
      return name === 'isOpened' ? 'true' : undefined;
    },
    start: (host, shadow, setup) => {
      page.host = host;
      page.setup = JSON.parse(setup);
      if (!page.isSlow) { host.settle(0, true, 'null'); }
    }
  };
  // The panel, as far as the bridge knows it.
  page.rows = [];
  const make = (template, from, values) => {
    const { document } = window;
    if (/^div:message/.test(template)) {
      const row = Object.assign(document.createElement('div'), { textContent: values[0] });
      page.rows.push(row);
      return row;
    }
    if (/^p\.unseen/.test(template)) { return page.aloud = document.createElement('p'); }
    const add = (to, selector) => (to.found = Object.assign({}, to.found, { [selector]: to.appendChild(document.createElement(selector)) }))[selector];
    page.panel = document.createElement('section');
    page.panel.hidden = true;
    page.panel.closest = () => null;
    ['.input', '.attach', '.menu', '.content', '[part=timeline]', '[aria-live]'].forEach((selector) => { add(page.panel, selector).closest = () => null; });
    page.panel.found['.menu'].hidden = true;
    for (let item = 0; item < 3; item += 1) { page.panel.found['.menu'].appendChild(document.createElement('button')); }
    page.messenger.shadow.found = { '[part=panel]': page.panel };
    ['.messages', '[part=composer]', '[part=badge]', '[aria-live]'].forEach((selector) => { add(page.messenger.shadow, selector); });
    return page.panel;
  };
  Object.assign(window, {
    wasm_bindgen: runtime, scene: {}, make, link() {}, bottom: () => 0, TextDecoder,
    fetch: (url, given) => {
      page.fetched.push([url, given.integrity]);
      return Promise.resolve({ ok: true, clone() {} });
    },
    WebAssembly: {
      compileStreaming: () => Promise.resolve('module'),
      instantiate: (module, imports) => {
        if (!imports['']) { return Promise.resolve('instance'); }
        said.push(['instantiate', module, [1, 2, 3, 4].map(() => imports['']['']), imports.a]);
        return Promise.resolve();
      }, Module: { customSections: () => [Buffer.from('https://cdn.test/')] }
    }
  });
  Object.entries(storage || {}).forEach(([key, value]) => window.localStorage.setItem(key, value));
  let bridge = null;
  window.document.currentScript = { src: 'https://cdn.test/runtime.js', avmsdk: (start) => { bridge = start; } };
  page.run(process.env.AVMSDK_BRIDGE);
  // Where WebAssembly may not run, the program comes by `page.load`.
  const response = Promise.resolve(page.load ? undefined : { ok: true, clone() {} });
  const start = await bridge(page.late ? page.late.then(() => response) : response, page.load, 'https://cdn.test/', () => { page.isForgotten = true; });
  const memory = {};
  const root = window.document.body.appendChild(window.document.createElement('div'));
  const messenger = page.messenger = {
    integrationId: 'b1', clientId: 'new', queue: [], root, shadow: root.attachShadow(),
    config: Object.assign({}, page.config.config, served),
    options: Object.assign({ integrationId: 'b1', customColors: {}, customText: {}, menuItems: {} }, options)
  };
  page.emitted = [];
  page.adopted = [];
  page.waiting = [];
  page.tries = 0;
  page.said = said;
  page.config = null;
  page.kit = {
    version: '1.2.3', memory, methods: METHODS, delegates: ['beforeDisplay', 'beforeSend', 'beforePostbackSend', 'onInvalidAuth'],
    emit: (name, list) => { page.emitted.push(`${name} ${list}`); }, ready: () => { page.emitted.push('ready'); },
    style: (one, name) => one.options[name],
    colour: (element, name, hex) => { if (colour) { colour(name, hex); } },
    adopt: (one, text) => { page.adopted.push(text); },
    later: (entry) => { page.waiting.push(entry.name); },
    // The script of the second part, as its file would run.
    script: () => new Promise((resolve, reject) => {
      page.tries += 1;
      if (page.tries <= broken) { return reject(new Error('unreachable')); }
      window.document.currentScript = { avmsdk: resolve };
      page.run(process.env.AVMSDK_LATE);
    }),
    refusal: (error, status) => Object.assign(new Error(error.description), { code: error.code, status }),
    read: (one, name) => ['b1', 'a1']
      .map((id) => memory[`${id}.${name}`] || window.localStorage.getItem(`${id}.${name}`)).filter(Boolean)[0]
  };
  page.starting = start(messenger, page.kit);
  if (!page.late) { await page.starting; }
  /** Something that happens at a target: its listeners of that name are called. */
  page.happen = (target, name, event) => target.listeners.filter(([one]) => one === name)
    .forEach(([, listener]) => listener(Object.assign({ type: name, target, preventDefault() {}, stopPropagation() {} }, event)));
  /** A call as the host makes it. */
  page.call = (name, ...args) => new Promise((resolve, reject) => {
    messenger.bridge({ name, list: JSON.stringify(args), resolve, reject });
  });
  return page;
};

/** The same with the second part there, and nothing said yet. */
exports.whole = async function (...given) {
  const page = await exports.started(...given);
  page.host.loadLate();
  await page.settle();
  page.said.length = 0;
  return page;
};

/** A control in the shadow root, or none: what was clicked. */
exports.clicked = (page, what) => {
  const control = what && { getAttribute: () => what };
  page.happen(page.messenger.shadow, 'click', { target: { closest: (selector) => (selector === '[data-do]' ? control : null), parentNode: null } });
};

/** Files as a list of the browser. */
exports.files = (...list) => list.map(([name, type, size]) => ({ name, type, size }));

/** Counts the addresses that pictures are shown under. */
exports.counted = (page) => {
  page.urls = [];
  page.window.URL = {
    createObjectURL: ({ name }) => { page.urls.push(name); return `blob:${name}`; },
    revokeObjectURL: (url) => { page.urls = page.urls.filter((name) => `blob:${name}` !== url); }
  };
  page.window.FormData = class { constructor() { this.parts = []; } append(...part) { this.parts.push(part); } };
};
