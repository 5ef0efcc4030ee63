// How a visitor who looks elsewhere learns of a message: the page's title, and a sound in one tab.

/** Milliseconds in which the tabs agree on the one that makes the sound, and another may turn out to be read in. */
var AGREEMENT = 200;

/** Gives the host its part; what comes back leaves title and loudspeaker as they were. */
function signs(life, host) {
  var messenger = life.messenger;
  var text = messenger.options.customText;
  var isOpen = messenger.options.embedded;
  var count = 0;
  var ours = null;
  var theirs = null;
  var sound = null;
  var timer = null;

  function isAway() { return document.hidden || !isOpen; }

  /** A page that has changed its title meanwhile keeps that. */
  function restore() {
    if (ours !== null && document.title === ours) { document.title = theirs; }
    ours = null;
  }

  host.unread = function (now) {
    var isMore = now > count && messenger.bridge && isAway();
    count = now;
    if (isMore || !now) { restore(); }
    if (isMore) {
      theirs = document.title;
      ours = (now > 1 ? text.messageIndicatorTitlePlural || '({count}) New messages'
        : text.messageIndicatorTitleSingular || '({count}) New message').replace('{count}', now);
      document.title = ours;
      // A browser may trim it.
      ours = document.title;
    }
  };

  /** What the page is told of. */
  life.notice = function (name, list) {
    if (/^widget/.test(name)) {
      isOpen = name === 'widget:opened';
      if (!isOpen) { life.leave(); }
    }
    if (name === 'message:received' && isAway() && messenger.options.soundNotificationEnabled !== false) { claim(JSON.parse(list)[0]._id); }
  };

  /** The last tab to claim a message's sound makes it. A browser that forbids it to a page in which nothing was done would complain. */
  function claim(id) {
    var activation = navigator.userActivation;
    var kept = life.kit.read(messenger, OURS + 'sound') || '';
    if (activation && !activation.hasBeenActive || kept.indexOf(id) === 0) { return; }
    var own = id + Math.random();
    host.store('sound', own);
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (count && life.kit.read(messenger, OURS + 'sound') === own) { play(); }
    }, AGREEMENT);
  }

  /** Two soft notes. */
  function play() {
    hush();
    try {
      sound = new (window.AudioContext || window.webkitAudioContext)();
      var start = sound.currentTime;
      var tone = sound.createOscillator();
      var level = sound.createGain();
      tone.frequency.value = 660;
      tone.frequency.setValueAtTime(880, start + 0.12);
      level.gain.value = 0.08;
      level.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
      tone.connect(level);
      level.connect(sound.destination);
      tone.onended = hush;
      tone.start();
      tone.stop(start + 0.6);
    } catch (error) { /* Then there is none. */ }
  }

  function hush() {
    var last = sound;
    sound = null;
    if (last) { last.close(); }
  }

  life.on(window, 'focus', restore);
  life.on(document, 'visibilitychange', function () { if (!document.hidden) { restore(); } });
  return function () {
    clearTimeout(timer);
    hush();
    restore();
  };
}
