/**
 * The ES module: `import AvMessagingSdk from 'avmsdk'`. Importing it touches nothing, so that it can be
 * imported on a server. The first `init` brings in the host as the loader snippet does; from then on every
 * call goes to the host's own object. Until the host is there the module answers as the host would.
 *
 * Must never load anything but `loader.json` and the script that it names, below the public path.
 */

/** Set here in a configured package, else by `configure`. */
let publicPath = '@@PUBLIC_PATH@@';

const VERSION = '@@VERSION@@';
/** Milliseconds from the page's `load` until its own snippet has failed. */
const PATIENCE = 10000;
const HOOK = '__onWebMessengerHostReady__';
/** Of the page: the module that was called first. Of an object: that it is a module's, and no host. */
const MODULE = Symbol.for('avmsdk.module');

/** As in the host: these return promises, the others throw or return at once. */
const ASYNCHRONOUS = [
  'login', 'logout', 'sendMessage', 'startTyping', 'stopTyping', 'triggerPostback', 'updateUser', 'loadConversation',
  'startConversation', 'getConversationById', 'getConversations', 'getMoreConversations', 'createConversation',
  'updateConversation'
];
const SYNCHRONOUS = [
  'open', 'close', 'isOpened', 'getUser', 'getConversation', 'getDisplayedConversation', 'hasMoreConversations',
  'markAllAsRead', 'showNotificationChannelPrompt', 'setPredefinedMessage', 'setDelegate'
];

/** The host's object, once it is there. */
let host = null;
/** Whether the host is on its way. */
let loading = false;
/** The `init` that waits for the host. */
let waiting = null;
/** What `render` and `on` were called with meanwhile. */
let target = null;
let handlers = [];

const isServer = () => typeof window === 'undefined' || typeof document === 'undefined';

/**
 * The module that was called before this one, where the page has several: of two releases, or from two places. It
 * has the handlers and the `init` of all of them, since there is one widget in a page.
 */
function earlier() {
  if (isServer()) { return null; }
  const first = window[MODULE] = window[MODULE] || { api, configure };
  return first.api === api ? null : first;
}

/** The host's object, also where the page's snippet brought it in; or an earlier module's, which stands for it. */
function found() {
  if (host || isServer()) { return host; }
  const other = earlier();
  const there = other ? other.api : window.AvMessagingSdk;
  if (there && (other || (there.VERSION && !there[MODULE]))) { take(there); }
  return host;
}

/** The host is there: what waited for it is done, in the order of the loader snippet. */
function take(loaded) {
  host = loaded;
  const [first, element, bound] = [waiting, target, handlers];
  waiting = target = null;
  handlers = [];
  if (first) { first.resolve(host.init(first.options)); }
  if (element) { host.render(element); }
  bound.forEach(([name, handler]) => host.on(name, handler));
}

/** Rejects the `init` that waits, and forgets what belongs to it. */
function giveUp(error) {
  const first = waiting;
  waiting = null;
  if (first) { first.reject(error); }
}

/** Brings in the host, once. */
function load() {
  if (loading) { return; }
  loading = true;
  const snippet = window[HOOK];
  const hook = window[HOOK] = function (loaded) {
    // The page's own snippet is on its way too: it gets what it waits for.
    if (snippet) { snippet(loaded); }
    delete window[HOOK];
    window.AvMessagingSdk = loaded;
    take(loaded);
  };
  function bring() {
    fetchHost().catch((error) => {
      loading = false;
      // A snippet that came later has one of its own, and one that came before may still be on its way.
      if (window[HOOK] === hook) { if (snippet) { window[HOOK] = snippet; } else { delete window[HOOK]; } }
      giveUp(error);
    });
  }
  if (!snippet) { return bring(); }
  afterSnippet(() => {
    // Whoever waited may have given up.
    loading = !!(found() || waiting);
    if (!host && waiting) { bring(); }
  });
}

/** The page's own snippet brings the host, unless its fetch fails: no word is heard of that. */
function afterSnippet(act) {
  const wait = () => setTimeout(act, PATIENCE);
  if (document.readyState === 'complete') { wait(); } else { window.addEventListener('load', wait, { once: true }); }
}

