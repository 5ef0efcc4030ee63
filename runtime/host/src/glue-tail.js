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
  return compile().then(function (module) {
    var section = WebAssembly.Module.customSections(module, 'avmsdk.public_path')[0];
    var publicPath = section ? new TextDecoder().decode(section) : '';
    return wasm_bindgen({ module_or_path: module }).then(function () {
      return { publicPath: publicPath, functions: wasm_bindgen };
    });
  });
});
