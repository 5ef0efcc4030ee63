// What the visitor has not seen: the second part shows and sounds it.

function signs(life, host) {
  var messenger = life.messenger;
  var isOpen = messenger.options.embedded;

  life.unread = 0;
  life.isAway = function () { return document.hidden || !isOpen; };

  host.unread = function (now) {
    var isMore = now > life.unread && messenger.bridge && life.isAway();
    life.unread = now;
    if (isMore || !now && life.part) { life.use(function () { life.entitle(isMore); }); }
  };

  /** What the page is told of. */
  life.notice = function (name, list) {
    if (/^widget/.test(name)) {
      isOpen = name === 'widget:opened';
      if (!isOpen) { life.leave(); }
    }
    if (name === 'message:received' && (life.isAway() ? messenger.options.soundNotificationEnabled !== false : /"openOnReceive":true/.test(list))) {
      life.use(function () { life.received(list); });
    }
  };
}
