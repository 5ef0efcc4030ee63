// What few visitors need, which comes when it is first needed.

/** Gives the host its part. */
function late(life, host) {
  var linked = null;

  /** Links the style sheet, once; where it failed, the next call tries again. */
  function linkSheet() {
    if (!linked) {
      linked = life.kit.link(life.messenger, LATE_SHEET);
      linked.catch(function () { linked = null; });
    }
    return linked;
  }

  function tell(isThere) { if (!life.isOver) { runtime.late(isThere); } }

  host.loadLate = function () {
    Promise.all([loadSecond(), linkSheet()]).then(function () { tell(true); }, function (error) {
      console.error('AvMessagingSdk: a part could not be loaded, a later try may do', error);
      tell(false);
    });
  };
}
