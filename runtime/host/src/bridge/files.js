// The files that the visitor has chosen, by number, until the runtime has no more use for them.

/** Gives the host its part; what comes back forgets them all. */
function files(life, host) {
  var kept = {};
  var last = 0;

  life.file = function (number) { return kept[number].file; };

  /** Hands files to the runtime, which says what is not allowed. A picture may be shown from here. */
  life.choose = function (list) {
    [].forEach.call(list, function (file) {
      var isShown = life.may.imageUpload && /^image\//.test(file.type);
      var one = kept[last += 1] = { file: file, url: isShown ? URL.createObjectURL(file) : undefined };
      runtime.chosen(last, file.name, file.type, file.size, one.url);
    });
  };

  host.release = function (number) {
    if (kept[number].url) { URL.revokeObjectURL(kept[number].url); }
    delete kept[number];
  };

  return function () { Object.keys(kept).forEach(host.release); };
}
