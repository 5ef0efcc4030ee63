// What comes with the second part, when it is first needed.

/** Gives the host its part. */
function late(life, host) {
  var linked = null;

  /** Links its style sheet, once. Resolves when that is there; where it failed, the next call tries again. */
  host.linkLate = function () {
    if (!linked) {
      linked = life.kit.link(life.messenger, LATE_SHEET);
      linked.catch(function () { linked = null; });
    }
    return linked;
  };
}
