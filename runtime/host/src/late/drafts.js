// What is half written, by conversation.

/** Gives the host its part. */
function drafts(life, host) {
  var place;
  /** Who is nobody meanwhile, for a login, goes on with what is written. */
  host.draftOf = function (conversation) {
    var input = life.messenger.shadow.querySelector('.input');
    var kept = life.drafts;
    var text = input.value;
    if (place && conversation && place !== conversation) {
      kept[place] = text;
      text = '';
    }
    // What somebody has begun to write before a login comes after it.
    text = [conversation && kept[conversation], text].filter(Boolean).join('\n');
    delete kept[conversation];
    if (text !== input.value) {
      input.value = text;
      host.fit();
    }
    // Nobody finds there what somebody else has written.
    if (place && !conversation) { life.drafts = {}; }
    place = conversation;
  };
}
