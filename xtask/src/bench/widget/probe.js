// Runs in each page before all else, the same in all of them: notes when what is waited for can be seen, and what
// holds the page up.
(function () {
  'use strict';

  /* global WAITED_FOR */
  var probe = window.probe = { seen: {}, long: [], shift: 0, paint: 0 };

  function heard(type, take) {
    new PerformanceObserver(function (list) { list.getEntries().forEach(take); }).observe({ type: type, buffered: true });
  }
  heard('longtask', function (entry) { probe.long.push([entry.startTime, entry.duration]); });
  // All of them: in a bench nothing is a visitor's doing.
  heard('layout-shift', function (entry) { probe.shift += entry.value; });
  heard('paint', function (entry) { if (entry.name === 'first-paint') probe.paint = entry.startTime; });

  function isVisible(node) {
    if (!node || !node.getClientRects().length) return false;
    var style = getComputedStyle(node);
    return style.visibility === 'visible' && +style.opacity > 0;
  }

  var finders = {
    launcher: function () { return ours('[part=launcher]'); },
    composer: function () {
      var field = ours('[part=composer] textarea');
      return isVisible(ours('[part=panel]')) && field && !field.disabled && field;
    },
    // In the list of the program, or of what an earlier page has kept.
    newest: function () { return ours('.messages > :last-child'); },
    peer: function () { return theirs('#text-input'); },
    peerNewest: function () { return theirs('.outer-message-container:last-child .message-bubble'); }
  };

  function ours(selector) {
    var root = document.getElementById('avmsdk-root');
    return root && root.shadowRoot.querySelector(selector);
  }

  function theirs(selector) {
    var root = document.querySelector('deep-chat');
    return root && root.shadowRoot && root.shadowRoot.querySelector(selector);
  }

  var missing = WAITED_FOR;
  function look() {
    missing = missing.filter(function (name) {
      if (!isVisible(finders[name]())) return true;
      // A task after this frame's: by then it is drawn.
      var channel = new MessageChannel();
      channel.port1.onmessage = function () { probe.seen[name] = performance.now(); };
      channel.port2.postMessage(null);
      return false;
    });
    if (missing.length) requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})();
