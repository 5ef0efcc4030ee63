// The panel, drawn before the program is there: who has asked for it can write at once, on a slow line most of a second
// earlier. The program finds it in the shadow root and draws from then on (runtime/src/view/).

var STYLE = '@@STYLE@@';

/** What holds conversation and pages is apart, so that a page can cover the one and not the header. */
var PANEL = 'section:panel[role=$role data-embedded=$embedded aria-modal=$modal aria-labelledby=title tabindex=-1 hidden]('
  + 'header:header('
  +   'img.icon[if=$picture alt src=$picture] '
  +   'div.names(h2.title[id=title dir=auto]$title p.slogan[dir=auto]$slogan) '
  +   'button.tool!conversations[hidden title=$conversationListHeaderText]({M3 5h12v8H9l-3 3v-3H3zM19 9h2v8h-2v3l-3-3h-5} span:badge[hidden]) '
  +   'button.tool!channels[hidden title=$notificationSettingsChannelsTitle]({M9 10.5l6-3M9 13.5l6 3M6 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 3a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 15a3 3 0 1 0 0 6a3 3 0 1 0 0-6}) '
  +   'button:close!close[if=$closeable title=$closeLabel]({M6 6l12 12M18 6L6 18})) '
  + 'p.banner[role=status dir=auto hidden](span button!reconnect span) '
  + 'div.inside('
  +   'div.talk('
  +     'p.introduction[if=$introFixed dir=auto]$introductionText '
  +     'div:timeline[role=region tabindex=0 data-turned=1 aria-label=$messagesLabel](div.content('
  +       'p.introduction[if=$introMoving dir=auto]$introductionText '
  +       'button.earlier!history[hidden]$fetchHistory '
  +       'ol.messages[data-waits=$isKnown] '
  +       'div.chips '
  +       'div.typing[dir=auto hidden] '
  +       'div.below)) '
  +     'button.newest!newest[hidden]({M12 5v14M5 12l7 7 7-7} span.unseen$newestLabel span.count) '
  +     'p.unseen[aria-live=polite]) '
  +   'form:composer[novalidate]('
  +     'p.notice[role=alert dir=auto] '
  +     'div.menu[role=menu hidden]('
  +       'button!upload-photo[if=$canPhoto role=menuitem tabindex=-1]({M4 5h16v14H4zM4 17l5-5 4 4 3-3 4 4M15 9h.1} span$uploadPhoto) '
  +       'button!upload-document[if=$canFile role=menuitem tabindex=-1]({M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6} span$uploadDocument) '
  +       'button!share-location[if=$canPlace role=menuitem tabindex=-1]({M12 21c5-5 7-8 7-11a7 7 0 0 0-14 0c0 3 2 6 7 11zM12 10h.1} span$shareLocation)) '
  +     'textarea.input[rows=1 aria-label=$inputPlaceholder placeholder=$inputPlaceholder] '
  +     'button.attach!attach[hidden=$noMenu aria-haspopup=menu aria-expanded=false title=$attachLabel]({M12 5v14M5 12h14}) '
  +     'button:send[type=submit title=$sendButtonText]({M12 19V5M6 11l6-6 6 6}))))';

/** Draws the panel, and shows it as soon as it is wanted, unless a form may come first. */
function panel(life, host) {
  var messenger = life.messenger;
  var options = messenger.options;
  var node = messenger.shadow.appendChild(make(PANEL, scene.words));
  var input = node.querySelector('.input');
  var form = mixed(mixed({}, messenger.config.prechatCapture || {}), options.prechatCapture || {});
  life.kit.adopt(messenger, STYLE);
  looks(life);
  // Whether the focus has been seen to since it came up.
  var wasShown = false;
  // What was written to a runtime that did not come.
  input.value = messenger.draft || '';

  function draw(isShown) {
    node.hidden = !isShown;
    wasShown = wasShown && isShown;
    if (messenger.launcher) { messenger.launcher.setAttribute('aria-expanded', isShown); }
  }

  /** The focus follows, once, unless the visitor is at work already; on a phone the keyboard would be over half of the talk. */
  host.show = function (isShown) {
    var focused = messenger.shadow.activeElement;
    var isTold = isShown === wasShown;
    wasShown = isShown;
    // Measured only where it may have become another.
    var isUnfit = isShown && (node.hidden || input.value);
    draw(isShown);
    if (isUnfit) { host.fit(); }
    if (isTold || !messenger.launcher || (isShown ? node.contains(focused) : !focused)) { return; }
    (!isShown ? messenger.launcher : life.may.phone ? node : input).focus();
  };

  messenger.peek = function () {
    if (messenger.bridge || form.enabled) { return; }
    draw(messenger.isWanted || !!options.embedded);
    // In a task of its own, as it lays out the page.
    if (messenger.isWanted) { setTimeout(function () { if (!life.isOver) { host.show(!node.hidden); } }, 0); }
  };
  messenger.peek();
}
