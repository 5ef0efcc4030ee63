// The page's handlers, and what they are told.

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
  if (!isText(name) || !isFunction(handler)) {
    throw new TypeError('on needs the name of an event and a function');
  }
  handlers.push({ name: name, handler: handler });
}

function off(name, handler) {
  handlers = handlers.filter(function (one) {
    one.gone = (name === undefined || one.name === name) && (handler === undefined || one.handler === handler);
    return !one.gone;
  });
}
