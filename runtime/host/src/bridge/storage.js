// What is kept in the browser, and what other tabs change there. The keys are those of the family, so that a
// site can change from one client to the other and visitors keep their conversation.

/** These are named as in the family; all else is below a prefix of ours. */
var IDENTITY = ['clientId', 'appUserId', 'sessionToken'];
var OURS = 'avmsdk.';

/** Gives the host its part. */
function storage(life, host) {
  var messenger = life.messenger;
  var memory = life.kit.memory;
  var prefix = messenger.integrationId + '.';
  var secret;

  function area() { return window[messenger.options.browserStorage || 'localStorage']; }

  /** Where the storage is blocked or full, `memory` keeps it for the page's life. */
  function write(key, value) {
    memory[key] = value;
    try {
      if (value === null) { area().removeItem(key); } else { area().setItem(key, value); }
      delete memory[key];
    } catch (error) { /* It is in `memory`. */ }
  }

  function keyOf(name) { return prefix + (IDENTITY.indexOf(name) < 0 ? OURS : '') + name; }

  host.store = function (name, value) {
    // Another tab may have been the first to become somebody: then this one goes by its id.
    if (name === IDENTITY[0] && value) { messenger.clientId = value; }
    if (name === IDENTITY[2]) { secret = value; }
    write(keyOf(name), value === undefined ? null : value);
  };

  /** What earlier pages left: the identity, and all that is ours by name. */
  life.stored = function () {
    move();
    var found = {};
    IDENTITY.forEach(function (name) { found[name] = life.kit.read(messenger, name); });
    if (!found.clientId) {
      // A user without the browser that it belongs to is nobody's.
      host.store('appUserId');
      host.store('sessionToken');
      found = {};
    }
    messenger.clientId = found.clientId || messenger.clientId;
    secret = found.sessionToken;
    return {
      clientId: messenger.clientId, userId: found.appUserId, sessionToken: found.sessionToken, items: items()
    };
  };

  /** Clients of before kept the identity below the app's id: the keys follow. */
  function move() {
    var old = messenger.config.app._id + '.';
    if (old === prefix) { return; }
    IDENTITY.forEach(function (name) {
      try { if (area().getItem(old + name) === null) { return; } } catch (error) { return; }
      write(prefix + name, life.kit.read(messenger, name));
      write(old + name, null);
    });
  }

  function items() {
    var found = {};
    var start = prefix + OURS;
    function take(from, key) { if (key.indexOf(start) === 0) { found[key.slice(start.length)] = from(key); } }
    try {
      for (var at = 0; at < area().length; at += 1) { take(function (key) { return area().getItem(key); }, area().key(at)); }
    } catch (error) { /* It is in `memory`. */ }
    Object.keys(memory).forEach(function (key) { take(function () { return memory[key] || undefined; }, key); });
    return found;
  }

  /** Another tab changed something; without a key it cleared everything. */
  function hear(event) {
    try { if (event.storageArea !== area()) { return; } } catch (error) { return; }
    var names = event.key === null ? IDENTITY : [event.key].filter(function (key) { return key.indexOf(prefix) === 0; })
      .map(function (key) { return key.slice(prefix.length).replace(OURS, ''); });
    names.forEach(function (name) { runtime.stored(name, event.newValue === null ? undefined : event.newValue); });
  }

  /** The page comes out of the browser's cache of pages, where it heard nothing. */
  function comeBack(event) {
    if (!event.persisted) { return; }
    // Somebody else has another secret. It comes last, as other tabs store it.
    if (life.kit.read(messenger, IDENTITY[2]) !== secret) {
      IDENTITY.forEach(function (name) { runtime.stored(name, life.kit.read(messenger, name)); });
    }
    life.takeBack();
    runtime.back(JSON.stringify(items()));
  }

  life.on(window, 'storage', hear);
  life.on(window, 'pageshow', comeBack);
}
