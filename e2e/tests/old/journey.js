// What a visitor does and sees, for browsers of any age: ES5 without promises, events by `createEvent`, and waiting by
// looking again. It finds the widget in its shadow root or, where there is none, in its element.
//
// `journey(name, options)` starts the widget with these options of `init`, or with none waits until the page has started
// it, and walks one of the ways below. How far it has come is in `window.__journey`: `steps`, each with what was `seen`; `conversation`, its id as soon as there is
// one; `isOver`; and the `error` that ended it, a sentence, or null. The other side of the talk is the test's:
//   visit     the business answers "Hello from the visitor: ä € 🌍" with the text "Which colour?" and the reply buttons
//             "Blue" and "Red", and "Blue" with a form of the fields name (text), email and size (Small, Large)
//   again     a later visit to the same page, as the same visitor: all of that is shown again
//   embedded  the panel stands in the page's element `#box`, and "Hello from the visitor: ä € 🌍" is sent from there
(function (window, document) {
  'use strict';

  var HELLO = 'Hello from the visitor: \u00e4 \u20ac \ud83c\udf0d';
  // Far beyond what anything here takes; only a failure waits so long.
  var PATIENCE = 20000;
  var PAUSE = 25;
  var PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  var result = window.__journey = { steps: [], conversation: null, isOver: false, error: null };
  var told = [];

  window.addEventListener('error', function (event) { if (event.message) { told.push(event.message); } });

  window.journey = function (name, options) {
    var steps = [
      see('the host script', function () { return sdk() && 'VERSION' in sdk() && sdk().VERSION; }, function () {
        if (!options) { return; }
        if (options.embedded) { sdk().render(document.getElementById('box')); }
        sdk().init(options).then(function () {}, function (error) { told.push('init: ' + words(error)); });
      })
    ].concat(WAYS[name]);
    walk(steps);
  };

  var OPEN = [
    see('the launcher', function () { return shown('[part~=launcher]') && text('[part~=launcher]'); }, function () { click(find('[part~=launcher]')); }),
    see('the panel', function () { return shown('[part=panel]') && text('[part=panel]'); }),
    see('the composer', function () { return shown('.input') && find('.input').getAttribute('placeholder'); })
  ];

  var SEND = [
    see('the composer to write in', function () { return shown('.input') && 'writable'; }, function () {
      type(find('.input'), HELLO);
      click(find('[part=composer] [part=send]'));
    }),
    see('the message, delivered', function () { return message('appUser', HELLO, 'delivered'); }),
    see('the id of the conversation', function () {
      var conversation = sdk().getConversation();
      return result.conversation = conversation && conversation._id;
    })
  ];

  var WAYS = {
    visit: OPEN.concat(SEND, [
      see('the answer of the business', function () { return message('appMaker', 'Which colour?'); }),
      see('the reply button', function () { return choice('Blue') && choice('Red') && text('.chips'); }, function () { click(choice('Blue')); }),
      see('the reply, delivered', function () { return message('appUser', 'Blue', 'delivered'); }),
      see('no more reply buttons', function () { return !shown('.chips button') && 'none'; }),
      see('the form', function () { return row(0) && text('.fields'); }, function () { answer(0, 'Bea Ray'); }),
      see('the field for the address', function () { return row(1) && row(1).textContent; }, function () { answer(1, 'no address'); }),
      see('what is wrong with the address', function () { return row(1) && part(row(1), '.fault').textContent; }, function () { answer(1, 'bea@example.com'); }),
      see('the field for the size', function () { return row(2) && row(2).textContent; }, function () {
        var entry = part(row(2), '.entry');
        entry.selectedIndex = 2;
        // A choice is taken when it is made.
        tell(entry, 'change');
      }),
      see('the form, submitted', function () { return answered(); }, upload),
      see('the picture, delivered', function () { return picture(); })
    ]),

    again: OPEN.concat([
      see('what was said before', function () {
        return message('appUser', HELLO) && message('appMaker', 'Which colour?') && message('appUser', 'Blue');
      }),
      see('the form that was filled in', function () { return answered(); }),
      see('the picture that was sent', function () { return picture(); })
    ]),

    embedded: [
      see('the panel in its element', function () { return stands(); })
    ].concat(SEND)
  };

  /** A step: what is waited for, a look that answers what is seen, and what is done then. */
  function see(what, look, act) { return { what: what, look: look, act: act }; }

  function walk(steps) {
    var step = steps.shift();
    var end = Date.now() + PATIENCE;
    if (!step) { result.isOver = true; return; }
    (function wait() {
      var seen;
      try {
        seen = step.look();
        if (seen) {
          result.steps.push({ what: step.what, seen: String(seen) });
          if (step.act) { step.act(); }
        }
      } catch (error) {
        return fail('at ' + step.what + ': ' + words(error));
      }
      if (seen) { setTimeout(function () { walk(steps); }, 0); }
      else if (Date.now() > end) { fail('waited in vain for ' + step.what); }
      else { setTimeout(wait, PAUSE); }
    })();
  }

  function fail(sentence) {
    var panel = find('[part=panel]');
    result.error = sentence + '; the panel says: ' + (panel ? panel.textContent : 'nothing, it is not there') +
      '; thrown: ' + (told.join(' | ') || 'nothing');
    result.isOver = true;
  }

  function words(error) { return error && (error.message || error.description || error.code) || String(error); }

  function sdk() { return window.AvMessagingSdk; }

  function tree() {
    var host = document.getElementById('avmsdk-root');
    return host && (host.shadowRoot || host);
  }

  function find(selector) { return tree() && tree().querySelector(selector); }

  function all(selector) { return tree() ? [].slice.call(tree().querySelectorAll(selector)) : []; }

  function part(node, selector) { return node && node.querySelector(selector); }

  function isShown(node) {
    var box = node.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && window.getComputedStyle(node).visibility === 'visible';
  }

  function shown(selector) {
    var node = find(selector);
    return node && isShown(node) && node;
  }

  function text(selector) { return find(selector).textContent || 'no text'; }

  /** The text of a message that is shown: whose, what it says, and how far it has come. */
  function message(role, says, state) {
    return all('[part~=message][data-role=' + role + ']').filter(function (node) {
      var body = part(node, '.text');
      return body && body.textContent === says && isShown(body) && (!state || node.getAttribute('data-state') === state);
    }).length > 0 && says;
  }

  function choice(says) {
    return all('.chips button').filter(function (node) { return node.textContent === says && isShown(node); })[0];
  }

  /** A field of the form, once it is its turn. */
  function row(at) {
    var node = find('.ask[data-at="' + at + '"]');
    var entry = part(node, '.entry');
    return entry && isShown(entry) && node;
  }

  function answer(at, says) {
    type(part(row(at), '.entry'), says);
    click(part(row(at), '.next'));
  }

  function answered() {
    var answers = all('.answer').map(function (node) { return isShown(node) ? node.textContent : ''; }).join(', ');
    return answers === 'Bea Ray, bea@example.com, Large' && answers;
  }

  /** The picture of the service, not the one from here that stands in its place until it is there. */
  function picture() {
    var sent = all('[part~=message][data-role=appUser] img').filter(function (node) {
      return /^http/.test(node.src) && node.complete && node.naturalWidth === 1 && isShown(node);
    })[0];
    return sent && sent.src;
  }

  function upload() {
    var letters = window.atob(PICTURE);
    var bytes = new Uint8Array(letters.length);
    var file;
    for (var at = 0; at < letters.length; at += 1) { bytes[at] = letters.charCodeAt(at); }
    try {
      file = new File([bytes], 'a.png', { type: 'image/png' });
    } catch (error) {
      file = new Blob([bytes], { type: 'image/png' });
      file.name = 'a.png';
    }
    // Not pasted: every event of Safari's has a clipboard that is its own.
    tell(find('.input'), 'drop', { files: [file], types: ['Files'] });
  }

  /** Where an embedded panel is, if it fills its element and has its face. */
  function stands() {
    var panel = shown('[part=panel]');
    var header = shown('[part=header]');
    if (!panel || !header) { return false; }
    var box = document.getElementById('box').getBoundingClientRect();
    var seen = panel.getBoundingClientRect();
    var off = Math.abs(seen.left - box.left) + Math.abs(seen.top - box.top) + Math.abs(seen.right - box.right) + Math.abs(seen.bottom - box.bottom);
    var style = window.getComputedStyle(header);
    var space = ['paddingLeft', 'paddingRight'].map(function (name) { return parseFloat(style[name]); });
    var below = parseFloat(window.getComputedStyle(find('[part=composer]')).paddingBottom);
    return off < 5 && /^rgb\(/.test(style.backgroundColor) && space[0] === 20 && space[1] === 8 && below >= 12 &&
      [seen.left, seen.top, seen.width, seen.height, style.backgroundColor, space, below].join(' ');
  }

  function type(node, says) {
    node.focus();
    node.value = says;
    tell(node, 'input');
  }

  function click(node) {
    var event = document.createEvent('MouseEvents');
    event.initMouseEvent('click', true, true, window, 1, 0, 0, 0, 0, false, false, false, false, 0, null);
    node.dispatchEvent(event);
  }

  function tell(node, name, data) {
    var event = document.createEvent('Event');
    event.initEvent(name, true, true);
    if (data) { event.dataTransfer = data; }
    node.dispatchEvent(event);
  }
})(window, document);
