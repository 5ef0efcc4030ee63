// What the visitor does before the messenger is ready: the panel shows, takes messages, and can be closed. Messages wait
// here for what sends, too.

/** A message as it shows until the runtime draws it (runtime/src/view/message/mod.rs). */
var SENT = 'div:message[data-role=appUser data-state=sending](div.line(div.body(div.text[dir=auto]$)) span.status$messageSending)';

/** So many letters of whatever script are no more bytes than the program sends (`LONGEST_TEXT`). */
var LONGEST = 21845;

/** What comes back tells the runtime of an event, once that is ready. `doing` names the control that an event is of. */
function meanwhile(life, host, panel, input, doing) {
  var messenger = life.messenger;
  /** What was sent before it could be, by visitor or page, in its order. */
  var sent = [];
  /** Whether the visitor has struck a key. */
  var isStruck = false;
  var key = messenger.integrationId + '.' + OURS + 'drafts';

  /** What is half written in this tab elsewhere, by conversation; without one by user, of whom there may be none. */
  life.drafts = {};
  try { mixed(life.drafts, JSON.parse(sessionStorage.getItem(key))); } catch (error) { /* There is none. */ }

  function ask(name) { return JSON.parse(messenger.bridge && life.call({ name: name, list: '[]' }) || null) || {}; }
  /**
   * Whom the program takes the visitor for: by the site's name for somebody, whom the service may not know yet; who is known by
   * a code goes by the id, which is stored. In another tab the visitor may be somebody else.
   */
  function owner() {
    var user = ask('getUser');
    return user._id && user._id === life.kit.read(messenger, 'appUserId') ? user._id : user.userId || user._id || '';
  }
  function displayed() { return ask('getDisplayedConversation')._id; }
  function here() { return displayed() || owner(); }

  /** What is in the field by now may be sent, or be another, before the page ends. */
  function forget() { try { sessionStorage.removeItem(key); } catch (error) { /* There is none. */ } }

  /** The tab's next page goes on with what is half written, any page with what was sent. */
  life.keepDraft = function () {
    if (!messenger.bridge) { return; }
    try {
      keep();
      var all = mixed({}, life.drafts);
      // What the page has put there it can put there again.
      if (input.value && input.value !== life.predefined) { all[here()] = input.value; }
      forget();
      all = JSON.stringify(all);
      if (all !== '{}') { sessionStorage.setItem(key, all); }
    } catch (error) { /* It ends with the page, or the program has failed within and the next one has it. */ }
  };
  life.on(window, 'pagehide', life.keepDraft);
  // A phone may end a page that it has hidden, and tell nobody.
  life.on(document, 'visibilitychange', function () {
    if (document.hidden) { return life.keepDraft(); }
    forget();
    life.takeBack();
  });

  /** As the program keeps what is on its way, of a tab that is gone (runtime/session/src/session/keep.rs). */
  function keep() {
    sent.forEach(function (one) {
      if (one.kept) { return; }
      one.name = 'outbox.' + randoms().map(function (number) { return ('0000000' + number.toString(16)).slice(-8); }).join('');
      one.kept = JSON.stringify({ v: 1, t: '', u: 0, w: one.at, o: owner(), c: one.place, m: one.draft });
      host.store(one.name, one.kept);
    });
  }

  /** What nobody else has begun to send is this page's again. */
  life.takeBack = function () {
    sent = sent.filter(function (one) {
      var kept = one.kept;
      one.kept = '';
      if (!kept) { return true; }
      if (life.kit.read(messenger, OURS + one.name) === kept) {
        host.store(one.name);
        return true;
      }
      if (one.row) { one.row.remove(); }
    });
  };

  /** What was sent before it could be is. */
  function send() {
    if (!messenger.bridge || !life.canSend) { return; }
    life.takeBack();
    for (; sent.length && !life.isOver; sent.shift()) {
      if (sent[0].row) { sent[0].row.remove(); }
      try { sent[0].go(); } catch (error) { /* It has failed within, which is told. */ }
    }
    // That somebody writes has not been told.
    if (isStruck && input.value) { runtime.heard({ type: 'input', target: input }); }
  }

  function fill(text) {
    if (input.value !== text) {
      input.value = text;
      host.fit();
    }
  }

  /** Sends a message, and where, once that can be done, by `go`; until then a row may show it. */
  life.post = function (message, place, go, row) {
    sent.push({
      go: go, row: row, place: place || displayed(), at: Date.now() / 1000 + sent.length / 1e5,
      draft: mixed(mixed({ type: 'text' }, isText(message) ? { text: message } : message), { role: 'appUser' })
    });
    life.sends().then(send);
  };

  life.ready = new Promise(function (resolve) {
    /** The messenger is ready: `run` makes the calls that waited, then what was sent meanwhile is. */
    life.begin = function (run) {
      var rest = input.value;
      run();
      rest = rest || input.value;
      // To ask takes time, which few need to spend.
      if (Object.keys(life.drafts).length) {
        // Since then somebody may have made the conversation.
        [here(), owner()].forEach(function (place) {
          rest = rest || life.drafts[place];
          delete life.drafts[place];
        });
        forget();
      }
      // Else to write into it would end what an input method composes.
      fill(rest || '');
      resolve();
      send();
    };
  });
  life.end(function () {
    messenger.draft = sent.map(function (one) { return one.row && !one.kept && one.draft.text; }).concat(input.value).filter(Boolean).join('\n');
  });

  return function (event) {
    var type = event.type;
    var text = input.value.trim();
    var writes = /^(input|submit)$/.test(type);
    if (text && writes && !isStruck) {
      isStruck = true;
      life.sends().then(send);
    }
    if (messenger.bridge && (life.canSend || !writes)) {
      runtime.heard(event);
    } else if (type === 'submit') {
      if (!text || input.readOnly) { return; }
      // What may be too long to be sent is judged by the program.
      if (text.length > LONGEST) { return life.ready.then(life.sends).then(function () { if (!life.isOver) { runtime.heard(event); } }); }
      var content = panel.querySelector('.content');
      // The field is not touched again: that would end what an input method composes. Nobody waits for this promise.
      life.post(text, '', function () { life.run({ name: 'sendMessage', list: JSON.stringify([text]) }, 4e9); }, content.appendChild(make(SENT, scene.words, [text])));
      content.parentNode.scrollTop = 1e9;
      fill('');
    } else if (type === 'error') {
      event.target.hidden = true;
    } else if (messenger.isWanted && (event.key === 'Escape' || type === 'click' && doing(event) === 'close')) {
      life.kit.later({ name: 'close', list: '[]' }, messenger);
      if (messenger.launcher) { messenger.launcher.focus(); }
      life.leave();
    }
  };
}