async function fetchHost() {
  const base = new URL(publicPath, document.baseURI).href;
  const loader = base + 'loader.json';
  const unreachable = () => new Error('init: this file cannot be loaded, does it answer, with CORS: ' + loader);
  const answer = await fetch(loader, { credentials: 'omit' }).catch(() => { throw unreachable(); });
  const { url } = await answer.json().catch(() => { throw unreachable(); }) || {};
  if (typeof url !== 'string' || url.indexOf(base) !== 0) {
    throw new Error('init: `loader.json` names no script below the public path `' + base + '`: ' + url);
  }
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.async = true;
    script.src = trusted(url, base);
    script.onload = () => {
      script.remove();
      // A snippet that came later may have taken the host: then it is the page's, and found there.
      if (found()) { resolve(); } else { reject(new Error('init: this script is not the host of AvMessagingSdk: ' + url)); }
    };
    script.onerror = () => {
      script.remove();
      reject(new Error('init: this script cannot be loaded, or the page\'s policy forbids it: ' + url));
    };
    document.head.appendChild(script);
  });
}

let policy;

/** Pages that require Trusted Types allow the policy `avmsdk-loader`; it passes the host only. */
function trusted(url, base) {
  if (!window.trustedTypes) { return url; }
  try {
    policy = policy || window.trustedTypes.createPolicy('avmsdk-loader', {
      createScriptURL: (given) => {
        if (given.indexOf(base) !== 0) { throw new TypeError('not a file of AvMessagingSdk: ' + given); }
        return given;
      }
    });
  } catch (error) {
    // The page allows no such policy: if it needs one, the assignment says so.
    return url;
  }
  return policy.createScriptURL(url);
}

function reasonNotToStart() {
  if (isServer()) { return 'AvMessagingSdk needs a browser; call it there, importing it on a server is fine'; }
  if (waiting) { return 'already initialized; call `destroy()` before calling `init()` again'; }
  if (!/^(https?:\/)?\//.test(publicPath)) {
    return 'the address of the files is not known; call `configure({publicPath: \'https://cdn.example.com/\'})` first';
  }
  return null;
}

/** Where the widget's files are, unless it is known already. */
export function configure(settings) {
  const path = settings && settings.publicPath;
  if (typeof path !== 'string' || !/^(https?:\/)?\//.test(path)) {
    throw new TypeError('configure({publicPath}) needs the address of the widget\'s files: \'https://cdn.example.com/\'');
  }
  const other = earlier();
  if (other) { return other.configure(settings); }
  const wanted = path.replace(/\/*$/, '/');
  if (loading && wanted !== publicPath) { throw new Error('configure: the widget is loaded already, from ' + publicPath); }
  publicPath = wanted;
}

const api = {
  [MODULE]: true,

  get VERSION() { return host ? host.VERSION : VERSION; },

  init(options) {
    if (found()) { return host.init(options); }
    const reason = reasonNotToStart();
    if (reason) { return Promise.reject(new Error('init: ' + reason)); }
    return new Promise((resolve, reject) => {
      waiting = { options, resolve, reject };
      load();
    });
  },

  on(name, handler) {
    if (found()) { return host.on(name, handler); }
    if (typeof name !== 'string' || name === '' || typeof handler !== 'function') {
      throw new TypeError('on(event, handler) needs the name of an event and a function');
    }
    handlers.push([name, handler]);
  },

  off(name, handler) {
    if (found()) { return host.off(name, handler); }
    handlers = handlers.filter((one) => !(
      (name === undefined || one[0] === name) && (handler === undefined || one[1] === handler)));
  },

  render(element) {
    if (found()) { return host.render(element); }
    if (!element || element.nodeType !== 1) { throw new TypeError('render(element) needs an element of the page'); }
    target = element;
  },

  destroy() {
    if (found()) { return host.destroy(); }
    if (!waiting) { return; }
    handlers.forEach(([name, handler]) => { if (name === 'destroy') { setTimeout(handler, 0); } });
    handlers = [];
    target = null;
    giveUp(new Error('AvMessagingSdk was destroyed'));
  }
};

const notYet = (name) => new Error(name + ': call `init()` first, and wait for its promise');

ASYNCHRONOUS.forEach((name) => {
  api[name] = (...args) => found() ? host[name](...args) : Promise.reject(notYet(name));
});

SYNCHRONOUS.forEach((name) => {
  api[name] = (...args) => {
    if (!found()) { throw notYet(name); }
    return host[name](...args);
  };
});

export default api;
