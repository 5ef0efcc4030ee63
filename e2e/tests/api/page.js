// What every check stands on, inside the page: it runs before the snippet, in the page's own realm, so that
// all engines see the same. Scripts of a check are given its functions by name.
window.T = (function () {
  const NAMES = [
    'ready', 'destroy', 'message:received', 'message:sent', 'message', 'unreadCount', 'widget:opened',
    'widget:closed', 'connected', 'disconnected', 'reconnecting', 'typing:start', 'typing:stop',
    'conversation:added', 'conversation:removed', 'conversation:read', 'participant:added',
    'participant:removed', 'log:debug',
  ];
  // Far beyond what anything here takes; only a failure waits so long.
  const PATIENCE = 10000;
  // A script that never ends is told with more words than the driver has for it.
  const END = 25000;
  // Of the page as it was: what a check counts is not ours.
  const later = window.setTimeout.bind(window);
  const never = window.clearTimeout.bind(window);
  const events = [];
  const told = [];
  const uncaught = [];

  ['warn', 'error'].forEach(level => {
    const original = console[level];
    console[level] = (...words) => {
      told.push(level + ' ' + words.map(String).join(' '));
      original.apply(console, words);
    };
  });
  addEventListener('error', event => { if (event.message) uncaught.push(event.message); });
  addEventListener('unhandledrejection', event => { uncaught.push('unhandled: ' + event.reason); });

  const shown = value => value === undefined ? 'undefined' : JSON.stringify(value);

  function fail(text) { throw new Error(text); }

  /** Checks that something is so. */
  function ok(is, what) { if (!is) fail('not so: ' + what); }

  /** Checks that two values are the same, keys in any order. */
  function same(seen, wanted, what) {
    if (canon(seen) !== canon(wanted)) fail((what ? what + ': ' : '') + 'wanted ' + shown(wanted) + ', seen ' + shown(seen));
  }

  function canon(value) {
    return shown(value === null || typeof value !== 'object' ? value : sorted(value));
  }

  function sorted(value) {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(sorted);
    const copy = {};
    Object.keys(value).sort().forEach(key => { copy[key] = sorted(value[key]); });
    return copy;
  }

  function heard() {
    return '; events: ' + events.map(([name]) => name).join(' ') + '; console: ' + told.join(' | ');
  }

  /** Looks until it sees something, and gives that back. */
  async function until(what, look) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const seen = await look();
      if (seen) return seen;
      if (Date.now() > end) fail('waited in vain for ' + what + heard());
      await new Promise(resolve => later(resolve, 20));
    }
  }

  /** The error of a method that must reject and must not throw. */
  async function rejection(call) {
    let promise;
    try { promise = call(); } catch (error) { fail('thrown and not rejected: ' + error); }
    ok(promise && typeof promise.then === 'function', 'a promise comes back');
    const error = await promise.then(value => fail('not rejected but resolved with ' + shown(value)), error => error);
    ok(error instanceof Error, 'it rejects with an Error and not with ' + shown(error));
    return error;
  }

  /** The error of a method that must throw. */
  function thrown(call) {
    let value;
    try { value = call(); } catch (error) {
      ok(error instanceof Error, 'it throws an Error and not ' + shown(error));
      return error;
    }
    fail('not thrown but returned: ' + shown(value));
  }

  /** The names of the events so far; only of these, if there are any. */
  function names(...only) {
    return events.map(([name]) => name).filter(name => !only.length || only.includes(name));
  }

  /** Waits for an event, and gives the arguments of the first of its kind. */
  async function event(name) {
    return (await until('the event `' + name + '`', () => events.find(one => one[0] === name)))[1];
  }

  /** Records every event from now on. */
  function record() {
    NAMES.forEach(name => AvMessagingSdk.on(name, (...args) => { events.push([name, args]); }));
  }

  function forget() { events.length = 0; }

  /** Waits for the widget's host, which takes the place of the snippet's. */
  function host() { return until('the host script', () => 'VERSION' in AvMessagingSdk); }

  /** Records, and starts the widget with the options of the demo app and more. */
  async function start(more) {
    await host();
    record();
    await AvMessagingSdk.init(options(more));
  }

  function options(more) { return Object.assign({}, SETUP, more); }

  /** A turn of the event loop, and another. */
  function turn() { return new Promise(resolve => later(() => later(resolve, 0), 0)); }

  /** Texts of a conversation as the page has it, with the sign of who wrote it. */
  function texts(conversation) {
    return (conversation || AvMessagingSdk.getConversation()).messages.map(message => (message.role === 'appUser' ? '> ' : '< ') + message.text);
  }

  /** The bubbles that are shown. */
  function bubbles() {
    const root = document.getElementById('avmsdk-root');
    const all = root ? root.shadowRoot.querySelectorAll('[part~="timeline"] [part~="message"]') : [];
    return Array.from(all, bubble => (bubble.querySelector('.text') || bubble).textContent);
  }

  function part(name) {
    const root = document.getElementById('avmsdk-root');
    return root && root.shadowRoot.querySelector('[part~="' + name + '"]');
  }

  /** The text of a part as it is seen; none where the part is not. */
  function seen(name) {
    const node = part(name);
    return node && node.getClientRects().length ? node.innerText : '';
  }

  /** What the browser's storage holds for the widget. */
  function stored(area) {
    const all = {};
    for (let at = 0; at < area.length; at += 1) all[area.key(at)] = area.getItem(area.key(at));
    return all;
  }

  return {
    NAMES, events, told, uncaught, shown, fail, ok, same, until, rejection, thrown, names, event, record, forget, host,
    start, options, turn, texts, bubbles, part, seen, stored,
    /** Runs a script as the body of an asynchronous function, and answers with JSON. */
    run(script, done) {
      const all = Object.keys(this);
      const body = '"use strict"; const sdk = window.AvMessagingSdk; return (async () => {' + script + '\n})();';
      const run = new Function(...all, body);
      const end = later(() => done({ error: 'the script never ends' + heard() }), END);
      Promise.resolve().then(() => run(...all.map(name => this[name]))).then(
        value => ({ value: shown(value === undefined ? null : value) }),
        error => ({ error: String(error) })
      ).then(answer => {
        never(end);
        done(answer);
      });
    },
  };
})();
