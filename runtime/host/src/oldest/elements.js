// What documents, elements and windows lack there.

/** Gives an object of the browser what it lacks by that name. What is there and undefined may not be defined anew. */
function give(to, name, value) {
  if (!(name in to)) { Object.defineProperty(to, name, { configurable: true, writable: true, value: value }); }
  else if (to[name] === undefined) { to[name] = value; }
}

/** The same with a value that is asked for each time. */
function giveGetter(to, name, get) {
  if (!(name in to)) { Object.defineProperty(to, name, { configurable: true, get: get }); }
}

/** The root of ours that a node is in, or the document. */
function rootOf(node) {
  for (var up = node; up; up = up.parentNode) { if (up === shadowless.root) { return up; } }
  return document;
}

/** @param {Object} elements the prototype of all elements @param {Object} nodes that of all nodes */
function extendElements(elements, nodes) {
  var matches = elements.webkitMatchesSelector || elements.msMatchesSelector;
  give(elements, 'matches', matches);
  give(elements, 'closest', function (selector) {
    var node = this;
    while (node && !(node.nodeType === 1 && node.matches(selector))) { node = node.parentNode; }
    return node;
  });
  give(elements, 'remove', function () { if (this.parentNode) { this.parentNode.removeChild(this); } });
  give(elements, 'append', function (text) { this.appendChild(document.createTextNode(text)); });
  give(elements, 'scrollBy', function (x, y) {
    this.scrollLeft += x;
    this.scrollTop += y;
  });
  // Of IE's elements those of HTML alone have it.
  give(elements, 'contains', function (node) {
    while (node && node !== this) { node = node.parentNode; }
    return !!node;
  });
  give(nodes, 'getRootNode', function () { return rootOf(this); });
  giveGetter(nodes, 'isConnected', function () { return document.documentElement.contains(this); });
}

/** Names of keys by their codes: Safari had none before 10.1, and those of IE are of an earlier draft. */
var KEYS = {
  9: 'Tab', 13: 'Enter', 27: 'Escape', 35: 'End', 36: 'Home', 37: 'ArrowLeft', 38: 'ArrowUp', 39: 'ArrowRight', 40: 'ArrowDown'
};

function extendEvents(keyboard) {
  var given = Object.getOwnPropertyDescriptor(keyboard, 'key');
  Object.defineProperty(keyboard, 'key', {
    configurable: true,
    get: function () { return this.type !== 'keypress' && KEYS[this.keyCode] || given && given.get && given.get.call(this) || 'Unidentified'; }
  });
}

function extendWindow() {
  give(window, 'crypto', window.msCrypto);
  give(window, 'origin', location.protocol + '//' + location.host);
  // The standard's own port is not named in an origin, and IE names it in a link.
  giveGetter(HTMLAnchorElement.prototype, 'origin', function () {
    return this.protocol + '//' + this.host.replace(this.protocol === 'https:' ? /:443$/ : /:80$/, '');
  });
  // Something that makes addresses of files and nothing else, in IE and Safari of then.
  var files = window.URL || window.webkitURL;
  if (typeof files !== 'function') {
    window.URL = function (address) {
      var link = document.createElement('a');
      link.href = address;
      this.href = link.href;
      this.origin = link.origin;
    };
    window.URL.createObjectURL = function (file) { return files.createObjectURL(file); };
    window.URL.revokeObjectURL = function (url) { files.revokeObjectURL(url); };
  }
  // The script that hands something over is the one of ours that has just come.
  giveGetter(document, 'currentScript', function () {
    return [].filter.call(document.scripts, function (script) { return script.avmsdk; })[0] || null;
  });
}
