// What the runtime is told at start, and what it hears afterwards.

/** All that the runtime is told at start, as JSON. */
function setup(life) {
  var messenger = life.messenger;
  var options = {};
  Object.keys(messenger.options).forEach(function (name) {
    if (name !== 'delegate') { options[name] = messenger.options[name]; }
  });
  if (options.prechatCapture) { options.prechatCapture = prechat(options.prechatCapture); }
  return JSON.stringify({
    config: messenger.config,
    stored: life.stored(),
    seed: [].slice.call(window.crypto.getRandomValues(new Uint32Array(4))),
    info: {
      vendor: 'avmessagingsdk', sdkVersion: life.kit.version, URL: location.host, userAgent: navigator.userAgent,
      referrer: document.referrer, browserLanguage: navigator.language || '', currentUrl: location.href,
      currentTitle: document.title
    },
    options: options,
    delegates: life.delegate()
  });
}

/** The colours of the panel, beside the launcher's. */
function colours(life) {
  var given = life.messenger.options.customColors;
  var served = life.messenger.config.style || {};
  [['conversation', given.conversationColor, served.accentColor], ['action', given.actionColor, served.linkColor]].forEach(function (one) {
    var hex = one.slice(1).filter(function (value) { return isString(value) && /^#?([\da-f]{3}|[\da-f]{6})$/i.test(value); })[0];
    life.kit.colour(life.messenger.root, one[0], hex || '0099ff');
  });
}

/** What the page tells: whether it can be seen, whether there is a network. */
function listenToPage(change) {
  ['online', 'offline', 'pagehide'].forEach(function (name) { window[change](name, runtime.heard); });
  document[change]('visibilitychange', runtime.heard);
}

/** What the visitor does in here. What is typed is no shortcut of the page's. */
function listenToVisitor(shadow, change) {
  ['click', 'submit', 'keydown', 'input', 'focusout'].forEach(function (name) { shadow[change](name, runtime.heard); });
  // These do not bubble.
  shadow[change]('error', runtime.heard, true);
  shadow[change]('scroll', scrolled, true);
  ['keydown', 'keyup', 'keypress'].forEach(function (name) { shadow[change](name, keep); });
}

var scrolling = {};

/** In a task of its own: what comes in during the frame of a scroll counts as a shift of the page's layout. */
function scrolled(event) {
  if (!scrolling.target) { setTimeout(tellScrolled); }
  scrolling = { type: 'scroll', target: event.target };
}

function tellScrolled() {
  runtime.heard(scrolling);
  scrolling = {};
}

function keep(event) { event.stopPropagation(); }
