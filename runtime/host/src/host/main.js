// The public object.

var current = null;
var renderTarget = null;

function init(given) {
  return new Promise(function (resolve, reject) {
    if (current) {
      throw new Error('Web Messenger is already initialized. Call `destroy()` first before calling `init()` again.');
    }
    var messenger = { options: checked(given), queue: [], undo: [], reject: reject };
    messenger.integrationId = messenger.options.integrationId;
    messenger.clientId = read(messenger, 'clientId') || newClientId();
    current = messenger;
    begin(messenger).then(function () {
      messenger.ready = true;
      resolve();
    }).catch(function (error) {
      if (current === messenger) { remove(messenger, error); }
      reject(error);
    });
  });
}

/** Draws the launcher; resolves when the messenger is ready, be it without the runtime. */
function begin(messenger) {
  var options = messenger.options;
  var interactive = heard(messenger, document, 'DOMContentLoaded', document.readyState !== 'loading');
  if (!options.embedded && options.displayStyle && options.customColors.brandColor) {
    interactive.then(function () { return mount(messenger); }).catch(ignore);
  }
  messenger.drawn = Promise.all([fetchConfig(messenger), interactive]).then(function () { return mount(messenger); });
  if (options.embedded || options.loading === 'eager' || options.jwt || options.authCode || isKnown(messenger)) {
    return demand(messenger);
  }
  return messenger.drawn.then(function () {
    if (current !== messenger) { return; }
    // The config has named the integration, whose storage may know the visitor.
    if (isKnown(messenger)) { return demand(messenger); }
    if (options.loading !== 'intent' || messenger.queue[0]) {
      whenIdle(messenger, function () { demand(messenger).catch(ignore); });
    }
    tellReady(messenger);
  });
}

/** Handlers see `ready` once, whoever says it first. */
function tellReady(messenger) {
  if (!messenger.told) { emit('ready', '[]'); }
  messenger.told = true;
}

function destroy() {
  var messenger = current;
  if (!messenger) { return; }
  remove(messenger, new Error('AvMessagingSdk was destroyed'));
  emit('destroy', '[]');
  // What was emitted so far, `destroy` last, still reaches the handlers bound until now.
  handlers = [];
  renderTarget = null;
}

function remove(messenger, error) {
  current = null;
  messenger.undo.forEach(function (undo) { undo(); });
  if (messenger.stop) { messenger.stop(error); }
  messenger.queue.concat(messenger).forEach(function (entry) {
    if (entry.reject) { entry.reject(error); }
  });
  if (messenger.root) { messenger.root.remove(); }
}

function render(target) {
  if (!target || target.nodeType !== 1) { throw new TypeError('render needs an element'); }
  renderTarget = target;
  if (current && current.options.embedded) { place(current); }
}

var api = { VERSION: VERSION, init: init, on: on, off: off, render: render, destroy: destroy };

addMethods();

/** What the bridge to the runtime needs of the host. */
var KIT = {
  version: VERSION, emit: emit, later: later, ready: tellReady, crash: crash, read: read, memory: memory, refusal: refusal, colour: colour, place: place, style: style, adopt: adopt, script: loadScript, delegates: DELEGATES,
  methods: Object.keys(api)
};

// The script may have been inserted twice, and a second snippet puts its stand-in over what runs.
var root = document.getElementById(ROOT_ID);
var earlier = [window.AvMessagingSdk, root && root.avmsdk].filter(function (one) { return one && one.VERSION; })[0];
if (earlier) {
  console.warn('AvMessagingSdk: version ' + earlier.VERSION + ' stays: inserted twice?');
}
api = earlier || api;
if (Element.prototype.attachShadow) { tell(); } else { bring(document.head, 'script', OLDEST, tell, tell); }

function tell() {
  if (isFunction(window.__onWebMessengerHostReady__)) {
    window.__onWebMessengerHostReady__(api);
  } else {
    window.AvMessagingSdk = api;
  }
}
