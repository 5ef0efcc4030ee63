// Stands in for the messaging service: what the widget asks of it never leaves the page. Answers are as the wire
// has them (`protocol/`), made from the state that is shown.
(function () {
  'use strict';

  var gallery = window.gallery;
  var APP = '5f00000000000000000000a1';
  var INTEGRATION = '5f00000000000000000000b1';
  var USER = '6b0300000000000000000001';
  var CONVERSATION = '6b0300000000000000000011';
  var BASE = location.origin + '/sdk';
  var FAYE = location.origin + '/faye';

  var service = gallery.service = {
    APP: APP, INTEGRATION: INTEGRATION, USER: USER, CONVERSATION: CONVERSATION, CLIENT: '47e04a31fe3649398cd237a6fe8a7276',
    state: {},
    /** All that was asked for, as `METHOD path`. */
    asked: [],
    uploads: [],
    isDown: false,
    push: push,
    drop: drop
  };

  var ids = 0;
  function id() {
    ids += 1;
    return '6b04' + ('00000000000000000000' + ids.toString(16)).slice(-20);
  }
  service.id = id;

  function seconds() { return Date.now() / 1000; }

  // ── The API ──

  function user() {
    var given = service.state.user || {};
    return Object.assign({
      _id: USER, givenName: 'Bea', surname: 'Ray', signedUpAt: seconds() - 86400, properties: {}, pendingClients: []
    }, given, { clients: [{ id: service.clientId, platform: 'web', active: true }].concat(given.clients || []) });
  }

  function conversation() {
    return Object.assign({
      _id: CONVERSATION, type: 'personal', isDefault: true, unreadCount: 0, lastUpdatedAt: seconds() - 60, appMakerLastRead: 0,
      metadata: {}, participants: [{ _id: '6b0300000000000000000021', appUserId: USER, unreadCount: 0, lastRead: seconds() - 60 }]
    }, service.state.conversation);
  }

  function conversations() { return [conversation()].concat(service.state.others || []); }

  function session() { return { appUser: user(), conversations: conversations(), settings: {} }; }

  /** Ten of them, from the place that is asked for. */
  function listed(request) {
    var from = +(/offset=(\d+)/.exec(request.path) || [0, 0])[1];
    return { appUser: user(), conversations: conversations().slice(from, from + 10) };
  }

  function page() { return { messages: service.state.messages || [], hasPrevious: !!service.state.earlier }; }

  function posted(request) {
    var body = JSON.parse(request.body);
    var message = Object.assign({}, body.message, {
      _id: id(), role: 'appUser', authorId: USER, name: 'Bea Ray', received: seconds(),
      source: { type: 'web', id: service.clientId, integrationId: INTEGRATION, sessionId: body.author.sessionId }
    });
    if (message.type === 'location') message.text = 'Location shared: https://maps.example/?q=' + message.coordinates.lat;
    return { status: 201, body: { messages: [message] } };
  }

  function uploaded(request) {
    var author = JSON.parse(request.body.get('author'));
    var file = request.body.get('source');
    var message = {
      _id: id(), type: /^image\//.test(file.type) ? 'image' : 'file', role: 'appUser', authorId: USER, name: 'Bea Ray',
      received: seconds(), mediaUrl: gallery.own('photo-wide.svg'), mediaType: file.type, mediaSize: file.size,
      source: { type: 'web', id: service.clientId, integrationId: INTEGRATION, sessionId: author.sessionId }
    };
    setTimeout(function () { push({ type: 'message', message: message }); }, 30);
    return { messageId: message._id };
  }

  var linked = { client: { id: 'c1', platform: 'twilio', displayName: '+1 514-555-0123' } };

  // The first that fits answers; a state's own `answers` come before these.
  var ANSWERS = [
    ['GET', /\/config$/, function () { return { config: gallery.config(service.state) }; }],
    ['POST', /\/appusers$/, function () { return { status: 201, body: Object.assign(session(), { sessionToken: 'made' }) }; }],
    ['GET', /\/appusers\/\w+$/, session],
    ['PUT', /\/appusers\/\w+$/, function () { return { appUser: user() }; }],
    ['GET', /\/appusers\/\w+\/conversations(\?|$)/, listed],
    ['POST', /\/appusers\/\w+\/conversations?$/, function () { return { status: 201, body: { conversation: conversation() } }; }],
    ['GET', /\/messages\?before=/, function () { return { messages: service.state.earlier || [], hasPrevious: false }; }],
    ['GET', /\/messages$/, page],
    ['GET', /\/conversations\/\w+$/, function () { return Object.assign({ conversation: conversation() }, page()); }],
    ['POST', /\/subscribe$/, function () { return Object.assign({ appUser: user(), conversation: conversation() }, page()); }],
    ['POST', /\/conversations\/\w+\/messages$/, posted],
    ['POST', /\/files$/, uploaded],
    ['POST', /\/prechatcapture$/, function () { return { status: 201, body: Object.assign(session(), { sessionToken: 'made' }) }; }],
    ['GET', /\/locationmap\?/, function () { return { mapUrl: 'https://maps.example/?q=45.5,-73.6', mapImageUrl: gallery.own('map.svg') }; }],
    ['GET', /\/linkrequest\?/, function () {
      return { linkRequests: [{ url: 'https://m.example/acme?ref=abc123', code: 'abc123', qrCode: gallery.qr }] };
    }],
    ['GET', /\/qrcode$/, function () { return { url: gallery.qr }; }],
    ['POST', /\/clients$/, function () { return { status: 201, body: linked }; }],
    ['POST', /\/(login|logout|activity|postback|validate|ping)$/, function () { return {}; }],
    ['DELETE', /./, function () { return { status: 204 }; }]
  ];

  /** What a request gets: `never`, or a status and a body. */
  function answer(request) {
    service.asked.push(request.method + ' ' + request.path);
    if (service.isDown) return { status: 0 };
    var found = (service.state.answers || []).concat(ANSWERS).find(function (one) {
      return one[0] === request.method && one[1].test(request.path);
    });
    var given = found ? found[2] : 404;
    if (typeof given === 'function') given = given(request);
    if (given === 'never') return given;
    if (typeof given === 'number') {
      return { status: given, body: { error: { code: 'refused', description: 'The gallery answers ' + given } } };
    }
    return 'status' in given && !('messages' in given) ? given : { status: 200, body: given };
  }

  var RealRequest = XMLHttpRequest;

  window.XMLHttpRequest = class extends RealRequest {
    open(method, url) {
      this.ours = String(url).startsWith(BASE) && { method: method, path: String(url).slice(BASE.length) };
      if (!this.ours) return super.open.apply(this, arguments);
      this.got = { status: 0, body: '' };
      this.listening = {};
    }
    setRequestHeader(name, value) {
      if (!this.ours) return super.setRequestHeader(name, value);
      if (name.toLowerCase() === 'x-smooch-clientid') service.clientId = value;
    }
    get status() { return this.ours ? this.got.status : super.status; }
    get responseText() { return this.ours ? this.got.body : super.responseText; }
    get upload() { return this.ours ? this.listening : super.upload; }
    getResponseHeader(name) { return this.ours ? null : super.getResponseHeader(name); }
    abort() {
      if (!this.ours) return super.abort();
      this.isAborted = true;
    }
    send(body) {
      if (!this.ours) return super.send(body);
      this.ours.body = body;
      if (/\/files$/.test(this.ours.path)) service.uploads.push(this.listening);
      var given = answer(this.ours);
      if (given === 'never') return;
      setTimeout(() => {
        if (this.isAborted) return;
        this.got = { status: given.status, body: given.body === undefined ? '' : JSON.stringify(given.body) };
        var name = given.status ? 'load' : 'error';
        this.dispatchEvent(new Event(name));
        this.dispatchEvent(new Event('loadend'));
      }, 0);
    }
  };

  // ── The realtime channel ──

  var sockets = [];
  var RealSocket = WebSocket;

  class Socket {
    constructor() {
      this.readyState = 0;
      setTimeout(() => {
        if (service.isDown) return this.end();
        this.readyState = 1;
        sockets.push(this);
        this.tell('onopen', new Event('open'));
      }, 0);
    }
    tell(name, event) { if (this[name]) this[name](event); }
    end() {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.tell('onclose', new Event('close'));
    }
    close() {
      this.readyState = 3;
      sockets = sockets.filter(one => one !== this);
    }
    reply(message) { setTimeout(() => this.tell('onmessage', new MessageEvent('message', { data: JSON.stringify([message]) })), 0); }
    send(text) {
      JSON.parse(text).forEach(message => {
        var reply = {
          channel: message.channel, id: message.id, clientId: 'gallery', successful: true,
          advice: { reconnect: 'retry', interval: 0, timeout: 600000 }
        };
        if (message.channel === '/meta/handshake') {
          reply.version = '1.0';
          reply.supportedConnectionTypes = ['websocket'];
        }
        if (message.channel === '/meta/subscribe') reply.subscription = service.subscription = message.subscription;
        // A connect is held: nothing is asked again while somebody looks.
        if (message.channel !== '/meta/connect') this.reply(reply);
      });
    }
  }

  window.WebSocket = function (url) { return String(url).replace(/^ws/, 'http').startsWith(FAYE) ? new Socket() : new RealSocket(url); };

  /** Delivers an event, in the conversation that is shown unless it names another. */
  function push(event) {
    var data = { events: [Object.assign({ conversation: { _id: CONVERSATION } }, event)] };
    sockets.forEach(function (socket) { socket.reply({ channel: service.subscription, data: data, id: id() }); });
  }

  /** Cuts every socket, and lets none be opened until `isDown` is false again. */
  function drop() {
    service.isDown = true;
    sockets.splice(0).forEach(function (socket) { socket.end(); });
  }

  service.isConnected = function () { return sockets.length > 0 && !!service.subscription; };
})();
