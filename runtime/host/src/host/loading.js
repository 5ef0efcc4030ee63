// When the runtime comes: at once, when the page has nothing better to do, or at the first sign that
// somebody wants it. Until then calls that need it wait in a queue.

/** Brings the runtime in, once. Resolves when `messenger.bridge` makes the calls, and has made those that waited. */
function demand(messenger) {
  if (!messenger.starting) {
    messenger.starting = Promise.all([loadRuntime(messenger.options.runtime), messenger.drawn]).then(function (parts) {
      return current === messenger && parts[0](messenger, KIT);
    }).then(function () { wait(messenger, false); });
    messenger.starting.catch(function (error) { giveUp(messenger, error); });
  }
  return messenger.starting;
}

/** The runtime cannot be had: what waits for it hears so, the launcher stays, a later call tries again. */
function giveUp(messenger, error) {
  messenger.starting = null;
  messenger.failed = true;
  // Before `init` has resolved its promise tells.
  if (current !== messenger || !messenger.ready) { return; }
  console.error('AvMessagingSdk: not running, a click tries again', error);
  wait(messenger, false);
  messenger.queue = messenger.queue.filter(function (entry) {
    if (entry.reject) { entry.reject(error); }
    return !entry.reject && !isToggle(entry);
  });
}

/** The runtime has failed within: all of it goes, and the next one is loaded anew. */
function crash(messenger, error) {
  var launcher = messenger.bridge && messenger.launcher;
  forget();
  // One that starts is told of by its promise.
  if (messenger.bridge) { giveUp(messenger, error); }
  messenger.stop(error);
  if (launcher && launcher.getAttribute('aria-expanded') === 'true') {
    launcher.setAttribute('aria-expanded', false);
    emit('widget:closed', '[]');
  }
}

/** Does a call once the runtime is there. */
function later(entry, messenger) {
  messenger.queue.push(entry);
  if (isToggle(entry)) { wait(messenger, entry.name === 'open'); }
  // These can wait for somebody who looks.
  if (!/^set/.test(entry.name)) { demand(messenger).catch(ignore); }
}

function isToggle(entry) { return /^(open|close)$/.test(entry.name); }

/** Shows that the launcher was pressed and the panel is on its way; what of it is there already shows too. */
function wait(messenger, isBusy) {
  messenger.isWanted = isBusy;
  if (messenger.launcher) { messenger.launcher.setAttribute('aria-busy', isBusy); }
  if (messenger.peek) { messenger.peek(); }
}

/** Calls back when the page has loaded and the browser has nothing better to do, where it can tell. */
function whenIdle(messenger, run) {
  heard(messenger, window, 'load', document.readyState === 'complete').then(function () {
    if (current !== messenger) { return; }
    var timer = (window.requestIdleCallback || setTimeout)(run);
    messenger.undo.push(function () { (window.cancelIdleCallback || clearTimeout)(timer); });
  });
}

/** Resolves with an event, unless it is over already or `destroy` comes first. */
function heard(messenger, target, name, isOver) {
  return new Promise(function (resolve) {
    if (isOver) { return resolve(); }
    target.addEventListener(name, resolve);
    messenger.undo.push(function () { target.removeEventListener(name, resolve); });
  });
}
