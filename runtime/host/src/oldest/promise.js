// Promises as the standard has them, as far as host, bridge and pages make use of them.

function isObject(value) { return value !== null && (typeof value === 'object' || typeof value === 'function'); }

/** @constructor */
function Promise(executor) {
  if (!(this instanceof Promise)) { throw new TypeError('Promise is made with `new`'); }
  if (typeof executor !== 'function') { throw new TypeError('Promise needs a function'); }
  this._state = 'pending';
  this._value = undefined;
  this._reactions = [];
  follow(this, executor);
}

/** Lets a function resolve or reject a promise, once. */
function follow(promise, executor) {
  var isDone = false;
  function once(act) {
    return function (value) {
      if (isDone) { return; }
      isDone = true;
      act(promise, value);
    };
  }
  var reject = once(function (promise, error) { settle(promise, 'rejected', error); });
  try { executor(once(resolve), reject); } catch (error) { reject(error); }
}

function resolve(promise, value) {
  var then;
  if (value === promise) { return settle(promise, 'rejected', new TypeError('a promise cannot resolve with itself')); }
  try { then = isObject(value) && value.then; } catch (error) { return settle(promise, 'rejected', error); }
  if (typeof then !== 'function') { return settle(promise, 'fulfilled', value); }
  // In a task of its own: what another promise does is never done at once.
  later(function () { follow(promise, function (resolve, reject) { then.call(value, resolve, reject); }); });
}

function settle(promise, state, value) {
  promise._state = state;
  promise._value = value;
  promise._reactions.forEach(later);
  promise._reactions = null;
}

var tasks = [];

/** Calls in their order, each after what runs now. */
function later(task) {
  tasks.push(task);
  if (tasks.length === 1) { soon(); }
}

/** Calls `work` before any timer, as what follows a promise comes; where nothing tells of changes (before IE 11), by a timer. */
var soon = (function () {
  var Observer = window.MutationObserver || window.WebKitMutationObserver;
  if (!Observer) { return function () { setTimeout(work, 0); }; }
  var text = document.createTextNode('');
  var count = 0;
  new Observer(work).observe(text, { characterData: true });
  return function () { text.data = count += 1; };
})();

function work() {
  // What they add is done in the same turn. None of them throws.
  for (var at = 0; at < tasks.length; at += 1) { tasks[at](); }
  tasks = [];
}

Promise.prototype.then = function (fulfilled, rejected) {
  var before = this;
  var after = new Promise(function () {});
  function react() {
    var handler = before._state === 'fulfilled' ? fulfilled : rejected;
    if (typeof handler !== 'function') {
      return before._state === 'fulfilled' ? resolve(after, before._value) : settle(after, before._state, before._value);
    }
    var value;
    try { value = handler(before._value); } catch (error) { return settle(after, 'rejected', error); }
    resolve(after, value);
  }
  if (before._reactions) { before._reactions.push(react); } else { later(react); }
  return after;
};

Promise.prototype['catch'] = function (rejected) { return this.then(undefined, rejected); };

Promise.resolve = function (value) {
  return value instanceof Promise ? value : new Promise(function (resolve) { resolve(value); });
};

Promise.reject = function (error) { return new Promise(function (resolve, reject) { reject(error); }); };

Promise.all = function (list) {
  return new Promise(function (resolve, reject) {
    var values = [];
    var open = list.length;
    if (!open) { resolve(values); }
    [].forEach.call(list, function (one, at) {
      Promise.resolve(one).then(function (value) {
        values[at] = value;
        open -= 1;
        if (!open) { resolve(values); }
      }, reject);
    });
  });
};

Promise.race = function (list) {
  return new Promise(function (resolve, reject) {
    [].forEach.call(list, function (one) { Promise.resolve(one).then(resolve, reject); });
  });
};
