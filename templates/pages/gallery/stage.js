// Shows one state: the address names it, and its query how it is shown. `gallery.ready` resolves when it stands.
(function () {
  'use strict';

  var gallery = window.gallery;
  var service = gallery.service;
  var asked = new URLSearchParams(location.search);
  var name = decodeURIComponent(location.pathname.split('/').pop());
  // What waits for the widget gives up after this, on a busy machine too: a state then shows what there is.
  var PATIENCE = 8000;
  // For so long nothing has changed when a state stands.
  var QUIET = 120;

  var stage = gallery.stage = {
    service: service,
    sleep: function (millis) { return new Promise(function (resolve) { setTimeout(resolve, millis); }); },
    /** Cuts the connection and all but stops the clock, so that nobody tries again before the state stands. */
    lose: async function () {
      gallery.hurry(1e-4);
      service.drop();
      await gallery.sleep(100);
    },
    frame: function () {
      return new Promise(function (resolve) { requestAnimationFrame(function () { requestAnimationFrame(resolve); }); });
    },
    tree: function () {
      var root = document.getElementById('avmsdk-root');
      return root && root.shadowRoot;
    },
    find: function (selector) { return stage.tree() && stage.tree().querySelector(selector); },
    all: function (selector) { return Array.from(stage.tree() ? stage.tree().querySelectorAll(selector) : []); },
    until: until,
    /** Waits for a control that can be seen; without one the state degrades, and says so. */
    control: async function (selector) {
      var found = null;
      await until(function () {
        found = stage.all(selector).find(function (node) { return node.getClientRects().length > 0; });
        return found;
      });
      if (!found) gallery.missing.push(selector);
      return found;
    },
    click: async function (selector) {
      var found = await stage.control(selector);
      if (found) found.click();
      await stage.frame();
      return !!found;
    },
    /** Writes into a field as a visitor does. */
    write: async function (selector, text) {
      var field = await stage.control(selector);
      if (!field) return false;
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      if (field.localName === 'select') field.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
      await stage.frame();
      return true;
    },
    press: async function (selector, key) {
      var field = await stage.control(selector);
      if (!field) return false;
      field.dispatchEvent(new KeyboardEvent('keydown', { key: key, bubbles: true, composed: true, cancelable: true }));
      await stage.frame();
      return true;
    },
    compose: function (text) { return stage.write('[part=composer] textarea', text); },
    send: function (text) { return window.AvMessagingSdk.sendMessage(text); },
    say: function (message) { service.push({ type: 'message', message: message }); },
    connected: function () { return until(service.isConnected); },
    typing: function (fields) {
      service.push({ type: 'activity', activity: Object.assign({ type: 'typing:start', role: 'appMaker' }, fields) });
    },
    read: function (at) {
      service.push({
        type: 'activity', activity: { type: 'conversation:read', role: 'appMaker' },
        conversation: { _id: service.CONVERSATION, appMakerLastRead: at || Date.now() / 1000 }
      });
    },
    /** Files, as a visitor drops them on the panel. */
    drop: async function (files) {
      var data = new DataTransfer();
      files.forEach(function (file) { data.items.add(file); });
      stage.find('[part=composer]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
      await stage.frame();
    },
    /** How far the upload with this number is. */
    progress: async function (at, loaded, total) {
      await until(function () { return service.uploads[at]; });
      var listening = service.uploads[at];
      if (listening && listening.onprogress) listening.onprogress(new ProgressEvent('progress', { lengthComputable: true, loaded: loaded, total: total }));
      await stage.frame();
    }
  };

  async function until(test) {
    for (var began = performance.now(); performance.now() - began < PATIENCE;) {
      var found = test();
      if (found) return found;
      await gallery.sleep(20);
    }
    return test();
  }

  /** Starts the widget in a state. Those of the table are named; a test hands over its own. */
  gallery.run = async function (state) {
    service.state = state;
    service.clientId = service.CLIENT;
    state.messages = typeof state.messages === 'function' ? state.messages() : state.messages;
    var isKnown = state.messages || state.user || state.conversation;
    if (isKnown) {
      localStorage.setItem(service.INTEGRATION + '.clientId', service.CLIENT);
      localStorage.setItem(service.INTEGRATION + '.appUserId', service.USER);
      localStorage.setItem(service.INTEGRATION + '.sessionToken', 'kept');
    }
    dress(state);
    var options = Object.assign({
      integrationId: service.INTEGRATION, configBaseUrl: location.origin + '/sdk/', loading: 'eager', locale: 'en-US',
      theme: asked.get('theme') || 'light', soundNotificationEnabled: false
    }, state.options);
    ['displayStyle', 'locale', 'brandColor'].forEach(function (option) {
      if (!asked.get(option)) return;
      if (option === 'brandColor') options.customColors = { brandColor: asked.get(option) };
      else options[option] = asked.get(option);
    });
    if (options.embedded) {
      var place = document.createElement('div');
      place.id = 'place';
      document.querySelector('main').appendChild(place);
      window.AvMessagingSdk.render(place);
    }
    await window.AvMessagingSdk.init(options);
    if (state.hurry) gallery.hurry(state.hurry);
    if (state.isOpen !== false && !options.embedded) window.AvMessagingSdk.open();
    if (isKnown) await stage.connected();
    await stage.frame();
    if (state.then) await state.then(stage);
    gallery.hurry(1);
    await settled();
  };

  /** What the page around the widget is like. */
  function dress(state) {
    var page = document.documentElement;
    var dir = asked.get('dir') || state.dir;
    if (dir) page.dir = dir;
    var zoom = +asked.get('zoom');
    if (zoom) page.style.fontSize = zoom + '%';
    page.dataset.theme = asked.get('theme') || 'light';
    var host = asked.get('host') || state.host;
    if (host) {
      var sheet = document.createElement('link');
      sheet.rel = 'stylesheet';
      sheet.href = gallery.own('host-' + host + '.css');
      document.head.appendChild(sheet);
    }
  }

  /** Pictures are there or broken, nothing moves any more, and what changed is drawn. */
  async function settled() {
    // Dots stand for what the second part draws, which may still be on its way.
    await until(function () { return !stage.find('.text[aria-busy=true]'); });
    await quiet();
    await until(function () { return stage.all('img').every(function (image) { return image.complete || image.loading === 'lazy'; }); });
    await document.fonts.ready;
    var moving = stage.tree() ? stage.tree().getAnimations ? stage.tree().getAnimations() : [] : [];
    await Promise.race([gallery.sleep(500), Promise.allSettled(moving.map(function (one) { return one.finished; }))]);
    await stage.frame();
  }

  /** Waits until no node of the widget has changed for a while; what never rests is not waited for long. */
  async function quiet() {
    if (!stage.tree()) return;
    var changed = performance.now();
    var began = changed;
    var watch = new MutationObserver(function () { changed = performance.now(); });
    watch.observe(stage.tree(), { subtree: true, childList: true, attributes: true, characterData: true });
    while (performance.now() - changed < QUIET && performance.now() - began < 10 * QUIET) await gallery.sleep(20);
    watch.disconnect();
  }

  gallery.ready = new Promise(function (resolve) {
    addEventListener('DOMContentLoaded', function () {
      var known = gallery.states.get(name);
      // A page for what a test brings along.
      if (name === 'blank') return resolve(null);
      if (!known) {
        document.querySelector('main').textContent = 'There is no state of this name: ' + name;
        return resolve(null);
      }
      document.title = name;
      // What would go away after a while stays: it is looked at for as long as one likes.
      resolve(host().then(function () { return gallery.run(known.make()); }).then(gallery.hold));
    });
  });
  gallery.ready.then(done, function (error) {
    console.error('The state failed: ' + (error && error.stack || error));
    done();
  });

  /** The loader's stand-in gives way to the host. */
  function host() { return until(function () { return window.AvMessagingSdk && window.AvMessagingSdk.VERSION; }); }
  gallery.host = host;

  function done() { document.documentElement.dataset.gallery = 'ready'; }
})();
