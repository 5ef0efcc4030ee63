// What an earlier page has kept of the talk, drawn with the panel: on a slow line it can be read long before the program
// is there, which then draws all of it.

/** Of a message with more than a text all is left to the runtime, and so is what was said before it. */
var MORE = /"(mediaUrl|coordinates|actions|items|markdownText)":/;

/** Seconds of silence after which the same author begins anew (runtime/session/src/session/rows.rs). */
var PAUSE = 300;

/** Draws the newest messages that are nothing but text; not where the page has a delegate, which may want to hide some, or others. */
function kept(life, host) {
  var messages = life.last.m;
  var list = life.messenger.shadow.querySelector('.messages');
  var early = make('ol.messages');
  var from = messages.length;
  var before;

  function isTextAlone(message) { return message.type === 'text' && isString(message.text) && /\S/.test(message.text) && !MORE.test(JSON.stringify(message)); }

  function draw(message) {
    var isOwn = message.role === 'appUser' && (!message.authorId || message.authorId === life.last.u);
    var row = host.row(isOwn, message.received * 1000, JSON.stringify(message));
    var last = early.lastChild;
    var isNewDay = !last || last.getAttribute('data-day') !== row.getAttribute('data-day');
    var isFirst = isNewDay || row.getAttribute('data-role') !== last.getAttribute('data-role') || message.received - before.received >= PAUSE
      || !isOwn && (message.authorId !== before.authorId || message.name !== before.name);
    if (last) { last.setAttribute('data-last', isFirst); }
    row.setAttribute('data-first', isFirst);
    row.querySelector('.day').hidden = !isNewDay;
    // How far it has come is not known yet.
    row.querySelector('.status').textContent = '\u00a0';
    addText(row.querySelector('.body'), message.text);
    early.appendChild(row);
    before = message;
  }

  while (from && isTextAlone(messages[from - 1])) { from -= 1; }
  if (life.messenger.options.delegate) { return; }
  messages.slice(from).forEach(draw);
  if (!before) { return; }
  list.parentNode.insertBefore(early, list.nextSibling);
  list.setAttribute('data-waits', false);

  /** The runtime has drawn: its rows take their place, and the last does not come in again. */
  life.drawn = function () {
    if (early.contains(life.messenger.shadow.activeElement)) { list.parentNode.parentNode.focus(); }
    early.remove();
    early = null;
    if (list.lastChild) { list.lastChild.style.animation = 'none'; }
  };
}
