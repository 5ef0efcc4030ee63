'use strict';
// The bridge on a page, with a runtime that records what it is called with.

const { page: fakePage } = require('./page.js');

/**
 * Starts a messenger with these options; `storage` is what the browser holds, `served` stands in the config too,
 * `colour` is told of colours; the style sheet `broken` cannot be loaded at first.
 */
exports.started = async function (options, storage, served, colour, broken) {
  const page = fakePage();
  const { window } = page;
  const said = [];
  const record = (name) => (...args) => { said.push([name, ...args]); };
  const runtime = Object.assign(() => Promise.resolve(), {
    answered: record('answered'), heard: record('heard'), rang: record('rang'), consulted: record('consulted'),
    stored: record('stored'), progressed: record('progressed'), polled: record('polled'), back: record('back'), stop: record('stop'),
    call: (name, list, promise) => {
      said.push(['call', name, list, promise]);
      return name === 'isOpened' ? 'true' : undefined;
    },
    start: (host, shadow, setup) => {
      page.host = host;
      page.setup = JSON.parse(setup);
      if (!page.isSlow) { host.settle(0, true, 'null'); }
    }
  });
  Object.assign(window, {
    wasm_bindgen: runtime, TextDecoder,
    WebAssembly: { compileStreaming: () => Promise.resolve('module'), Module: { customSections: () => [Buffer.from('https://cdn.test/')] } }
  });
  Object.entries(storage || {}).forEach(([key, value]) => window.localStorage.setItem(key, value));
  let bridge = null;
  window.document.currentScript = { avmsdk: (start) => { bridge = start; } };
  page.run(process.env.AVMSDK_BRIDGE);
  const loaded = await bridge({ ok: true, clone() {} });
  const memory = {};
  const root = window.document.body.appendChild(window.document.createElement('div'));
  const messenger = page.messenger = {
    integrationId: 'b1', clientId: 'new', queue: [], root, shadow: root.attachShadow(),
    config: Object.assign({}, page.config.config, served),
    options: Object.assign({ integrationId: 'b1', customColors: {}, customText: {} }, options)
  };
  page.emitted = [];
  page.linked = [];
  page.said = said;
  page.config = null;
  page.kit = {
    version: '1.2.3', memory, delegates: ['beforeDisplay', 'beforeSend', 'beforePostbackSend', 'onInvalidAuth'],
    emit: (name, list) => { page.emitted.push(`${name} ${list}`); }, ready: () => { page.emitted.push('ready'); },
    colour: (element, name, hex) => { if (colour) { colour(name, hex); } }, link: (one, file) => {
      page.linked.push(file.name);
      return file.name === broken && page.linked.length < 3 ? Promise.reject(new Error('unreachable')) : Promise.resolve();
    },
    refusal: (error, status) => Object.assign(new Error(error.description), { code: error.code, status }),
    read: (one, name) => ['b1', 'a1']
      .map((id) => memory[`${id}.${name}`] || window.localStorage.getItem(`${id}.${name}`)).filter(Boolean)[0]
  };
  page.publicPath = loaded.publicPath;
  await loaded.start(messenger, page.kit);
  /** A call as the host makes it. */
  page.call = (name, ...args) => new Promise((resolve, reject) => {
    messenger.bridge({ name, list: JSON.stringify(args), resolve, reject });
  });
  return page;
};
