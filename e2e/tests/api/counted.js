// Counts what a page is left with: timers, listeners of the page's own objects, sockets, requests.
(function () {
  const counted = window.counted = { timers: new Set(), frames: new Set(), listeners: [], sockets: [], requests: new Set() };

  const wrapTimer = (set, clear, live, isRepeated) => {
    const start = window[set];
    const stop = window[clear];
    window[set] = function (handler, ...rest) {
      const id = start.call(window, function (...args) {
        if (!isRepeated) live.delete(id);
        return typeof handler === 'function' ? handler.apply(this, args) : undefined;
      }, ...rest);
      live.add(id);
      return id;
    };
    window[clear] = id => { live.delete(id); stop.call(window, id); };
  };
  wrapTimer('setTimeout', 'clearTimeout', counted.timers, false);
  wrapTimer('setInterval', 'clearInterval', counted.timers, true);
  wrapTimer('requestAnimationFrame', 'cancelAnimationFrame', counted.frames, false);

  const targets = () => [window, document, document.documentElement, document.body, window.visualViewport, navigator.connection]
    .filter(Boolean).concat(Object.values(matched));
  const matched = {};
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const captures = options => !!(options && typeof options === 'object' ? options.capture : options);
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this === undefined || this === null ? window : this;
    if (listener && targets().includes(target)) {
      const known = counted.listeners.some(one => one.target === target && one.type === type && one.listener === listener && one.capture === captures(options));
      if (!known) counted.listeners.push({ target, type, listener, capture: captures(options), once: !!(options && options.once) });
      if (options && options.once) addEventListener.call(target, type, () => drop(target, type, listener, options), options);
    }
    return addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this === undefined || this === null ? window : this;
    drop(target, type, listener, options);
    return removeEventListener.call(target, type, listener, options);
  };
  function drop(target, type, listener, options) {
    counted.listeners = counted.listeners.filter(one => !(one.target === target && one.type === type && one.listener === listener && one.capture === captures(options)));
  }

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      counted.sockets.push(this);
    }
  };

  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    counted.requests.add(this);
    addEventListener.call(this, 'loadend', () => counted.requests.delete(this));
    return send.call(this, body);
  };
  const fetch = window.fetch;
  window.fetch = function (...args) {
    const request = fetch.apply(window, args);
    counted.requests.add(request);
    const over = () => { counted.requests.delete(request); };
    request.then(over, over);
    return request;
  };

  /** What is alive now, as counts and names. */
  counted.now = () => ({
    nodes: document.querySelectorAll('*').length,
    timers: counted.timers.size,
    frames: counted.frames.size,
    listeners: counted.listeners.map(one => one.type).sort(),
    sockets: counted.sockets.filter(socket => socket.readyState < 2).length,
    requests: counted.requests.size,
  });
})();
