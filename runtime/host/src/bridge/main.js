/**
 * The bridge: what joins host and runtime once the runtime is there. It gives the runtime the world that it may
 * touch, and the page the runtime's answers. ES5, because it serves every build of the runtime.
 *
 * Must leave nothing behind: all that one messenger opened ends with it.
 */

var SHEET = { name: '@@CSS@@', integrity: '@@CSS_INTEGRITY@@' };

/** Starts a messenger. Resolves when it is ready and `messenger.bridge` makes its calls. */
function start(messenger, kit) {
  var life = { messenger: messenger, kit: kit, may: allowed(messenger.options), leave: function () {}, isOver: false };
  var host = {
    emit: function (name, list) {
      if (life.isOver || name === 'destroy') { return; }
      life.notice(name, list);
      if (name === 'ready') { kit.ready(messenger); } else { kit.emit(name, list); }
    }
  };
  var before = [].slice.call(messenger.shadow.childNodes);
  var isStarted = false;
  var ends = [];

  function stop(error) {
    if (life.isOver) { return; }
    if (isStarted) {
      // Its last words, and what it keeps for the next page.
      runtime.stop();
    }
    life.isOver = error;
    messenger.stop = messenger.bridge = null;
    ends.forEach(function (end) { end(error); });
    [].slice.call(messenger.shadow.childNodes).forEach(function (node) {
      if (before.indexOf(node) < 0) { messenger.shadow.removeChild(node); }
    });
  }

  /** Listens until the end. */
  life.on = function (target, names, listener, isCapture) {
    names.split(' ').forEach(function (name) {
      target.addEventListener(name, listener, isCapture);
      ends.push(function () { target.removeEventListener(name, listener, isCapture); });
    });
  };

  /** Is called at the end. */
  life.end = function (end) { ends.push(end); };

  messenger.stop = stop;
  trap = function (error) { kit.crash(messenger, error); };
  late(life, host);
  // What the page says of the form before the first message is judged by the second part, if that can be had.
  return Promise.all([kit.link(messenger, SHEET), messenger.options.prechatCapture && life.whole().catch(function () {})]).then(function () {
    return new Promise(function (resolve, reject) {
      if (life.isOver) { return; }
      ends.push(methods(life, host), requests(life, host), line(life, host), clock(life, host));
      signs(life, host);
      storage(life, host);
      life.wait(resolve, reject);
      looks(life);
      life.on(window, 'online offline pagehide', runtime.heard);
      life.on(document, 'visibilitychange', runtime.heard);
      isStarted = true;
      runtime.start(host, messenger.shadow, setup(life));
    });
  }).then(function () {
    if (life.isOver) { throw life.isOver; }
    visitor(life);
    viewport(life);
    stay(life);
    messenger.bridge = life.call;
    messenger.queue.splice(0).forEach(function (entry) {
      try { life.call(entry); } catch (error) { console.error('AvMessagingSdk: `' + entry.name + '` failed', error); }
    });
  }).catch(function (error) {
    stop(error);
    throw error;
  });
}

/**
 * A framework that draws the page anew may take the root with it: it comes back. A page that takes it again and again
 * is told.
 */
function stay(life) {
  var root = life.messenger.root;
  var returns = 0;
  if (life.messenger.options.embedded) { return; }
  var observer = new MutationObserver(function () {
    if (root.isConnected || !document.body) { return; }
    returns += 1;
    if (returns < 9) { return document.body.appendChild(root); }
    observer.disconnect();
    console.error('AvMessagingSdk: the page takes #' + root.id + ' away each time');
  });
  observer.observe(document.documentElement, { childList: true });
  observer.observe(root.parentNode, { childList: true });
  life.end(function () { observer.disconnect(); });
}

/** The panel's style comes beside the module, which is larger: one round trip less until there is a panel. */
function hint() {
  var link = document.createElement('link');
  link.rel = 'preload';
  link.as = 'style';
  link.crossOrigin = 'anonymous';
  link.integrity = SHEET.integrity;
  link.href = script.src.replace(/[^/]*$/, '') + SHEET.name;
  link.onload = link.onerror = function () { link.remove(); };
  document.head.appendChild(link);
}

hint();
script.avmsdk(function (response, load) {
  return instantiate(response, load).then(function (publicPath) { return { publicPath: publicPath, start: start }; });
});
