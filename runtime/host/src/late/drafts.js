// What is half written, by conversation.

/** Gives the host its part. */
function drafts(life, host) {
  var kept = {};
  var place;
  /** Who is nobody meanwhile, for a login, goes on with what is written. */
  host.draftOf = function (conversation) {
    var input = life.messenger.shadow.querySelector('.input');
    if (place && conversation && place !== conversation) {
      kept[place] = input.value;
      input.value = kept[conversation] || '';
      host.fit();
    }
    // Nobody finds there what somebody else has written.
    if (!conversation) { kept = {}; }
    place = conversation;
  };
}
