// What the visitor has not seen: the launcher and the page's title count it, the second part sounds it.

/** A badge has room for two digits. */
var MOST_SHOWN = 99;

function signs(life, host) {
  var messenger = life.messenger;
  var shadow = messenger.shadow;
  var isOpen = messenger.options.embedded;
  var panel = shadow.querySelector('[part=panel]');
  // A page may put it where it does not show, show it later, and give it more room.
  var observer = isOpen && window.ResizeObserver && new ResizeObserver(function () {
    life.back();
    look();
    life.resize();
  });
  var covers = new MutationObserver(look);
  var was;

  var ours = null;
  var theirs;

  life.unread = 0;
  life.isAway = function () { return !isShown() || !isOpen; };

  function isShown() { return !document.hidden && !(observer && !panel.getClientRects().length); }

  /** Whether who looks at the page sees what is said: where it shows, and nothing lies over it. */
  host.isSeen = function () { return isShown() && !panel.querySelector('.leaf,.over'); };

  /** The title counts while nobody looks. A page that has changed it meanwhile keeps that; one that wants none has emptied the words. */
  function entitle() {
    if (document.title === ours) { document.title = theirs; }
    ours = null;
    if (life.unread && life.news && life.isAway()) {
      theirs = document.title;
      document.title = life.news;
      // A browser may trim it.
      ours = document.title;
    }
  }

  /** Tells of it, as it changes. */
  function look() {
    var is = host.isSeen();
    entitle();
    if (was !== is) {
      was = is;
      life.look({ type: 'visibilitychange' });
    }
  }

  /** Observes, once there is somebody to be told. */
  life.watch = function (tell) {
    // What says `5m ago` will say `6m ago`.
    var tick = setInterval(tell, 60000, { type: 'tick' });
    life.look = tell;
    was = host.isSeen();
    life.on(document, 'visibilitychange', look);
    covers.observe(panel, { attributes: true, attributeFilter: ['data-page'], childList: true });
    life.end(function () {
      clearInterval(tick);
      covers.disconnect();
    });
    if (observer) {
      observer.observe(panel);
      life.end(function () { observer.disconnect(); });
    }
  };

  // A panel that is hidden says nothing.
  var aloud = shadow.appendChild(make('p.unseen[role=status]'));

  /** On the launcher, and on what leads to the other conversations. */
  host.unread = function (now) {
    var isMore = now > life.unread && messenger.bridge;
    var isAway = life.isAway();
    life.unread = now;
    life.news = scene.words[now > 1 ? 'messageIndicatorTitlePlural' : 'messageIndicatorTitleSingular'].replace(/{count}/g, now);
    [].forEach.call(shadow.querySelectorAll('[part=badge]'), function (badge) {
      badge.textContent = now > MOST_SHOWN ? MOST_SHOWN + '+' : now;
      badge.hidden = !now;
      // A number alone says nothing to who hears it.
      badge.setAttribute('role', 'img');
      badge.setAttribute('aria-label', (badge.parentNode.title + ' ' + (life.news || badge.textContent)).trim());
    });
    // In another conversation than the one that the visitor looks at, of which something may just have been said.
    aloud.textContent = isMore && panel.hidden ? messenger.options.customScreenReaderAnnouncement || life.news : '';
    if (isMore && !isAway) { panel.querySelector('[aria-live]').appendChild(document.createTextNode(life.news)); }
    entitle();
  };

  // Another life may have left its number.
  host.unread(0);
  life.end(function () {
    life.unread = 0;
    entitle();
  });

  /** What the page is told of. */
  life.notice = function (name, list) {
    if (/^widget/.test(name)) {
      isOpen = name === 'widget:opened';
      if (!isOpen) { life.leave(); }
      entitle();
    }
    if (name === 'message:received' && (life.isAway() ? messenger.options.soundNotificationEnabled !== false : /"openOnReceive":true/.test(list))) {
      life.use(function () { life.received(list); });
    }
  };
}
