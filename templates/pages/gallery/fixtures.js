// What the states are made of: messages as the service sends them, and the config.
(function () {
  'use strict';

  var gallery = window.gallery;
  var service = gallery.service;
  var MINUTE = 60;
  var count = 0;

  /** A file of the gallery's own. */
  var here = document.currentScript.src;
  gallery.own = function (name) { return new URL(name, here).href; };

  /** A picture that looks like a QR code, as the service sends them. */
  gallery.qr = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAIQAAACEAQAAAAB5P74KAAABAUlEQVR42s2Wyw2EQAxD3YH779IdZOPMLEJ7w3NgRwjCO0T5OAHUzxFeJgDoqzRmTFhFiOqHzZygrb5E2jwijnOep8SHdUY6vYlwmTGxz66XgHsvnhOffnHpb9p4TtoXLQTHaD2kpIPTZCvNPSZTc5XbKOSEmHq5dlZVTorLKSDhgLQ7qKaHO8KI1BblEihj0lV3gn2/lBAR++1idQM7zq3VhPSrR3aNGysmbcw6muE9IJywunvElXtCWtiwAjSDwpis0ZWjc/FiciXolX1AZp259E5YzMk4lnWOpYQDgukg+d0AIXFgqrUNYjLr3l9F8Jb7YzJfas2o7E2Skf/6b/kA9gvALVMtG0AAAAAASUVORK5CYII=';

  gallery.config = function (state) {
    return Object.assign({
      app: { _id: service.APP, status: 'active', name: 'Acme Support' },
      integration: { _id: service.INTEGRATION },
      baseUrl: { web: location.origin + '/sdk' },
      realtime: { enabled: true, baseUrl: location.origin + '/faye', retryInterval: 15, maxConnectionAttempts: 5 },
      profile: { enabled: true, uploadInterval: 60 },
      typing: { enabled: true },
      errorLoggingEnabled: false,
      integrations: [],
      style: Object.assign({ brandColor: '2f3a8f', accentColor: '3f51d6', linkColor: '3f51d6', displayStyle: 'button' }, state.style),
      prechatCapture: { enabled: false, enableEmailLinking: true, template: 'name-email', templateDefinitions: {
        'name-email': [{ type: 'text', name: 'name' }, { type: 'email', name: 'email' }]
      } }
    }, state.config);
  };

  /** Minutes before now, in seconds since 1970; and ten seconds, so that no age is about to become another. */
  function ago(minutes) { return gallery.start / 1000 - minutes * MINUTE - 10; }

  function message(minutes, fields) {
    count += 1;
    return Object.assign({
      _id: '6b05' + ('00000000000000000000' + count.toString(16)).slice(-20), type: 'text', received: ago(minutes) + count / 1000
    }, fields);
  }

  /** What an agent says; `fields` is a text or the fields of a message. */
  function them(minutes, fields, name) {
    name = name || 'Ada';
    return message(minutes, Object.assign({
      role: 'appMaker', authorId: 'agent-' + name, name: name, avatarUrl: gallery.own('avatar-' + name.toLowerCase() + '.svg'),
      source: { type: 'api' }
    }, typeof fields === 'string' ? { text: fields } : fields));
  }

  /** What the visitor says. */
  function me(minutes, fields) {
    return message(minutes, Object.assign({
      role: 'appUser', authorId: service.USER, name: 'Bea Ray',
      source: { type: 'web', id: service.CLIENT, integrationId: service.INTEGRATION, sessionId: 'earlier' }
    }, typeof fields === 'string' ? { text: fields } : fields));
  }

  function action(type, text, fields) { return Object.assign({ _id: service.id(), type: type, text: text }, fields); }

  function item(title, description, fields) {
    return Object.assign({
      _id: service.id(), title: title, description: description, mediaUrl: gallery.own('photo-wide.svg'), mediaType: 'image/svg+xml',
      actions: [action('postback', 'Choose this', { payload: title }), action('link', 'Details', { uri: 'https://shop.example/item' })]
    }, fields);
  }

  function form(minutes, more) {
    return them(minutes, Object.assign({ type: 'form', blockChatInput: true, fields: [
      { _id: service.id(), type: 'text', name: 'full_name', label: 'Your name?', placeholder: 'First and last', minSize: 1, maxSize: 30 },
      { _id: service.id(), type: 'email', name: 'email', label: 'Email?', placeholder: 'you@company.example' },
      { _id: service.id(), type: 'select', name: 'size', label: 'Which size?', placeholder: 'Choose one…', options: [
        { name: 's', label: 'Small' }, { name: 'm', label: 'Medium' }, { name: 'l', label: 'Large' }
      ] }
    ] }, more));
  }

  /** A talk over two days that has nothing out of the way in it. */
  function talk() {
    return [
      them(26 * 60, 'Hello, I’m Ada. What can I do for you?'),
      me(26 * 60 - 2, 'Hi Ada! My parcel should have come yesterday.'),
      me(26 * 60 - 3, 'Order 20415'),
      them(26 * 60 - 5, 'Let me have a look.'),
      them(26 * 60 - 7, 'It is with the carrier and should reach you tomorrow before noon. I’m sorry for the wait.'),
      me(26 * 60 - 9, 'Good to know, thank you.'),
      them(42, 'Good morning Bea, this is Max. Has your parcel arrived?', 'Max'),
      me(12, 'Yes, just now. All in one piece!')
    ];
  }

  gallery.fixtures = { ago: ago, me: me, them: them, action: action, item: item, form: form, talk: talk };
})();
