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
var LATE = { name: '@@LATE@@', integrity: '@@LATE_INTEGRITY@@' };
/** What the module's second part is made with: what the first was given, its exports, and where both lie. */
var given = {};
var first = null;
var base = '';
var second = null;

/** Resolves when the second part is there; fetched once a page, again where that failed. */
function loadSecond() {
  if (!second) {
    second = fetch(base + LATE.name, { integrity: LATE.integrity, credentials: 'omit' }).then(compile).then(function (module) {
      return WebAssembly.instantiate(module, lent(module));
    });
    second.catch(function () { second = null; });
  }
  return second;
}

/**
 * What the second part is given: what the first was, and of the first memory, table, and what stands at the end of the table.
 * Its imports of those have no names (xtask/src/wasm/border.rs); each is read once, in their order.
 */
function lent(module) {
  var list = [first._a, first._b];
  var count = WebAssembly.Module.imports(module).filter(function (one) { return !one.module; }).length - list.length;
  for (var at = first._b.length - count; at < first._b.length; at += 1) { list.push(first._b.get(at)); }
  given[''] = Object.defineProperty({}, '', { get: function () { return list.shift(); } });
  return given;
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
      // It has no second part.
      second = Promise.resolve();
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
