'use strict';
// A page as far as the host needs one: enough to call the public object, without a browser. What a browser
// makes of it is shown by the journeys.

const fs = require('node:fs');
const vm = require('node:vm');

/** Counts the listeners of a window, a document or a node. */
function target() {
  const listeners = [];
  return {
    listeners,
    addEventListener: (name, listener) => { listeners.push([name, listener]); },
    removeEventListener: (name, listener) => {
      const at = listeners.findIndex((one) => one[0] === name && one[1] === listener);
      if (at >= 0) { listeners.splice(at, 1); }
    }
  };
}

/** An element, a shadow root or the document's own parts. */
class FakeNode {
  constructor(page, tag) {
    Object.assign(this, target(), { page, tag, parentNode: null, childNodes: [], attributes: {}, nodeType: 1 });
    this.style = { setProperty: (name, value) => { this.style[name] = value; } };
  }

  get firstChild() { return this.childNodes[0] || null; }
  get isConnected() { return this === this.page.top || !!(this.parentNode || this.host) && (this.parentNode || this.host).isConnected; }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  removeAttribute(name) { delete this.attributes[name]; }
  getAttribute(name) { return name in this.attributes ? this.attributes[name] : null; }
  // As far as the tests put something there to be found.
  querySelector(selector) { return (this.found || {})[selector] || null; }

  querySelectorAll(selector) { return [].concat(this.querySelector(selector) || []); }

  getClientRects() { return this.hidden ? [] : [{}]; }

  contains(node) { return node === this || !!node && this.contains(node.parentNode); }
  focus() { this.page.focused = this; }
  get children() { return this.childNodes; }
  get href() { return new URL(this.attributes.href, 'https://shop.test/').href; }
  set href(value) { this.attributes.href = value; }
  click() { this.page.clicked = this; }
  attachShadow() {
    const shadow = this.shadowRoot = new FakeNode(this.page, '#shadow');
    shadow.host = this;
    return shadow;
  }

  appendChild(child) {
    child.remove();
    child.parentNode = this;
    this.childNodes.push(child);
    if (child.tag === 'link') { setTimeout(() => child.onload && child.onload(), 0); }
    if (child.tag === 'script') { setTimeout(() => this.page.runScript(child), 0); }
    return child;
  }

  replaceChild(child, old) {
    this.childNodes[this.childNodes.indexOf(old)] = child;
    child.parentNode = this;
  }

  remove() {
    const siblings = this.parentNode ? this.parentNode.childNodes : [];
    if (siblings.includes(this)) { siblings.splice(siblings.indexOf(this), 1); }
    this.parentNode = null;
  }

  removeChild(child) { child.remove(); }
}

function storageArea() {
  const map = new Map();
  return {
    get length() { return map.size; },
    key: (at) => [...map.keys()][at],
    getItem: (key) => (map.has(key) ? map.get(key) : null),
    setItem: (key, value) => { map.set(key, String(value)); },
    removeItem: (key) => { map.delete(key); }
  };
}

const CONFIG = {
  config: {
    app: { _id: 'a1', status: 'active', name: 'Acme' }, integration: { _id: 'b1' }, baseUrl: { web: 'https://api.test/sdk' },
    realtime: { baseUrl: 'https://api.test/faye' }, integrations: [], style: {}
  }
};

/** A page with these answers: `config` to the config request, `isBroken` for files that cannot be loaded. */
exports.page = function () {
  const page = { lines: [], calls: [], requests: [], config: CONFIG, isBroken: false, idle: [], intervals: [] };
  page.top = new FakeNode(page, 'html');
  const [head, body] = ['head', 'body'].map((tag) => page.top.appendChild(new FakeNode(page, tag)));
  const say = (level) => (...words) => { page.lines.push(`${level}: ${words.join(' ')}`); };

  /** The runtime's place is taken by one that records calls, and answers each with its name. */
  page.start = (messenger, kit) => new Promise((resolve) => setTimeout(resolve, 0)).then(() => {
    page.kit = kit;
    kit.ready(messenger);
    messenger.bridge = (entry) => {
      page.calls.push(`${entry.name} ${entry.list}`);
      if (entry.resolve) { entry.resolve(entry.name); }
      return entry.name === 'isOpened' ? 'true' : undefined;
    };
    messenger.queue.splice(0).forEach((entry) => messenger.bridge(entry));
  });
  page.runScript = (script) => {
    if (page.isBroken) { return script.onerror(); }
    script.avmsdk((...args) => {
      page.started = args;
      return page.start;
    });
    script.onload();
  };

  class Request {
    open(method, url) { Object.assign(this, { method, url, headers: {} }); }
    setRequestHeader(name, value) { this.headers[name] = value; }
    send(body) {
      this.body = body;
      page.requests.push(this);
      const answer = page.config;
      if (answer) { setTimeout(() => this.answer(200, JSON.stringify(answer)), 0); }
    }

    answer(status, responseText) {
      Object.assign(this, { status, responseText });
      (this.onloadend || this.onload || (() => {})).call(this);
    }

    getResponseHeader() { return null; }
    abort() { this.isAborted = true; }
    get upload() { return (this.sending = this.sending || {}); }
  }

  const window = Object.assign(target(), {
    setTimeout, clearTimeout,
    setInterval: (...given) => page.intervals.push(given),
    clearInterval: (id) => { page.intervals[id - 1] = null; },
    XMLHttpRequest: Request, WebAssembly: {}, Element: FakeNode,
    fetch: () => (page.isBroken ? Promise.reject(new Error('unreachable')) : Promise.resolve({})),
    crypto: globalThis.crypto || require('node:crypto').webcrypto,
    localStorage: storageArea(), sessionStorage: storageArea(), btoa,
    requestIdleCallback: (run) => page.idle.push(run), cancelIdleCallback: () => { page.idle.length = 0; },
    console: { log: say('log'), warn: say('warn'), error: say('error') },
    MutationObserver: class { observe() {} disconnect() {} },
    getComputedStyle: (node) => node.computed || { transform: 'none', filter: 'none', willChange: 'auto' },
    matchMedia: () => ({ matches: !!page.hasTouch }), screen: { width: 400, height: 800 },
    location: { host: 'shop.test', href: 'https://shop.test/' }, navigator: { userAgent: 'node', language: 'en' }
  });
  window.window = window;
  window.document = Object.assign(target(), {
    readyState: 'complete', head, body, documentElement: page.top, title: 'Shop', referrer: '',
    createTextNode: (text) => Object.assign(new FakeNode(page, '#text'), { textContent: text }),
    createElement: (tag) => new FakeNode(page, tag), createElementNS: (space, tag) => new FakeNode(page, tag),
    getElementById: (id) => body.childNodes.concat(page.top.childNodes).find((node) => node.attributes.id === id) || null
  });
  vm.createContext(window);
  page.window = window;
  page.run = (file, before) => vm.runInContext((before || '') + fs.readFileSync(file, 'utf8'), window);
  page.root = () => window.document.getElementById('avmsdk-root');
  /** Lets everything happen that needs no more than a few turns. */
  page.settle = async () => { for (let turn = 0; turn < 12; turn += 1) { await new Promise((resolve) => setTimeout(resolve, 0)); } };
  return page;
};

/** A page with the host in it. */
exports.pageWithHost = function () {
  const page = exports.page();
  page.run(process.env.AVMSDK_HOST);
  page.api = page.window.AvMessagingSdk;
  /** What `init` comes to: `ready`, or the words of its error. */
  page.init = (options) => page.api.init(Object.assign({ integrationId: 'b1' }, options)).then(() => 'ready', (error) => error.message);
  return page;
};
