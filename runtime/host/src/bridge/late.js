// What is not needed to read a conversation. What sends comes at the first key. What few visitors need comes when it is
// first needed: a module, and a script with its style; what sends comes with it.

var LATE_SCRIPT = { name: '@@LATE_JS@@', integrity: '@@LATE_JS_INTEGRITY@@' };

/** Gives the host its part. `program` resolves when that can be called. */
function late(life, host, program) {
  var loading = null;
  // Milliseconds until what sends is asked for again: twice as many each time, up to half a minute.
  var wait = 2000;
  var again = 0;
  var isAsking = false;
  var there;
  var sending = new Promise(function (resolve) {
    there = function () {
      life.canSend = !life.isOver;
      resolve();
    };
  });

  function say(error) { console.error('AvMessagingSdk: a part could not be loaded, a later try may do', error); }

  function ask() {
    clearTimeout(again);
    if (isAsking || life.isOver || life.canSend) { return; }
    isAsking = true;
    program.then(loadSending).then(there, function (error) {
      isAsking = false;
      if (life.isOver) { return; }
      say(error);
      // Not of the network alone: the visitor is told.
      if (again && navigator.onLine) { life.miss(); }
      again = setTimeout(ask, wait);
      wait = Math.min(wait * 2, 30000);
    });
  }

  /** Resolves when what sends is there. It is asked for until then: what was written waits, and no network comes by itself. */
  life.sends = function () {
    if (!again) { ask(); }
    return sending;
  };
  life.on(window, 'online', function () { if (again) { ask(); } });
  life.end(function () { clearTimeout(again); });

  /** The second part, once it is there: what its script hands over. */
  life.part = null;

  /** Resolves when the second part is there; tried again where that failed. */
  life.whole = function () {
    if (!loading) {
      loading = Promise.all([life.kit.script(LATE_SCRIPT), loadSecond(), loadSending()]).then(function (parts) {
        if (!life.isOver) {
          there();
          life.part = parts[0];
          scene.templates = life.part.templates;
          life.part.join(life, host, runtime, make, link, WORDS);
        }
      }).catch(function (error) {
        loading = life.part = null;
        say(error);
        error.code = 'not_loaded';
        throw error;
      });
    }
    return loading;
  };

  /** Does something with the second part, now or when it is there. */
  life.use = function (act) {
    if (life.part) { act(); } else { life.whole().then(function () { if (!life.isOver) { act(); } }, function () {}); }
  };

  host.loadLate = function () {
    // All words say that it is there.
    function tell() {
      if (life.isOver) { return; }
      if (life.part) { scene.words = mixed(mixed({}, life.part.words), scene.words); }
      runtime.late(life.part ? JSON.stringify(listed(Object.keys(life.part.words))) : undefined);
    }
    life.whole().then(tell, tell);
  };
}
