// The form for `init` options on the demo page. What is chosen stands in the address, so that a reload
// keeps it and a link hands it on.
(function () {
  'use strict';

  // As the manual shows it.
  var OPENING = [
    ['integrationId', 'text'], ['configBaseUrl', 'text'], ['userId', 'text'], ['jwt', 'text'], ['locale', 'text'], ['theme', 'text'],
    ['displayStyle', 'text'], ['businessName', 'text'], ['soundNotificationEnabled', 'flag'], ['notificationChannelPromptEnabled', 'flag'],
    ['fixedIntroPane', 'flag'], ['canUserSeeConversationList', 'flag']
  ];
  var COLOURS = ['brandColor', 'conversationColor', 'actionColor'];

  window.demoOptions = { read: read, start: start };

  /** The options that the address asks for. */
  function read() {
    var asked = new URLSearchParams(location.search);
    var options = {
      integrationId: asked.get('integrationId') || '5f00000000000000000000b1',
      configBaseUrl: location.origin + '/sdk/'
    };
    OPENING.forEach(function (pair) {
      var name = pair[0];
      var value = asked.get(name);
      if (value === null || value === '' || name === 'jwt' || name === 'configBaseUrl') return;
      options[name] = pair[1] === 'flag' ? value === 'true' : value;
    });
    COLOURS.forEach(function (name) {
      var colour = asked.get(name);
      if (!colour) return;
      options.customColors = options.customColors || {};
      options.customColors[name] = colour.replace('#', '');
    });
    if (asked.get('prechat')) options.prechatCapture = { enabled: asked.get('prechat') === 'true' };
    if (asked.get('customText')) options.customText = JSON.parse(asked.get('customText'));
    return options;
  }

  /** Fills in the form and listens to it; `restart(options)` starts the widget anew. */
  function start(restart) {
    var form = document.getElementById('options');
    if (!form) return;
    restore(form);
    show();
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      apply(form, restart);
    });
    form.addEventListener('reset', function () {
      setTimeout(function () {
        history.replaceState(null, '', location.pathname);
        restore(form);
        apply(form, restart);
      }, 0);
    });
    document.getElementById('copy').addEventListener('click', copy);
  }

  function restore(form) {
    new URLSearchParams(location.search).forEach(function (value, name) {
      var field = form.elements[name];
      if (field) field.value = value;
    });
    COLOURS.forEach(function (name) {
      form.elements[name].value = new URLSearchParams(location.search).get(name) || '';
    });
  }

  function apply(form, restart) {
    say('');
    var asked = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name) return;
      var value = field.value.trim();
      if (value !== '' && value !== field.getAttribute('data-default')) asked.set(field.name, value);
    });
    var text = asked.get('customText');
    if (text) {
      try {
        var parsed = JSON.parse(text);
        if (!parsed || typeof parsed !== 'object' || Array.isArray(parsed)) throw new Error('it should be an object');
      } catch (error) {
        form.elements.customText.focus();
        return say('The texts are no JSON: ' + error.message, true);
      }
    }
    var query = asked.toString();
    history.replaceState(null, '', query ? '?' + query : location.pathname);
    show();
    signed(read()).then(restart).then(function () {
      say('Started anew with these options.');
    }).catch(function (error) {
      say(error && (error.message || error.description || error.code) || String(error), true);
    });
  }

  /** The same options with a token for the user, if there is one: the sandbox signs it. */
  function signed(options) {
    if (!options.userId) return Promise.resolve(options);
    return fetch('/sandbox/jwt', { method: 'POST', body: JSON.stringify({ userId: options.userId }) }).then(function (response) {
      return response.json().then(function (answer) {
        if (!response.ok) throw new Error('No token for this user: ' + (answer.error && answer.error.description));
        options.jwt = answer.jwt;
        return options;
      });
    });
  }

  window.demoOptions.signed = signed;

  function show() {
    var options = read();
    if (options.userId) options.jwt = '<a JWT that your server signs>';
    var text = JSON.stringify(options, null, 2)
      .replace(JSON.stringify(options.configBaseUrl), "location.origin + '/sdk/'")
      .replace(/^(\s*)"([A-Za-z]\w*)":/gm, '$1$2:');
    document.getElementById('snippet').textContent = 'AvMessagingSdk.init(' + text + ');';
  }

  function copy() {
    var text = document.getElementById('snippet').textContent;
    var done = function () { say('Copied.'); };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  }

  function select() {
    getSelection().selectAllChildren(document.getElementById('snippet'));
    say('Selected: copy it by the keyboard.');
  }

  function say(text, isBad) {
    var place = document.getElementById('applied');
    place.textContent = text;
    place.className = isBad ? 'bad' : '';
  }
})();
