// The runtime: the generated glue, which stands before this, and the program it belongs to, as WebAssembly or JavaScript.

/**
 * What the runtime exports; `start`, `call` and the others of runtime/src/lib.rs. Once one of them has failed, nothing
 * in the module can be relied on, and it is not entered again: `trap` is told, and another module takes its place.
 */
var runtime = {};
var trap = null;
var trapped = null;

Object.keys(wasm_bindgen).forEach(function (name) {
  runtime[name] = function () {
    if (!trapped) {
      try { return wasm_bindgen[name].apply(null, arguments); } catch (error) {
        // One that failed within another is told of already.
        if (!trapped) {
          trapped = new Error('AvMessagingSdk: stopped by ' + error);
          trapped.code = 'stopped';
          trap(trapped);
        }
      }
    }
    // The page is told by what it calls.
    if (name === 'call') { throw trapped; }
  };
});

/** The whole program in JavaScript, for browsers and policies without WebAssembly. */
var JAVASCRIPT = { name: '@@JAVASCRIPT@@', integrity: '@@JAVASCRIPT_INTEGRITY@@' };
/** The module's parts on demand, and where in the first one's table that begins which each imports. */
var SENDING = { name: '@@SENDING@@', integrity: '@@SENDING_INTEGRITY@@', at: '@@SENDING_AT@@' };
var LATE = { name: '@@LATE@@', integrity: '@@LATE_INTEGRITY@@', at: '@@LATE_AT@@' };
/** What these are made with: what the first part was given, its exports, and where all lie. */
var given = {};
var first = null;
var base = '';

/** Resolves when what the visitor needs to write is there. */
function loadSending() { return fetched(SENDING); }

/** Resolves when the late part is there; whoever calls it has the one for sending as well. */
function loadSecond() { return fetched(LATE); }

/** Resolves when that part is there; fetched once a page, again where that failed. */
function fetched(part) {
  if (!part.made) {
    part.made = fetch(base + part.name, { integrity: part.integrity, credentials: 'omit' }).then(compile).then(function (module) {
      return WebAssembly.instantiate(module, lent(+part.at));
    });
    part.made.catch(function () { part.made = null; });
  }
  return part.made;
}

/**
 * What a part on demand is given: what the first was, and of the first memory, table, and what stands in the table from
 * that place on. Its imports of those have no names (xtask/src/wasm/border.rs); each is read once, in their order.
 */
function lent(at) {
  var list = [first._a, first._b];
  var own = Object.create(given);
  // Both parts may be made at once, so each has one of its own.
  own[''] = Object.defineProperty({}, '', { get: function () { return list.shift() || first._b.get(at++); } });
  return own;
}

/**
 * Resolves with the public path that the program was configured for, once it can be called: what the response holds, or
 * where there is none or it may not run, what `load` brings, if that is given.
 */
function instantiate(response, load) {
  var wasm = response ? compile(response).then(function (module) {
    return wasm_bindgen.bind(function (imports) { return WebAssembly.instantiate(module, given = imports); }).then(function (exports) {
      // A text that stands beside the code.
      var found = WebAssembly.Module.customSections(module, 'avmsdk.public_path')[0];
      first = exports;
      return found ? new TextDecoder().decode(found) : '';
    });
  }) : Promise.reject(new Error('no WebAssembly here'));
  return wasm.catch(function (error) {
    if (!load) { throw error; }
    return load(JAVASCRIPT).then(function (program) {
      // It is in one piece.
      SENDING.made = LATE.made = Promise.resolve();
      return wasm_bindgen.bind(function (imports) { return Promise.resolve({ exports: program(imports) }); });
    }).then(function () { return script.src.replace(/[^/]*$/, ''); });
  }).then(function (publicPath) { return base = publicPath; });
}

function compile(response) {
  if (!response.ok) {
    throw new Error('the runtime cannot be loaded: ' + response.status + ' ' + response.url);
  }
  // A server that sends another type than application/wasm costs the streaming, not the widget.
  var streaming = WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response.clone()) : Promise.reject();
  return streaming.catch(function () {
    return response.arrayBuffer().then(function (bytes) { return WebAssembly.compile(bytes); });
  });
}
