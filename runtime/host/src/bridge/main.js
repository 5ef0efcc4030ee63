/**
 * The bridge: what joins host and runtime, and stands in for the runtime until that is there. It gives the runtime the world
 * that it may touch, and the page the runtime's answers. ES5, because it serves every build of the runtime.
 *
 * Must leave nothing behind: all that one messenger opened ends with it.
 */

/** Milliseconds within which a second failure is no fault of the browser's, and the visitor decides whether it starts again. */
var ONE_FALL = 60000;

/** Milliseconds that a start waits for the form before the first message. */
var FORM_MAY_TAKE = 5000;

/** Starts a messenger once `program` can be called. Resolves when it is ready and `messenger.bridge` makes its calls. */
function start(messenger, kit, program) {
  var life = { messenger: messenger, kit: kit, may: allowed(messenger.options), leave: function () {}, drawn: function () {}, back: function () {}, isOver: false };
  var host = {
    emit: function (name, list) {
      if (life.isOver || name === 'destroy') { return; }
      life.notice(name, list);
      if (name === 'ready') { kit.ready(messenger); } else { kit.emit(name, list); }
    }
  };
  var before = [].slice.call(messenger.shadow.childNodes);
  var sheets = [].slice.call(messenger.shadow.adoptedStyleSheets || []);
  var isStarted = false;
  var ends = [];

  function stop(error) {
    if (life.isOver) { return; }
    if (isStarted) {
      // Its last words, and what it keeps for the next page.
      life.keepDraft();
      runtime.stop();
    }
    life.isOver = error;
    messenger.stop = messenger.bridge = null;
    // What has the focus goes.
    if (messenger.launcher && messenger.shadow.activeElement) { messenger.launcher.focus(); }
    ends.forEach(function (end) { end(error); });
    [].slice.call(messenger.shadow.childNodes).forEach(function (node) {
      if (before.indexOf(node) < 0) { messenger.shadow.removeChild(node); }
    });
    messenger.shadow.adoptedStyleSheets = sheets;
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
  trap = function (error) {
    var panel = messenger.shadow.querySelector('[part=panel]');
    var isAgain = messenger.fell > (messenger.fell = new Date()) - ONE_FALL;
    // Who is at work elsewhere in the page keeps the focus.
    var next = panel.contains(messenger.shadow.activeElement) ? 'open' : 'close';
    // The next one has what was written.
    messenger.draft = panel.querySelector('.input').value;
    kit.crash(messenger, error);
    // Once it is told by whom it must be: then either call starts the next one.
    if (!isAgain) { setTimeout(function () { kit.later({ name: next, list: '[]' }, messenger); }, 0); }
  };
  // First, as the first answers are waited for longest.
  ends.push(requests(life, host));
  stay(life);
  late(life, host, program);
  prepare(life);
  // Before there is more to lay out, which it asks for.
  viewport(life);
  panel(life, host);
  visitor(life, host);
  clock(life, host);
  rows(host);
  // In a task of its own: that of the panel is long enough, and so is that of the program, which is on its way.
  var prepared = new Promise(function (resolve) { setTimeout(resolve, 0); }).then(function () {
    if (life.isOver) { return; }
    ends.push(methods(life, host), line(life, host));
    signs(life, host);
    try { kept(life, host); } catch (error) { /* There is nothing, or not what was kept. */ }
  });
  return program.then(function () { return prepared; }).then(function () {
    // The form before the first message is the second part's, if that can be had before long.
    var mayAsk = messenger.options.prechatCapture || !life.isKnown && (messenger.config.prechatCapture || {}).enabled;
    return !life.isOver && mayAsk && Promise.race([
      life.whole().catch(function () {}),
      new Promise(function (resolve) { setTimeout(resolve, FORM_MAY_TAKE); })
    ]);
  }).then(function () {
    return new Promise(function (resolve, reject) {
      if (life.isOver) { return; }
      storage(life, host);
      life.wait(resolve, reject);
      life.on(window, 'online offline pagehide', runtime.heard);
      isStarted = true;
      runtime.start(host, messenger.shadow, setup(life));
      life.drawn();
      if (!life.isOver) { life.watch(runtime.heard); }
    });
  }).then(function () {
    if (life.isOver) { throw life.isOver; }
    messenger.bridge = life.call;
    messenger.shadow.querySelector('.messages').setAttribute('data-waits', false);
    life.begin(function () {
      messenger.queue.splice(0).forEach(function (entry) {
        try { life.call(entry); } catch (error) { console.error('AvMessagingSdk: `' + entry.name + '` failed', error); }
      });
    });
  }).catch(function (error) {
    stop(error);
    throw error;
  });
}

/** Milliseconds after which a page that takes the root away is none that does it again and again. */
var REST = 2000;

/**
 * A framework that draws the page anew may take the root with it: it comes back. A page that takes it again and again, or
 * with the element that it was given, is told.
 */
function stay(life) {
  var root = life.messenger.root;
  var returns = 0;
  var last = 0;
  var isPlaced = !life.messenger.options.embedded;
  var observer = new MutationObserver(back);
  function back() {
    isPlaced = isPlaced || root.isConnected;
    // One that is embedded is nowhere until the page says where.
    if (root.isConnected || !isPlaced || !document.body) { return; }
    returns = Date.now() - last < REST ? returns + 1 : 1;
    last = Date.now();
    observer.disconnect();
    if (returns < 9) { life.kit.place(life.messenger); }
    if (!root.isConnected) { return console.error('AvMessagingSdk: the page takes #' + root.id + ' away'); }
    watch();
  }
  function watch() {
    if (life.messenger.options.embedded || !root.parentNode) { return; }
    observer.observe(document.documentElement, { childList: true });
    observer.observe(root.parentNode, { childList: true });
  }
  // Of an element that was given its size tells. In a task of its own, as it becomes another by that.
  life.back = function () { setTimeout(function () { if (!life.isOver) { back(); } }, 0); };
  // Until now the launcher's script has seen to it.
  if (!root.isConnected) { life.kit.place(life.messenger); }
  watch();
  life.end(function () { observer.disconnect(); });
}

/** Resolves with what starts a messenger; `forget` is called where the program cannot be had, of which each that starts hears. */
script.avmsdk(function (response, load, publicPath, forget) {
  var program = response.then(function (response) { return instantiate(response, load); }).then(function (found) {
    if (found !== publicPath) { throw new Error('mixed with the release of ' + found); }
  });
  program.catch(forget);
  return function (messenger, kit) { return start(messenger, kit, program); };
});
