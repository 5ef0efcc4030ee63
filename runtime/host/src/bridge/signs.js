// What the visitor has not seen: the launcher counts it, the second part shows and sounds it.

/** A badge has room for two digits. */
var MOST_SHOWN = 99;

function signs(life, host) {
  var messenger = life.messenger;
  var isOpen = messenger.options.embedded;

  life.unread = 0;
  life.isAway = function () { return document.hidden || !isOpen; };

  host.unread = function (now) {
    var isMore = now > life.unread && messenger.bridge && life.isAway();
    var badge = messenger.launcher && messenger.launcher.lastChild;
    life.unread = now;
    life.news = scene.words[now > 1 ? 'messageIndicatorTitlePlural' : 'messageIndicatorTitleSingular'].replace('{count}', now);
    if (badge) {
      badge.textContent = now > MOST_SHOWN ? MOST_SHOWN + '+' : now;
      badge.hidden = !now;
      // A number alone says nothing to who hears it.
      badge.setAttribute('role', 'img');
      badge.setAttribute('aria-label', life.news);
    }
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
