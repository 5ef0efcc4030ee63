// What few visitors need, which comes when it is first needed.

/** Gives the host its part. */
function late(life, host) {
  function tell(isThere) { if (!life.isOver) { runtime.late(isThere); } }

  host.loadLate = function () {
    loadSecond().then(function () { tell(true); }, function (error) {
      console.error('AvMessagingSdk: a part could not be loaded, a later try may do', error);
      tell(false);
    });
  };
}
