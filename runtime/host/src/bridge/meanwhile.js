// What the visitor does before the messenger is ready: the panel shows, takes messages, and can be closed. Messages wait
// here for what sends, too.

/** A message as it shows until the runtime draws it (runtime/src/view/message/mod.rs). */
var SENT = 'div:message[data-role=appUser data-state=sending](div.line(div.body(div.text[dir=auto]$text)) span.status$messageSending)';

/** What comes back tells the runtime of an event, once that is ready. `doing` names the control that an event is of. */
function meanwhile(life, host, panel, input, doing) {
  var messenger = life.messenger;
  /** What was sent before it could be, each with its row. */
  var sent = [];
  /** Whether what sends is wanted. */
  var isAsked = false;
  var key = messenger.integrationId + '.' + OURS + 'drafts';

  /** What is half written in this tab elsewhere, by conversation; without one by user, of whom there may be none. */
  life.drafts = {};
  try { mixed(life.drafts, JSON.parse(sessionStorage.getItem(key))); } catch (error) { /* There is none. */ }

  function ask(name) { return JSON.parse(life.call({ name: name, list: '[]' }) || null); }
  /** By the site's name for somebody, whom the service may not know yet. */
  function owner() {
    var user = ask('getUser') || {};
    return user.userId || user._id || '';
  }
  function here() { return (ask('getDisplayedConversation') || {})._id || owner(); }

  /** What is in the field by now may be sent, or be another, before the page ends. */
  function forget() { try { sessionStorage.removeItem(key); } catch (error) { /* There is none. */ } }

  /** The tab's next page goes on with it. */
  life.keepDraft = function () {
    if (!messenger.bridge) { return; }
    try {
      var all = mixed({}, life.drafts);
      var text = written();
      // What the page has put there it can put there again.
      if (text && text !== life.predefined) { all[here()] = text; }
      forget();
      all = JSON.stringify(all);
      if (all !== '{}') { sessionStorage.setItem(key, all); }
    } catch (error) { /* It ends with the page, or the program has failed within and the next one has it. */ }
  };
  life.on(window, 'pagehide', life.keepDraft);
  // A phone may end a page that it has hidden, and tell nobody.
  life.on(document, 'visibilitychange', function () { if (document.hidden) { life.keepDraft(); } else { forget(); } });

  /** All that the visitor has written, and nobody but this page has. */
  function written() {
    return sent.map(function (one) { return one.text; }).concat(input.value || []).join('\n');
  }

  /** What was sent before it could be is. */
  function send() {
    if (!messenger.bridge || life.isOver) { return; }
    var rest = input.value;
    var waiting = sent.splice(0);
    if (waiting.length) {
      // One that is too long stays in the field.
      rest = waiting.map(function (one) {
        one.row.remove();
        input.value = one.text;
        runtime.heard({ type: 'submit' });
        return input.value;
      }).concat(rest).filter(Boolean).join('\n');
      input.value = rest;
      host.fit();
    }
    // That somebody writes has not been told.
    if (rest) { runtime.heard({ type: 'input', target: input }); }
  }

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
      if (rest && input.value !== rest) {
        input.value = rest;
        host.fit();
      }
      resolve();
      if (life.canSend) { send(); }
    };
  });
  life.end(function () { messenger.draft = written(); });

  return function (event) {
    var type = event.type;
    var text = input.value.trim();
    var writes = type === 'input' || type === 'submit';
    if (text && writes && !isAsked) {
      isAsked = true;
      life.sends().then(send);
    }
    if (messenger.bridge && (life.canSend || !writes)) {
      runtime.heard(event);
    } else if (type === 'submit') {
      if (!text || input.readOnly) { return; }
      sent.push({ text: text, row: panel.querySelector('.content').appendChild(make(SENT, mixed({ text: text }, scene.words))) });
      input.value = '';
      host.fit();
    } else if (type === 'error') {
      event.target.hidden = true;
    } else if (messenger.isWanted && (event.key === 'Escape' || type === 'click' && doing(event) === 'close')) {
      life.kit.later({ name: 'close', list: '[]' }, messenger);
      if (messenger.launcher) { messenger.launcher.focus(); }
      life.leave();
    }
  };
}
