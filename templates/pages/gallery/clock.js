// Before all else: a clock that always starts at the same minute, a storage of this page's own, and the `gallery`
// that the other scripts add to.
(function () {
  'use strict';

  var RealDate = Date;
  // Local time, so that what is written on the screen does not depend on the machine: twenty seconds into the minute.
  var start = new RealDate(2026, 2, 4, 10, 24, 20).getTime();
  var realSetTimeout = window.setTimeout;
  var speed = 1;
  var held = 0;
  var shown = start;
  var began = RealDate.now();

  function now() { return Math.round(shown + (RealDate.now() - began) * speed); }

  window.setTimeout = function (run, millis) {
    var rest = Array.prototype.slice.call(arguments, 2);
    var from = held;
    return realSetTimeout.apply(window, [function () { if (from === held) run.apply(window, arguments); }, millis / speed].concat(rest));
  };

  window.Date = class extends RealDate {
    constructor() {
      if (arguments.length) super(...arguments);
      else super(now());
    }
    static now() { return now(); }
  };

  // Frames of one origin share their storage, and the widget listens to its changes: each gets its own.
  function memory() {
    var kept = new Map();
    return {
      get length() { return kept.size; },
      key: function (at) { return Array.from(kept.keys())[at] || null; },
      getItem: function (key) { return kept.has(key) ? kept.get(key) : null; },
      setItem: function (key, value) { kept.set(key, String(value)); },
      removeItem: function (key) { kept.delete(key); },
      clear: function () { kept.clear(); }
    };
  }
  ['localStorage', 'sessionStorage'].forEach(function (name) {
    Object.defineProperty(window, name, { value: memory(), configurable: true });
  });

  window.gallery = {
    start: start,
    /** Lets time go faster, for what takes seconds: timers that are set from now on, and the clock. */
    hurry: function (factor) {
      shown = now();
      began = RealDate.now();
      speed = factor;
    },
    /** Real time. */
    sleep: function (millis) { return new Promise(function (resolve) { realSetTimeout(resolve, millis); }); },
    /** No timer ends that runs now. */
    hold: function () { held += 1; },
    states: new Map(),
    /** What the page, the widget or the browser complained about. */
    complaints: [],
    /** What a state wanted to do and could not, because the widget has no such control. */
    missing: [],
    add: function (group, states) {
      Object.keys(states).forEach(function (name) {
        window.gallery.states.set(name, { group: group, make: states[name] });
      });
    }
  };

  addEventListener('error', function (event) {
    if (event.message) window.gallery.complaints.push('error: ' + event.message);
  });
  addEventListener('unhandledrejection', function (event) {
    window.gallery.complaints.push('rejected: ' + (event.reason && event.reason.message || event.reason));
  });
  document.addEventListener('securitypolicyviolation', function (event) {
    window.gallery.complaints.push('policy: ' + event.effectiveDirective + ' blocks ' + event.blockedURI);
  });
  ['error', 'warn'].forEach(function (name) {
    var say = console[name];
    console[name] = function () {
      window.gallery.complaints.push(name + ': ' + Array.prototype.map.call(arguments, String).join(' '));
      say.apply(console, arguments);
    };
  });
})();
