// Run by PhantomJS: walks ways of journey.js in one page after the other, and prints what comes of it.
//
//   phantomjs phantom.js PICTURES JOURNEY URL OPTIONS
//
// OPTIONS are those of `init`, as JSON. The lines that are JSON: `lacks`, what the browser does not know before the page's
// own scripts run; `seen`, a step; `conversation`, an id as soon as there is one; `way`, one that is over, with its `steps`, the `error`
// that ended it, what the page `said`, and how it `looks`. A page that cannot be read says nothing in this browser, so what
// counts is what is seen.
'use strict';

var system = require('system');
var webpage = require('webpage');

var pictures = system.args[1];
var journey = system.args[2];
var url = system.args[3];
var options = JSON.parse(system.args[4]);

/** Each with the size of its window; the last is somebody else's. */
var WAYS = [['visit', 1280, 800], ['again', 390, 844], ['embedded', 1280, 800]];

/** Internet Explorer 11 has none of these, and this browser does. */
function mask() {
  Element.prototype.remove = undefined;
  Element.prototype.matches = undefined;
  window.URL = undefined;
  window.Event = undefined;
  window.msCrypto = window.crypto;
  window.crypto = undefined;
}

function lacking() {
  return ['Promise', 'fetch', 'Map', 'Set', 'WeakMap', 'Symbol', 'Intl', 'WebAssembly', 'TextDecoder', 'Element.prototype.attachShadow',
    'Element.prototype.closest', 'Element.prototype.matches', 'Element.prototype.remove', 'Math.trunc', 'URL', 'Event', 'customElements'
  ].filter(function (path) {
    return path.split('.').reduce(function (from, name) { return from && from[name]; }, window) === undefined;
  });
}

/** Where things stand, within the panel, and the colours that the options and the service name. */
function looks() {
  var root = document.getElementById('avmsdk-root');
  function box(selector) {
    var node = [].slice.call(root.querySelectorAll(selector)).pop();
    return node && node.getBoundingClientRect();
  }
  function colour(selector) {
    var node = root.querySelector(selector);
    return node && getComputedStyle(node).backgroundColor;
  }
  var panel = box('[part=panel]');
  var own = box('[data-role=appUser] .text');
  var theirs = box('[data-role=appMaker] .text');
  var composer = box('[part=composer]');
  return {
    width: panel.width, height: panel.height, right: window.innerWidth - panel.right, below: window.innerHeight - panel.bottom,
    ownFromRight: own && panel.right - own.right, theirsFromLeft: theirs && theirs.left - panel.left,
    composerFromBottom: panel.bottom - composer.bottom, timelineAboveComposer: composer.top - box('[part=timeline]').bottom,
    beneath: box('.content').bottom - box('[part=timeline]').bottom,
    header: colour('[part=header]'), bubble: colour('[data-role=appUser] .text'),
    pageButton: getComputedStyle(document.getElementById('theirs')).marginLeft
  };
}

function say(value) { console.log(JSON.stringify(value)); }

function walk(at) {
  var way = WAYS[at];
  if (!way) { return phantom.exit(); }
  var said = [];
  var isTold = false;
  var seen = 0;
  var page = webpage.create();
  page.viewportSize = { width: way[1], height: way[2] };
  page.onConsoleMessage = function (message) { said.push('console: ' + message); };
  page.onError = function (message, trace) {
    said.push('thrown: ' + message + ' at ' + trace.map(function (one) { return one.file + ':' + one.line; }).join(', '));
  };
  page.onResourceError = function (error) { said.push('not loaded: ' + error.url + ' ' + error.errorString); };
  page.onInitialized = function () {
    page.evaluate(mask);
    if (at === 0 && !isTold) { say({ lacks: page.evaluate(lacking) }); }
  };
  page.open(url, function (status) {
    if (status !== 'success') { said.push('the page: ' + status); }
    if (way[0] === 'embedded') {
      options.embedded = true;
      page.evaluate(function () { localStorage.clear(); });
    }
    page.injectJs(journey);
    page.evaluate(function (name, options) { window.journey(name, options); }, way[0], options);
    var timer = setInterval(function () {
      var state = page.evaluate(function () { return window.__journey; }) || { error: 'the journey cannot be read', isOver: true };
      if (state.conversation && !isTold) {
        isTold = true;
        say({ conversation: state.conversation });
      }
      for (; state.steps && seen < state.steps.length; seen += 1) { say({ seen: state.steps[seen].what }); }
      if (!state.isOver) { return; }
      clearInterval(timer);
      // What comes in moves for a moment.
      setTimeout(function () {
        page.render(pictures + '/old-phantomjs-' + way[0] + '.png');
        say({ way: way[0], steps: state.steps || [], error: state.error || null, said: said, looks: state.error ? null : page.evaluate(looks) });
        page.close();
        walk(at + 1);
      }, 400);
    }, 50);
  });
}

walk(0);
