/**
 * The host: the small script that `loader.json` points to. It gives the page `AvMessagingSdk`, draws
 * the launcher as soon as the service has said how it looks, and brings in the wasm runtime, which
 * does all the rest. ES5, because it is the one file that every browser reads.
 *
 * `@@…@@` tokens are filled in by `cargo xtask wasm`.
 */
(function (window, document) {
  'use strict';

  var VERSION = '@@VERSION@@';
  var PUBLIC_PATH = '@@PUBLIC_PATH@@';
  var GLUE = { name: '@@GLUE@@', integrity: '@@GLUE_INTEGRITY@@' };
  var WASM = { name: '@@WASM@@', integrity: '@@WASM_INTEGRITY@@' };
  var CSS = { name: '@@CSS@@', integrity: '@@CSS_INTEGRITY@@' };

  var ROOT_ID = 'avmsdk-root';
  var LAUNCHER_ICON = 'M12 3c5.2 0 9.2 3.5 9.2 8s-4 8-9.2 8c-1 0-2-.1-2.9-.4L4.3 21l1-4C3.7 15.5 2.8 13.4 2.8 11c0-4.5 4-8 9.2-8z';

  /** Asynchronous methods return promises; the others throw or return at once. */
  var ASYNCHRONOUS = ['sendMessage', 'startConversation'];
  var SYNCHRONOUS = ['open', 'close', 'isOpened', 'getUser', 'getConversation', 'markAllAsRead', 'setPredefinedMessage'];

  /** Options by name, with what their value must be. */
  var OPTIONS = {
    integrationId: isId, appId: isId, region: isText, configBaseUrl: isText,
    embedded: isBoolean, browserStorage: oneOf('localStorage', 'sessionStorage'),
    displayStyle: oneOf('button'), buttonIconUrl: isUrl, buttonWidth: isLength, buttonHeight: isLength,
    businessName: isText, businessIconUrl: isUrl, customColors: isObject, customText: isObject,
    theme: oneOf('light', 'dark', 'auto'), zIndex: isNumber
  };

  function isString(value) { return typeof value === 'string'; }
  function isColour(value) { return /^#?([\da-f]{3}|[\da-f]{6})$/i.test(value); }
  function isId(value) { return /^[\w.-]+$/.test(value); }
  function isText(value) { return typeof value === 'string' && value !== ''; }
  function isBoolean(value) { return typeof value === 'boolean'; }
  function isNumber(value) { return typeof value === 'number' && isFinite(value); }
  function isObject(value) { return value !== null && typeof value === 'object'; }
  function isUrl(value) { return isText(value) && /^(https?:\/\/|\/|data:image\/)/i.test(value); }
  function isLength(value) { return /^\d{1,4}(px)?$/.test(value); }
  function oneOf() {
    var allowed = [].slice.call(arguments);
    return function (value) { return allowed.indexOf(value) >= 0; };
  }

  // ---- Events -----------------------------------------------------------------------------

  var handlers = [];
  var undelivered = [];

  /** Handlers run in a task of their own, in the order of the events, and cannot stop one another. */
  function emit(name, args) {
    undelivered.push({ args: args, to: handlers.filter(function (one) { return one.name === name; }) });
    if (undelivered.length === 1) { setTimeout(deliver, 0); }
  }

  function deliver() {
    var events = undelivered;
    undelivered = [];
    events.forEach(function (event) {
      event.to.forEach(function (one) {
        if (one.gone) { return; }
        try {
          // Each handler gets copies: changing them changes nothing for others.
          one.handler.apply(null, JSON.parse(event.args));
        } catch (error) {
          console.error('AvMessagingSdk: a handler of `' + one.name + '` failed', error);
        }
      });
    });
  }

  function on(name, handler) {
    if (!isText(name) || typeof handler !== 'function') {
      throw new TypeError('on(event, handler) needs the name of an event and a function');
    }
    handlers.push({ name: name, handler: handler });
  }

  function off(name, handler) {
    handlers = handlers.filter(function (one) {
      one.gone = (name === undefined || one.name === name) && (handler === undefined || one.handler === handler);
      return !one.gone;
    });
  }

  // ---- The service and the browser ------------------------------------------------------------

  /** Calls back with `(status, body, retryAfter)`; the status is 0 where no answer came. */
  function request(messenger, method, url, authorization, body, done) {
    var xhr = new XMLHttpRequest();
    var finish = function () {
      // Asked for where it may be: a header that the service does not expose costs a console error.
      var isBusy = xhr.status === 429 || xhr.status >= 500;
      var retryAfter = parseInt(isBusy && xhr.getResponseHeader('Retry-After'), 10);
      done(xhr.status, xhr.responseText, retryAfter > 0 ? retryAfter : -1);
    };
    xhr.onload = xhr.onerror = xhr.ontimeout = finish;
    try {
      xhr.open(method, url, true);
      xhr.timeout = 30000;
      xhr.setRequestHeader('Accept', 'application/json');
      xhr.setRequestHeader('Content-Type', 'application/json');
      xhr.setRequestHeader('x-smooch-sdk', 'web/avmessagingsdk/' + VERSION);
      xhr.setRequestHeader('x-smooch-appid', messenger.appId || '');
      xhr.setRequestHeader('x-smooch-clientid', messenger.clientId);
      if (authorization) { xhr.setRequestHeader('Authorization', authorization); }
      xhr.send(body === undefined ? null : body);
    } catch (error) {
      // An address that cannot be opened at all, or that the page's CSP forbids.
      setTimeout(function () { done(0, '', -1); }, 0);
    }
    return xhr;
  }

  /** What the browser's storage would not take, where it is blocked or full: kept for the page's life. */
  var memory = {};

  /** Reads, writes or, with `null`, removes a value of the browser's storage. */
  function storage(messenger, name, value) {
    var key = messenger.integrationId + '.' + name;
    var isRead = value === undefined;
    if (!isRead) { memory[key] = value; }
    try {
      var area = window[messenger.options.browserStorage || 'localStorage'];
      if (isRead) { return memory[key] || area.getItem(key); }
      if (value === null) { area.removeItem(key); } else { area.setItem(key, value); }
      delete memory[key];
    } catch (error) { /* It is in `memory`. */ }
    return memory[key];
  }

  /** So many random 32-bit numbers. */
  function random(count) {
    var numbers = new Uint32Array(count);
    window.crypto.getRandomValues(numbers);
    return [].slice.call(numbers);
  }

  /** A UUID v4 without dashes. */
  function newClientId() {
    var hex = random(4).map(function (number) { return ('0000000' + number.toString(16)).slice(-8); }).join('');
    return hex.slice(0, 12) + '4' + hex.slice(13, 16) + '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3) + hex.slice(17);
  }

  // ---- The runtime ------------------------------------------------------------------------

  var runtime = null;

  /** Pages that require Trusted Types allow the policy `avmsdk`; it passes our own files only. */
  var trusted = null;
  try {
    trusted = window.trustedTypes && window.trustedTypes.createPolicy('avmsdk', {
      createScriptURL: function (url) {
        if (url.indexOf(PUBLIC_PATH) !== 0) { throw new TypeError('not a file of AvMessagingSdk: ' + url); }
        return url;
      }
    });
  } catch (error) { /* The page allows no such policy: if it needs one, `init` says so. */ }

  /** Resolves with the runtime's functions. The files are fetched side by side, once a page. */
  function loadRuntime() {
    if (!runtime) {
      runtime = loadFiles();
      runtime.catch(function () { runtime = null; });
    }
    return runtime;
  }

  function loadFiles() {
    if (typeof WebAssembly !== 'object') {
      return Promise.reject(new Error('this browser has no WebAssembly, which AvMessagingSdk needs'));
    }
    var wasm = fetch(PUBLIC_PATH + WASM.name, { integrity: WASM.integrity, mode: 'cors', credentials: 'omit' });
    wasm.catch(function () { /* Reported with the glue, below. */ });
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      var url = PUBLIC_PATH + GLUE.name;
      script.async = true;
      script.crossOrigin = 'anonymous';
      script.integrity = GLUE.integrity;
      script.src = trusted ? trusted.createScriptURL(url) : url;
      // The glue calls this through `document.currentScript`, so that nothing becomes global.
      script.avmsdk = function (start) { resolve(wasm.then(start)); };
      script.onload = function () { script.parentNode.removeChild(script); };
      script.onerror = function () {
        script.onload();
        reject(notLoaded(url));
      };
      document.head.appendChild(script);
    }).then(function (loaded) {
      if (loaded.publicPath !== PUBLIC_PATH) {
        throw new Error('files of two releases are mixed: ' + PUBLIC_PATH + ' and ' + loaded.publicPath);
      }
      return loaded;
    });
  }

  function notLoaded(url) {
    return new Error('this file cannot be loaded, or is not the one that was released: ' + url);
  }

  // ---- What shows before the runtime is there --------------------------------------------------

  function element(tag, attributes, children) {
    var node = /^(svg|path)$/.test(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) { node.appendChild(child); });
    return node;
  }

  /** Draws the launcher. Resolves when it can be seen: nothing shows without the style sheet. */
  function mount(messenger) {
    var options = messenger.options;
    var style = messenger.config.style || {};
    var colours = options.customColors || {};
    var icon = options.buttonIconUrl || style.buttonIconUrl;
    var root = messenger.root = element('div', { id: ROOT_ID, 'data-theme': options.theme || 'auto' });
    var shadow = messenger.shadow = root.attachShadow({ mode: 'open' });
    var sheet = shadow.appendChild(element('link', {
      rel: 'stylesheet', href: PUBLIC_PATH + CSS.name, integrity: CSS.integrity, crossorigin: 'anonymous'
    }));
    // The style sheet's `:host` rule is the one thing that is stronger.
    root.style.setProperty('display', 'none', 'important');
    colour(root, 'brand', colours.brandColor || style.brandColor || '65758e');
    colour(root, 'conversation', colours.conversationColor || style.accentColor || '0099ff');
    colour(root, 'action', colours.actionColor || style.linkColor || '0099ff');
    set(root, 'width', options.buttonWidth || style.buttonWidth, 'px');
    set(root, 'height', options.buttonHeight || style.buttonHeight, 'px');
    set(root, 'z-index', options.zIndex, '');
    if (options.embedded) {
      root.setAttribute('data-embedded', '');
    } else {
      // The label is text and not an attribute, so that the badge is a part of the name.
      var label = element('span', { 'class': 'unseen' });
      label.textContent = (options.customText || {}).launcherLabel || 'Open the conversation';
      shadow.appendChild(element('button', {
        part: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false'
      }, [
        isUrl(icon) ? element('img', { src: icon, alt: '' })
          : element('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [element('path', { d: LAUNCHER_ICON })]),
        label, element('span', { part: 'badge', hidden: '' })
      ])).onclick = function () {
        // A click before the runtime is there is not lost.
        messenger.clicked = !messenger.ready;
      };
    }
    // What is typed in here is no shortcut of the page's.
    ['keydown', 'keyup', 'keypress'].forEach(function (name) {
      shadow.addEventListener(name, function (event) { event.stopPropagation(); });
    });
    return new Promise(function (resolve, reject) {
      sheet.onload = resolve;
      sheet.onerror = function () { reject(notLoaded(sheet.href)); };
      place(messenger);
      // Embedded and not rendered yet, it is not loaded before it is.
      if (!root.parentNode) { resolve(); }
    });
  }

  /** Puts the root where it belongs: at the end of the page, or in the element that was given. */
  function place(messenger) {
    var container = messenger.options.embedded ? renderTarget : document.body;
    if (messenger.root && container) { container.appendChild(messenger.root); }
  }

  function set(root, name, value, unit) {
    if (value !== undefined && value !== null) { root.style.setProperty('--avmsdk-' + name, parseFloat(value) + unit); }
  }

  /** Sets a colour and what is readable on it, by the contrast formula of WCAG 2.2. */
  function colour(root, name, hex) {
    hex = String(hex).replace('#', '');
    if (hex.length === 3) { hex = hex.replace(/./g, '$&$&'); }
    var channels = [0, 2, 4].map(function (at) {
      var value = parseInt(hex.substr(at, 2), 16) / 255;
      return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    });
    var luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    root.style.setProperty('--avmsdk-' + name, '#' + hex);
    root.style.setProperty('--avmsdk-on-' + name, 1.05 / (luminance + 0.05) >= 4.5 ? '#ffffff' : '#14171c');
  }

  // ---- The public object ------------------------------------------------------------------------

  var current = null;
  var renderTarget = null;

  function init(given) {
    if (current) {
      return Promise.reject(new Error('init: already initialized; call `destroy()` before calling `init()` again'));
    }
    var options = checked(given);
    if (!options.integrationId && !options.appId) {
      return Promise.reject(new Error('init: an `integrationId` is needed, the id that the service gave you'));
    }
    var messenger = current = { options: options, promises: {}, lastPromise: 0 };
    identify(messenger);
    return new Promise(function (resolve, reject) {
      messenger.abort = reject;
      var drawn = Promise.all([fetchConfig(messenger), whenInteractive()]).then(function () {
        return current === messenger && mount(messenger);
      });
      Promise.all([loadRuntime(), drawn]).then(function (parts) {
        if (current === messenger) { start(messenger, parts[0], resolve, reject); }
      }).catch(reject);
    }).catch(function (error) {
      if (current === messenger) { remove(messenger); }
      throw error;
    });
  }

  /** The options that are understood; the others are named on the console and left out. */
  function checked(given) {
    var options = {};
    keep(given, options, '', function (name) { return OPTIONS.hasOwnProperty(name) && OPTIONS[name]; });
    ['customColors', 'customText'].forEach(function (group) {
      keep(options[group], options[group] = {}, group + '.', function () { return group === 'customText' ? isString : isColour; });
    });
    return options;
  }

  /** Copies what passes its test. */
  function keep(from, to, prefix, testOf) {
    Object.keys(isObject(from) ? from : {}).forEach(function (name) {
      var value = from[name];
      var test = testOf(name);
      if (value === undefined || value === null) { return; }
      if (test && test(value)) { to[name] = value; return; }
      console.warn('AvMessagingSdk: the option `' + prefix + name + '` is ignored: '
        + (test ? 'its value is not allowed' : 'version ' + VERSION + ' does not know it'));
    });
  }

  /** The browser's id, and the user that an earlier page left. */
  function identify(messenger) {
    messenger.integrationId = messenger.options.integrationId || messenger.options.appId;
    var clientId = storage(messenger, 'clientId');
    messenger.clientId = clientId || newClientId();
    messenger.stored = { clientId: messenger.clientId };
    if (clientId) {
      messenger.stored.userId = storage(messenger, 'appUserId');
      messenger.stored.sessionToken = storage(messenger, 'sessionToken');
    }
  }

  function fetchConfig(messenger) {
    var options = messenger.options;
    var id = encodeURIComponent(messenger.integrationId);
    var base = options.configBaseUrl
      || 'https://' + id + '.config.' + (options.region ? encodeURIComponent(options.region) + '.' : '') + 'smooch.io/sdk/';
    var path = options.integrationId ? '/v2/integrations/' + id + '/config' : '/apps/' + id + '/config';
    return new Promise(function (resolve, reject) {
      messenger.request = request(messenger, 'GET', base.replace(/\/+$/, '') + path, null, undefined, function (status, body) {
        var config = parse(body);
        if (status === 200 && config && config.config && config.config.app) {
          resolve(messenger.config = config.config);
        } else {
          reject(refusal(config && config.error, status, 'the config of `' + messenger.integrationId + '` cannot be had from ' + base));
        }
      });
    });
  }

  function parse(text) {
    try { return JSON.parse(text); } catch (error) { return null; }
  }

  /** The service's word on why not, as an `Error` with `code`, `description` and `status`. */
  function refusal(error, status, otherwise) {
    var description = error && error.description || otherwise;
    var result = new Error('AvMessagingSdk: ' + description);
    result.code = error && error.code || (status ? 'refused' : 'unreachable');
    result.description = description;
    result.status = status || undefined;
    return result;
  }

  function whenInteractive() {
    return new Promise(function (resolve) {
      if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', resolve);
      } else {
        resolve();
      }
    });
  }

  /** Hands over to the runtime. The functions given to it are all that it can do to the page. */
  function start(messenger, loaded, resolve, reject) {
    var functions = messenger.functions = loaded.functions;
    var options = messenger.options;
    var config = messenger.config;
    var style = config.style || {};
    var picture = options.businessIconUrl || style.businessIconUrl || config.app.iconUrl;
    messenger.appId = config.app._id;
    messenger.promises[0] = {
      resolve: function () {
        messenger.ready = true;
        resolve();
        if (messenger.clicked) { functions.call('open', '[]', 0); }
      },
      reject: reject
    };
    messenger.listen = loaded.listen;
    messenger.listen(messenger.shadow, 'addEventListener');
    functions.start(loaded.equip({
      emit: emit,
      settle: function (promise, done, result) {
        var waiting = messenger.promises[promise];
        delete messenger.promises[promise];
        if (!waiting) { return; }
        result = parse(result);
        if (done) { waiting.resolve(result); } else { waiting.reject(refusal(result, result.status, result.code)); }
      },
      request: function (ticket, method, url, authorization, body) {
        request(messenger, method, url, authorization, body, function (status, text, retryAfter) {
          if (current === messenger) { functions.answered(ticket, status, text, retryAfter); }
        });
      },
      store: function (name, value) { storage(messenger, name, value === undefined ? null : value); }
    }), messenger.shadow, JSON.stringify({
      config: config,
      stored: messenger.stored,
      seed: random(4),
      embedded: options.embedded,
      text: options.customText,
      name: options.businessName || style.businessName || config.app.name,
      picture: isUrl(picture) ? picture : null,
      info: {
        vendor: 'avmessagingsdk', sdkVersion: VERSION, URL: location.host, userAgent: navigator.userAgent,
        referrer: document.referrer, browserLanguage: navigator.language || '', currentUrl: location.href,
        currentTitle: document.title
      }
    }));
  }

  function destroy() {
    var messenger = current;
    if (!messenger) { return; }
    remove(messenger);
    if (!messenger.functions) { emit('destroy', '[]'); }
    messenger.abort(new Error('AvMessagingSdk was destroyed'));
    // What was emitted so far, `destroy` last, still reaches the handlers bound until now.
    handlers = [];
    renderTarget = null;
  }

  function remove(messenger) {
    current = null;
    if (messenger.functions) {
      messenger.listen(messenger.shadow, 'removeEventListener');
      messenger.functions.stop();
    }
    if (messenger.request) { messenger.request.abort(); }
    if (messenger.root && messenger.root.parentNode) { messenger.root.parentNode.removeChild(messenger.root); }
  }

  function render(target) {
    if (!target || target.nodeType !== 1) { throw new TypeError('render(element) needs an element of the page'); }
    renderTarget = target;
    if (current && current.options.embedded) { place(current); }
  }

  var api = { VERSION: VERSION, init: init, on: on, off: off, render: render, destroy: destroy };

  /** The messenger that is ready; until `init` has succeeded the other methods say so. */
  function ready(name) {
    if (!current || !current.ready) {
      throw new Error(name + ': call `init()` first, and wait for its promise');
    }
    return current;
  }

  function listOf(args) { return JSON.stringify([].slice.call(args)); }

  ASYNCHRONOUS.forEach(function (name) {
    api[name] = function () {
      var args = arguments;
      return new Promise(function (resolve, reject) {
        var messenger = ready(name);
        var list = listOf(args);
        var promise = messenger.lastPromise += 1;
        messenger.promises[promise] = { resolve: resolve, reject: reject };
        messenger.functions.call(name, list, promise);
      });
    };
  });

  SYNCHRONOUS.forEach(function (name) {
    api[name] = function () {
      var result = ready(name).functions.call(name, listOf(arguments), 0);
      return result === undefined ? undefined : JSON.parse(result);
    };
  });

  if (typeof window.__onWebMessengerHostReady__ === 'function') {
    window.__onWebMessengerHostReady__(api);
  } else {
    window.AvMessagingSdk = api;
  }
})(window, document);
