// The row of a message, without what it says: the runtime has it drawn (runtime/src/view/message/mod.rs), and so is what an
// earlier page has kept.

var ROW = 'li:message[data-role=$ data-day=$ data-type=$type](p.day[hidden]$ span.author[dir=auto]$ '
  + 'div.line(span.avatar[if=$ aria-hidden=true data-letter=$](img[alt loading=lazy src=$avatarUrl]) div.body span.time[dir=auto]$) span.status)';

/** Gives the host its part. */
function rows(host) {
  host.row = function (isOwn, millis, json) {
    var words = scene.words;
    var message = JSON.parse(json);
    var name = isString(message.name) ? message.name : '';
    function time(format) { return host.time(millis, format); }
    return make(ROW, message, [
      isOwn ? 'appUser' : 'appMaker', time('YYYYMMDD'), time(words.conversationTimestampHeaderFormat),
      isOwn ? words.conversationListPreviewUserText : name, isOwn ? '' : 'other',
      // The first letter, of whichever plane.
      /^[\ud800-\udbff]?[^]?/.exec(name)[0], time(words.messageTimestampFormat)
    ]);
  };
}
