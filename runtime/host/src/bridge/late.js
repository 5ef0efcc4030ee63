// What few visitors need, which comes when it is first needed: a module, and a script with its style.

var LATE_SCRIPT = { name: '@@LATE_JS@@', integrity: '@@LATE_JS_INTEGRITY@@' };

/** Gives the host its part. */
function late(life, host) {
  var loading = null;

  /** The second part, once it is there: what its script hands over. */
  life.part = null;

  /** Resolves when the second part is there; tried again where that failed. */
  life.whole = function () {
    if (!loading) {
      loading = Promise.all([life.kit.script(LATE_SCRIPT), loadSecond()]).then(function (parts) {
        if (!life.isOver) {
          life.part = parts[0];
          scene.templates = life.part.templates;
          life.part.join(life, host, runtime, make, link, WORDS);
        }
      }).catch(function (error) {
        loading = life.part = null;
        console.error('AvMessagingSdk: a part could not be loaded, a later try may do', error);
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
