// The files of the release: their names, their hashes, and how they come into the page.

var VERSION = '@@VERSION@@';
var PUBLIC_PATH = '@@PUBLIC_PATH@@';
var GLUE = { name: '@@GLUE@@', integrity: '@@GLUE_INTEGRITY@@' };
var WASM = { name: '@@WASM@@', integrity: '@@WASM_INTEGRITY@@' };
/** The launcher's style: here, as one request more would be a wait. */
var STYLE = '@@STYLE@@';
/** All of the style, for older browsers. */
var OLDER = { name: '@@OLDER_CSS@@', integrity: '@@OLDER_CSS_INTEGRITY@@' };
/** What browsers without shadow DOM lack, and a style of their own. */
var OLDEST = { name: '@@OLDEST@@', integrity: '@@OLDEST_INTEGRITY@@' };

/** By how many milliseconds the glue goes ahead of the program: as long as it takes at 1.6 Mbps. */
var AHEAD = 75;

var runtime = null;

/** Pages that require Trusted Types allow the policy `avmsdk`; it passes our own files only. */
var trusted = null;
try {
  trusted = window.trustedTypes && window.trustedTypes.createPolicy('avmsdk', {
    createScriptURL: function (url) {
      if (url.indexOf(PUBLIC_PATH) !== 0) { throw new TypeError('not ours: ' + url); }
      return url;
    }
  });
} catch (error) { /* The page allows no such policy: if it needs one, `init` says so. */ }

/** Resolves with what starts a messenger. The files are fetched side by side, once a page, and anew where that fails. */
function loadRuntime(kind) {
  if (!runtime) {
    runtime = loadFiles(kind);
    runtime.catch(forget);
  }
  return runtime;
}

function forget() { runtime = null; }

function loadFiles(kind) {
  // The panel shows with the glue, which need not share a slow line: the program is there as soon either way.
  var glue = loadScript(GLUE);
  var wasm = kind === 'js' || !window.WebAssembly ? Promise.resolve() : new Promise(function (resolve) {
    glue.then(resolve, resolve);
    setTimeout(resolve, AHEAD);
  }).then(function () {
    return fetch(PUBLIC_PATH + WASM.name, { integrity: WASM.integrity, credentials: 'omit' });
  }).catch(function () {
    throw notLoaded(PUBLIC_PATH + WASM.name);
  });
  wasm.catch(ignore);
  return glue.then(function (begin) { return begin(wasm, kind !== 'wasm' && loadScript, PUBLIC_PATH, forget); });
}

/** Resolves with what a script of ours hands over through `document.currentScript`, so that nothing becomes global. */
function loadScript(file) {
  return new Promise(function (resolve, reject) {
    // Each in a task of its own: to run it, and to do something with it.
    bring(document.head, 'script', file, function () { this.remove(); }, reject, function (given) { setTimeout(resolve, 0, given); });
  });
}

/** Puts an element into the page that loads a file of ours, and calls back; `take` gets what a script hands over. */
function bring(into, tag, file, done, fail, take) {
  var url = PUBLIC_PATH + file.name;
  var node = element(tag, { integrity: file.integrity, crossorigin: '' });
  node.onload = done;
  node.onerror = function () {
    fail(notLoaded(url));
    node.remove();
  };
  // Each knows one of them.
  node.rel = 'stylesheet';
  node.href = url;
  node.src = trusted ? trusted.createScriptURL(url) : url;
  node.avmsdk = take;
  into.appendChild(node);
}

function notLoaded(url) {
  return new Error('cannot be loaded (does the page\'s policy allow it?), or is not as released: ' + url);
}

function ignore() { /* Whoever waits for it hears of it. */ }
