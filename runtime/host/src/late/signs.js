// How a visitor who looks elsewhere hears of a message: a sound in one tab.

/** Milliseconds in which the tabs agree on the one that makes the sound, and another may turn out to be read in. */
var AGREEMENT = 200;

/** Gives the life its part; what comes back leaves the loudspeaker as it was. */
function signs(life, host) {
  var messenger = life.messenger;
  var sound = null;
  var timer = null;

  life.received = function (list) {
    if (life.isAway()) { ring(JSON.parse(list)[0]._id); } else { life.show(list); }
  };

  /** The last tab to claim a message's sound makes it. A browser that forbids it to a page in which nothing was done would complain. */
  function ring(id) {
    var activation = navigator.userActivation;
    var kept = life.kit.read(messenger, 'avmsdk.sound') || '';
    if (activation && !activation.hasBeenActive || kept.indexOf(id) === 0) { return; }
    var own = id + Math.random();
    host.store('sound', own);
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (life.unread && life.kit.read(messenger, 'avmsdk.sound') === own) { play(); }
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

  return function () {
    clearTimeout(timer);
    hush();
  };
}
