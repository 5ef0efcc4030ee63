// Joins the generated glue to the host that loads it, without a global: see `loadFiles` in host.js.
document.currentScript.avmsdk(function (response) {
  function compile() {
    if (!response.ok) {
      throw new Error('AvMessagingSdk: the runtime cannot be loaded: ' + response.status + ' ' + response.url);
    }
    // A server that sends another type than application/wasm costs the streaming, not the widget.
    var streaming = WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response.clone()) : Promise.reject();
    return streaming.catch(function () {
      return response.arrayBuffer().then(function (bytes) { return WebAssembly.compile(bytes); });
    });
  }

  /** Adds a socket and timers to what the host gives the runtime: see `Host` in runtime/src/host.rs. */
  function equip(host) {
    var alarms = [];
    var socket = null;
    var request = host.request;
    host.request = function (ticket, method, url, user, token, body) {
      request(ticket, method, url, user && 'Basic ' + btoa(unescape(encodeURIComponent(user + ':' + token))), body);
    };
    function hear(listener) { socket.onopen = socket.onmessage = socket.onclose = listener; }
    host.openSocket = function (address) {
      // The page's CSP may forbid the address.
      try { socket = new WebSocket(address); } catch (error) { return false; }
      hear(wasm_bindgen.heard);
      return true;
    };
    host.sendText = function (text) { socket.send(text); };
    host.closeSocket = function () {
      if (!socket) { return; }
      hear(null);
      socket.close();
      socket = null;
    };
    host.setAlarm = function (alarm, millis) { alarms[alarm] = setTimeout(wasm_bindgen.rang, millis, alarm); };
    host.clearAlarm = function (alarm) { clearTimeout(alarms[alarm]); };
    return host;
  }

  /** Adds or removes what hears the page and the interface. */
  function listen(shadow, change) {
    window[change]('online', wasm_bindgen.heard);
    document[change]('visibilitychange', wasm_bindgen.heard);
    ['click', 'submit', 'keydown', 'input'].forEach(function (name) { shadow[change](name, wasm_bindgen.heard); });
  }

  return compile().then(function (module) {
    var section = WebAssembly.Module.customSections(module, 'avmsdk.public_path')[0];
    var publicPath = section ? new TextDecoder().decode(section) : '';
    return wasm_bindgen({ module_or_path: module }).then(function () {
      return { publicPath: publicPath, functions: wasm_bindgen, equip: equip, listen: listen };
    });
  });
});
