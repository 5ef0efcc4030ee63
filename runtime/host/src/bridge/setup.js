// What the runtime is told at start, and what it hears afterwards.

/** What the program shows that is no word with a default: it comes first in its list. */
var UNNAMED = 'title slogan picture customScreenReaderAnnouncement'.split(' ');

/** Gathers the options, and the words that the panel is drawn with. */
function prepare(life) {
  var options = life.options = mixed({ notificationChannelPromptEnabled: true, canUserSeeConversationList: true }, life.messenger.options);
  delete options.delegate;
  mixed(options, life.may);
  scene.words = words(life, options);
}

/** All that the runtime is told at start, as JSON. */
function setup(life) {
  var messenger = life.messenger;
  var options = life.options;
  if (options.prechatCapture && life.part) { options.prechatCapture = life.part.prechat(options.prechatCapture); }
  var picture = options.avatarUrl && whole(options.avatarUrl);
  if (picture) { options.prechatCapture = mixed({ avatarUrl: picture }, options.prechatCapture || {}); }
  return JSON.stringify({
    config: messenger.config,
    // Quoted, as this name is otherwise our scripts' own (xtask/src/wasm/private.rs).
    'stored': life.stored(),
    seed: randoms(),
    info: {
      vendor: 'avmessagingsdk', sdkVersion: life.kit.version, URL: location.host, userAgent: navigator.userAgent,
      referrer: document.referrer, browserLanguage: navigator.language || '', currentUrl: location.href,
      currentTitle: document.title
    },
    options: options,
    words: listed(UNNAMED.concat(Object.keys(WORDS))),
    delegates: life.delegate()
  });
}

/** Four random 32-bit numbers. */
function randoms() { return [].slice.call(window.crypto.getRandomValues(new Uint32Array(4))); }

/** Words for the program, which knows each by its place (runtime/src/text.rs). */
function listed(keys) { return keys.map(function (key) { return scene.words[key]; }); }

/** What one has and the other has. */
function mixed(to, from) {
  Object.keys(from).forEach(function (name) { to[name] = from[name]; });
  return to;
}

/** The words of the interface, and what else the panel shows or leaves out (runtime/src/view/). */
function words(life, options) {
  var app = life.messenger.config.app;
  function branded(name, own) { return life.kit.style(life.messenger, name) || own; }
  function flag(is) { return is ? 'true' : ''; }
  if (hasTouch()) { tap(options.customText); }
  var all = mixed(mixed({}, WORDS), options.customText);
  delete options.customText;
  var name = branded('businessName', app.name);
  var picture = branded('businessIconUrl', app.iconUrl);
  var isFixed = branded('fixedIntroPane') === true;
  return mixed(all, {
    title: name || all.headerText || WORDS.headerText, slogan: name && all.headerText, picture: picture && whole(picture),
    role: options.embedded ? 'region' : 'dialog', embedded: String(!!options.embedded), modal: flag(life.may.phone && !options.embedded), closeable: flag(!options.embedded),
    isKnown: String(!!life.isKnown), introFixed: flag(isFixed), introMoving: flag(!isFixed),
    canPhoto: flag(options.imageUpload), canFile: flag(options.fileUpload), canPlace: flag(options.shareLocation),
    noMenu: flag(!options.imageUpload && !options.fileUpload && !options.shareLocation),
    customScreenReaderAnnouncement: options.customScreenReaderAnnouncement
  });
}

/** What the visitor may do, by the names of `menuItems`; and whether this is a phone. */
function allowed(options) {
  var isOff = options.imageUploadEnabled === false;
  return {
    imageUpload: !isOff && options.menuItems.imageUpload !== false,
    fileUpload: !isOff && options.menuItems.fileUpload !== false,
    shareLocation: options.menuItems.shareLocation !== false,
    phone: hasTouch() && Math.min(screen.width, screen.height) < 600
  };
}

/** Where there is no mouse one taps. */
function tap(words) {
  words.clickToRetry = 'tapToRetry' in words ? words.tapToRetry : WORDS.clickToRetry.replace('Click', 'Tap');
}

function hasTouch() { return matchMedia('(pointer:coarse)').matches; }

/** An address as it is from anywhere: style sheet and messages have another base, or none. */
function whole(address) {
  var link = document.createElement('a');
  link.href = address;
  return link.href;
}

/** What of the look the panel has beside the launcher: colours, the picture behind the talk, the direction. */
function looks(life) {
  var root = life.messenger.root;
  var options = life.messenger.options;
  var picture = life.kit.style(life.messenger, 'backgroundImageUrl');
  if (picture) {
    root.style.setProperty('--avmsdk-background', 'url("' + whole(picture).replace(/["\\\n]/g, encodeURIComponent) + '")');
  }
  var isTurned = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)(?![^_-])/i.test(options.locale);
  if (isTurned) { root.lang = options.locale.replace(/_/g, '-'); }
  // That of the page counts, too: before `:dir()`, which is of 2023, a style sheet can ask for no more than the attribute.
  if (isTurned || getComputedStyle(root).direction === 'rtl') { root.dir = 'rtl'; }
  var given = life.messenger.options.customColors;
  var served = life.messenger.config.style || {};
  [['conversation', given.conversationColor, served.accentColor], ['action', given.actionColor, served.linkColor]].forEach(function (one) {
    var hex = one.slice(1).filter(function (value) { return isString(value) && /^#?([\da-f]{3}|[\da-f]{6})$/i.test(value); })[0];
    life.kit.colour(life.messenger.root, one[0], hex || '0099ff');
  });
}
