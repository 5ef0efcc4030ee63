// Requests, uploads and the long-poll. An answer is never given in the task that asks.

/** How long the service may take, in milliseconds; an upload may take as long as it needs, a poll as long as it is held. */
var PATIENCE = 30000;

var JSON_TYPE = 'application/json';

/** Gives the host its part; what comes back ends all that is under way. */
function requests(life, host) {
  var messenger = life.messenger;
  /** By their tickets; what was asked ahead by address and secret, with its answer. */
  var open = {};
  var polling = null;

  /** Sends; `done(status, body, retryAfter)` is called unless it is aborted. The status is 0 where no answer came. */
  function send(method, url, headers, body, patience, done) {
    var xhr = new XMLHttpRequest();
    var isOver = false;
    function end() {
      if (isOver) { return; }
      isOver = true;
      // Asked for where it may be: a header that the service does not expose costs a console error.
      var isBusy = xhr.status === 429 || xhr.status >= 500;
      var retryAfter = parseInt(isBusy && xhr.getResponseHeader('Retry-After'), 10);
      done(xhr.status, xhr.responseText, retryAfter > 0 ? retryAfter : -1);
    }
    // Browsers abort what is under way when the visitor or the page stops loading.
    xhr.onloadend = end;
    xhr.stop = function () {
      isOver = true;
      xhr.abort();
    };
    try {
      xhr.open(method, url, true);
      xhr.timeout = patience;
      headers.forEach(function (header) { if (header[1]) { xhr.setRequestHeader(header[0], header[1]); } });
      xhr.upload.onprogress = headers.progress || null;
      xhr.send(body === undefined ? null : body);
    } catch (error) {
      // An address that cannot be opened at all, or that the page's policy forbids.
      setTimeout(end, 0);
    }
    return xhr;
  }

  /** Sends under a ticket. */
  function ask(ticket, method, url, headers, body, patience) {
    if (life.isOver) { return; }
    open[ticket] = send(method, url, headers, body, patience, function () { answer(ticket, arguments); });
  }

  function answer(ticket, all) {
    if (!open[ticket]) { return; }
    delete open[ticket];
    runtime.answered(ticket, all[0], all[1], all[2]);
  }

  /** What every request tells of the client and the visitor. */
  function headersOf(user, token, type) {
    return [
      ['Accept', JSON_TYPE],
      ['Content-Type', type],
      ['x-smooch-sdk', 'web/avmessagingsdk/' + life.kit.version],
      ['x-smooch-appid', messenger.config.app._id],
      ['x-smooch-clientid', messenger.clientId],
      ['Authorization', token && (user ? 'Basic ' + btoa(unescape(encodeURIComponent(user + ':' + token))) : 'Bearer ' + token)]
    ];
  }

  /** With the number of a file, which is above 0, `body` is its author, and more of its message may follow. */
  host.request = function (ticket, method, url, user, token, body, file, message) {
    var key = url + token;
    var early = method === 'GET' && !messenger.bridge && open[key];
    if (early) {
      delete open[key];
      open[ticket] = early;
      // What is drawn of it is a task of its own.
      return early.ready.then(function (all) { setTimeout(answer, 0, ticket, all); });
    }
    var headers = headersOf(user, token, !file && JSON_TYPE);
    if (!file) { return ask(ticket, method, url, headers, body, PATIENCE); }
    headers.progress = function (event) {
      if (!life.isOver && open[ticket]) { runtime.told('progressed', ticket, JSON.stringify([event.loaded, event.total])); }
    };
    ask(ticket, method, url, headers, life.form(file, body, message), 0);
  };

  host.abort = function (ticket) {
    if (open[ticket]) { open[ticket].stop(); }
    delete open[ticket];
  };

  host.poll = function (url, body) {
    host.stopPoll();
    if (life.isOver) { return; }
    // How long it may take the program knows. With these headers and no others the browser asks the service no question first.
    polling = send('POST', url, [['Content-Type', 'application/x-www-form-urlencoded']], body, 0, function (status, text, retryAfter) {
      polling = null;
      runtime.answered(0, status, text, retryAfter);
    });
  };

  host.stopPoll = function () {
    if (polling) { polling.stop(); }
    polling = null;
  };

  /** Asks for what the program will ask for, by a path of the app. What it would have to encode is left to it. */
  function ahead(path) {
    var url = (messenger.config.baseUrl.web.replace(/\/*$/, '/v2/apps/') + messenger.config.app._id + path)
      .match(/^[^?#]*\/v2(\/[\w-]+){4}(\/messages)?$/)[0];
    var xhr;
    var ready = new Promise(function (resolve) {
      xhr = open[url + token] = send('GET', url, headersOf(user, token, JSON_TYPE), null, PATIENCE, function (status) {
        // Unless the program waits for it already, it asks anew.
        if (status !== 200) { delete open[url + token]; }
        resolve(arguments);
      });
    });
    return xhr.ready = ready;
  }

  // Of a visitor who is known: who it is, and what was said last, as runtime/session/src/session/start.rs asks.
  var client = life.kit.read(messenger, 'clientId');
  var user = life.kit.read(messenger, 'appUserId');
  var token = life.kit.read(messenger, 'sessionToken');
  var place;
  if (client && user && token && !messenger.options.jwt && !messenger.options.authCode) {
    messenger.clientId = client;
    life.isKnown = true;
    attempt(function () { return ahead('/appusers/' + user); }).then(function (answer) {
      return life.isOver || place || talk(JSON.parse(answer[1]).conversations[0]);
    }).catch(function () { /* The program finds the same. */ });
    // Where an earlier page has left off is known without the service.
    attempt(function () {
      var last = JSON.parse(life.kit.read(messenger, 'avmsdk.snapshot'));
      // As runtime/session/src/session/snapshot.rs keeps it.
      if (last.v === 1 && last.u === user) { life.last = last; }
      return talk(last.c);
    }).catch(function () { /* There was none. */ });
  }

  function attempt(what) { return new Promise(function (resolve) { resolve(what()); }); }

  function talk(conversation) {
    place = conversation._id;
    return ahead('/conversations/' + place + '/messages');
  }

  return function () {
    host.stopPoll();
    Object.keys(open).forEach(host.abort);
  };
}
