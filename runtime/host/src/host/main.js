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

/** Methods with the number of their arguments: these return promises. */
var ASYNCHRONOUS = 'login2 logout0 sendMessage2 startTyping1 stopTyping1 triggerPostback2 updateUser1 loadConversation1 '
  + 'startConversation0 getConversationById1 getConversations1 getMoreConversations0 createConversation1 updateConversation2';

/** These return or throw at once. */
var SYNCHRONOUS = 'open0 close0 isOpened0 getUser0 getConversation0 getDisplayedConversation0 hasMoreConversations0 '
  + 'markAllAsRead1 showNotificationChannelPrompt0 setPredefinedMessage1 setDelegate1';

/** The messenger that is ready; until `init` has succeeded the other methods say so. */
function ready(name) {
  if (!current || !current.ready) { throw new Error(name + ': call `init()` first, and wait for its promise'); }
  return current;
}

function each(methods, add) {
  methods.split(' ').forEach(function (method) {
    var name = method.slice(0, -1);
    // Arguments are copied when the call is made, and no more of them than the method takes.
    api[name] = add(name, function (args) {
      try {
        return JSON.stringify([].slice.call(args, 0, +method.slice(-1)));
      } catch (error) {
        throw new TypeError(name + ' needs JSON: ' + error.message);
      }
    });
  });
}

each(ASYNCHRONOUS, function (name, listOf) {
  return function () {
    var args = arguments;
    return new Promise(function (resolve, reject) {
      var messenger = ready(name);
      (messenger.bridge || later)({ name: name, list: listOf(args), resolve: resolve, reject: reject }, messenger);
    });
  };
});

each(SYNCHRONOUS, function (name, listOf) {
  return function (given) {
    var messenger = ready(name);
    var entry = { name: name, list: listOf(arguments), delegate: given || {} };
    var isWrong = { setDelegate: !isDelegate(entry.delegate), setPredefinedMessage: !isString(given) }[name];
    if (isWrong) {
      throw new TypeError(name + ' needs ' + (name === 'setDelegate' ? 'an object of functions: ' + DELEGATES : 'a text'));
    }
    if (!messenger.bridge) { return answer(entry, messenger); }
    var result = messenger.bridge(entry);
    return result === undefined ? result : JSON.parse(result);
  };
});

/** What is known of a visitor without a conversation: no runtime is needed to say so. */
function answer(entry, messenger) {
  var isOpening = (messenger.queue.filter(isToggle).pop() || entry).name === 'open';
  if (/^(open|set|show)/.test(entry.name) || isOpening && isToggle(entry)) { later(entry, messenger); }
  return {
    isOpened: isOpening,
    hasMoreConversations: false,
    getDisplayedConversation: null,
    getConversation: { unreadCount: 0, lastUpdatedAt: 0, type: 'personal', messages: [], participants: [] }
  }[entry.name];
}

/** What the bridge to the runtime needs of the host. */
var KIT = {
  version: VERSION, emit: emit, ready: tellReady, read: read, memory: memory, refusal: refusal, colour: colour, style: style, link: link, delegates: DELEGATES
};

// The script may have been inserted twice, and a second snippet puts its stand-in over what runs.
var root = document.getElementById(ROOT_ID);
var earlier = [window.AvMessagingSdk, root && root.avmsdk].filter(function (one) { return one && one.VERSION; })[0];
if (earlier) {
  console.warn('AvMessagingSdk: version ' + earlier.VERSION + ' stays; is it inserted twice?');
}
api = earlier || api;
if (isFunction(window.__onWebMessengerHostReady__)) {
  window.__onWebMessengerHostReady__(api);
} else {
  window.AvMessagingSdk = api;
}
