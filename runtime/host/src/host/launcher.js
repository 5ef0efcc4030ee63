// What shows before the runtime is there: the launcher, in the shadow root in which everything will be.

var ROOT_ID = 'avmsdk-root';
var ICON = 'M12 3c5 0 9 3 9 8s-4 8-9 8l-3-1-5 3 1-4c-5-6-1-14 7-14z';

function element(tag, attributes, children) {
  var node = /^(svg|path)$/.test(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  (children || []).forEach(function (child) { node.appendChild(child); });
  return node;
}

/** Draws the launcher, or draws it again once the config is there. Resolves when it can be seen. */
function mount(messenger) {
  if (current !== messenger) { return; }
  if (!messenger.root) { build(messenger); }
  dress(messenger);
  return messenger.sheet;
}

function build(messenger) {
  var options = messenger.options;
  var text = options.customText;
  var isTab = style(messenger, 'displayStyle') === 'tab';
  var root = messenger.root = element('div', { id: ROOT_ID, 'data-theme': options.theme || 'auto' });
  messenger.shadow = root.attachShadow({ mode: 'open' });
  root.avmsdk = api;
  // A style sheet's `:host` rule is the one thing that is stronger: without one nothing shows.
  root.style.setProperty('display', 'none', 'important');
  if (options.embedded) {
    root.setAttribute('data-embedded', '');
  } else {
    // The label is text and not an attribute, so that the badge is a part of the name.
    var label = element('span', { 'class': isTab ? 'words' : 'unseen', dir: 'auto' });
    label.textContent = isTab ? text.headerText || 'How can we help?' : text.launcherLabel || 'Open the conversation';
    var button = messenger.launcher = messenger.shadow.appendChild(element('button', {
      part: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false'
    }, [element('i', {}), label, element('span', { part: 'badge', hidden: '' })]));
    if (isTab) { root.setAttribute('data-tab', ''); }
    button.onpointerenter = button.onfocus = button.ontouchstart = function () {
      if (!messenger.failed) { demand(messenger).catch(ignore); }
    };
    // Heard here alone: the runtime may come between two listeners, and both would take the press for theirs.
    button.onclick = function () {
      (messenger.bridge || later)({ name: button.getAttribute('aria-expanded') === 'true' ? 'close' : 'open', list: '[]' }, messenger);
    };
  }
  // It comes back to a page that takes it, until the bridge sees to that; but not without end.
  var returns = 0;
  var observer = messenger.observer = new MutationObserver(function () {
    if (!messenger.stop && !root.isConnected && returns++ < 99) { place(messenger); }
  });
  messenger.undo.push(function () { observer.disconnect(); });
  place(messenger);
  messenger.sheet = adopt(messenger, STYLE) || link(messenger, OLDER);
  messenger.sheet.catch(ignore);
}

/**
 * Takes a style at once, where the browser knows style sheets without an element (Safari since 16.4) and what ours say
 * (Chromium since 87). The launcher's, which is the first, stays behind all that come later.
 */
function adopt(messenger, text) {
  try {
    var sheet = CSS.supports('inset-inline:0') && new CSSStyleSheet();
    var sheets = [].slice.call(messenger.shadow.adoptedStyleSheets);
    sheet.replaceSync(text);
    sheets.splice(-1, 0, sheet);
    messenger.shadow.adoptedStyleSheets = sheets;
    return Promise.resolve();
  } catch (error) { /* An older browser has loaded all of it. */ }
}

/** What makes an element a window of its own for what is fixed in it. */
var WINDOW = 'transform translate rotate scale perspective filter backdropFilter contain willChange'.split(' ');

/** Puts the root where it belongs: at the end of the page, beside a body that is no window, or in the element that was given. */
function place(messenger) {
  var container = renderTarget;
  if (!messenger.options.embedded) {
    container = document.body;
    var style = container && getComputedStyle(container);
    if (style && WINDOW.some(function (name) { return !/^(none|auto|)$/.test(style[name] || ''); })) { container = document.documentElement; }
  }
  if (messenger.root && container) {
    container.appendChild(messenger.root);
    messenger.observer.observe(container, { childList: true });
    messenger.observer.observe(document.documentElement, { childList: true });
  }
}

/** Links a style sheet. Resolves when it is there, or when it is not loaded before `render`. */
function link(messenger, file) {
  return new Promise(function (resolve, reject) {
    bring(messenger.shadow, 'link', file, resolve, reject);
    if (!messenger.root.isConnected) { resolve(); }
  });
}

/** What the page says of the look, else the service. */
function style(messenger, name) {
  return first(testOf(OPTIONS, name), [messenger.options[name], served(messenger)[name]]);
}

function served(messenger) { return (messenger.config || {}).style || {}; }

function first(test, values) { return values.filter(test)[0]; }

function dress(messenger) {
  var icon = style(messenger, 'displayStyle') !== 'tab' && style(messenger, 'buttonIconUrl') || '';
  colour(messenger.root, 'brand', first(isColour, [messenger.options.customColors.brandColor, served(messenger).brandColor, '65758e']));
  set(messenger.root, 'width', style(messenger, 'buttonWidth'), 'px');
  set(messenger.root, 'height', style(messenger, 'buttonHeight'), 'px');
  set(messenger.root, 'z-index', messenger.options.zIndex, '');
  // The config may name the same, which is there, or does not come.
  if (messenger.launcher && messenger.icon !== icon) { picture(messenger.launcher, messenger.icon = icon); }
}

/** The page's picture on the launcher; ours where there is none, or it does not come. */
function picture(launcher, icon) {
  launcher.replaceChild(icon ? element('img', { src: icon, alt: '' })
    : element('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [element('path', { d: ICON })]), launcher.firstChild);
  launcher.firstChild.onerror = function () { picture(launcher); };
}

function set(root, name, value, unit) {
  if (value !== undefined) { root.style.setProperty('--avmsdk-' + name, parseFloat(value) + unit); }
}

/**
 * Sets a colour and what is readable on it. The contrast of WCAG 2.2 is at least 4.5 for each colour there is,
 * although 2.2 is only nearly the exponent of sRGB.
 */
function colour(root, name, hex) {
  hex = hex.replace('#', '');
  if (hex.length === 3) { hex = hex.replace(/./g, '$&$&'); }
  var luminance = [0.2126, 0.7152, 0.0722].reduce(function (sum, weight, at) {
    return sum + weight * Math.pow(parseInt(hex.substr(2 * at, 2), 16) / 255, 2.2);
  }, 0);
  root.style.setProperty('--avmsdk-' + name, '#' + hex);
  root.style.setProperty('--avmsdk-on-' + name, luminance > 0.181 ? '#000' : '#fff');
}
