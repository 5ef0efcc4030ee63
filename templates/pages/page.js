// The script of the demo pages. It stands before the loader snippet, so that it sees every violation
// of a policy; everything else waits for the document.
(function () {
  'use strict';

  var violations = [];
  document.addEventListener('securitypolicyviolation', function (event) {
    violations.push(event.effectiveDirective + ' blocks ' + (event.blockedURI || 'something') +
      (event.sourceFile ? ' (asked by ' + event.sourceFile + ')' : ''));
    showViolations();
  });

  document.addEventListener('DOMContentLoaded', function () {
    showViolations();
    startMessenger();
    listenToReplies();
  });

  function startMessenger() {
    var place = document.getElementById('messenger');
    var chosen = window.demoOptions;
    var options = chosen ? {} : { integrationId: '5f00000000000000000000b1', configBaseUrl: location.origin + '/sdk/' };
    if (place) {
      options.embedded = true;
      window.AvMessagingSdk.render(place);
    }
    if (!chosen) return void run(options).catch(function () {});
    chosen.start(function (again) {
      window.AvMessagingSdk.destroy();
      return run(again);
    });
    try {
      options = chosen.read();
    } catch (error) {
      return say('state', 'Failed: the address holds options that are no JSON: ' + error.message, true);
    }
    // Without a user nothing is waited for: the widget starts with the page.
    if (!options.userId) return void run(options).catch(function () {});
    chosen.signed(options).then(run).catch(failed);
  }

  function run(options) {
    say('state', 'Loading…');
    var slow = setTimeout(function () {
      say('state', 'Nothing came yet: the browser’s console says why.', true);
    }, 10000);
    return new Promise(function (resolve, reject) {
      window.AvMessagingSdk.init(options).then(function () {
        clearTimeout(slow);
        say('state', 'Ready');
        resolve();
      }).catch(function (error) {
        clearTimeout(slow);
        failed(error);
        reject(error);
      });
    });
  }

  function failed(error) {
    say('state', 'Failed: ' + (error && (error.message || error.description || error.code) || error), true);
  }

  function listenToReplies() {
    var form = document.getElementById('reply');
    if (!form) return;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var input = form.elements.text;
      var text = input.value;
      if (!text.trim()) return;
      fetch('/sandbox/reply', { method: 'POST', body: JSON.stringify({ text: text }) }).then(function (response) {
        return response.json().then(function (answer) {
          if (!response.ok) throw new Error(answer.error.description);
          input.value = '';
          input.focus();
          say('replied', 'Sent. The visitor sees it in the widget.');
        });
      }).catch(function (error) {
        say('replied', error.message, true);
      });
    });
  }

  function showViolations() {
    var list = document.getElementById('violations');
    if (!list) return;
    say('verdict', violations.length ? 'Blocked by the policy:' : 'Nothing has been blocked.', violations.length > 0);
    list.textContent = '';
    violations.forEach(function (violation) {
      var item = document.createElement('li');
      item.textContent = violation;
      list.appendChild(item);
    });
  }

  function say(id, text, isBad) {
    var place = document.getElementById(id);
    if (!place) return;
    place.textContent = text;
    place.className = isBad ? 'bad' : '';
  }
})();
