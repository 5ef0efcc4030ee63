// The files that the visitor has chosen, by number, until the runtime has no more use for them; and the place.

/** Gives the host its part; what comes back forgets them all. */
function files(life, host, runtime) {
  var kept = {};
  var last = 0;

  /** What is posted with a file: its author, and more of its message where there is any. */
  life.form = function (number, author, message) {
    var form = new FormData();
    var file = kept[number].file;
    form.append('author', author);
    if (message) { form.append('message', message); }
    form.append('source', file, file.name);
    return form;
  };

  /** What goes on is said by the words of what was pressed, to who does not see it. */
  life.locate = function (words) {
    var geolocation = navigator.geolocation;
    var shadow = life.messenger.shadow;
    var composer = shadow.querySelector('[part=composer]');
    var focused = shadow.activeElement;
    var timeline = focused && focused.closest('[part=timeline]');
    // The browser's own question may never be answered.
    var patience = setTimeout(rest, 20000);
    function rest() {
      clearTimeout(patience);
      composer.removeAttribute('data-locating');
    }
    function end(trouble, place) {
      rest();
      if (!life.isOver) { runtime.told('located', trouble, JSON.stringify([place.latitude, place.longitude])); }
    }
    function fail(error) { end(error.code, { latitude: 0, longitude: 0 }); }
    life.end(rest);
    composer.setAttribute('data-locating', '');
    // What was pressed goes away; the focus must not go with it.
    if (timeline) { timeline.focus(); }
    shadow.querySelector('[aria-live]').textContent = words + '…';
    if (!geolocation || window.isSecureContext === false) { return fail({ code: geolocation ? 4 : 5 }); }
    geolocation.getCurrentPosition(function (place) { end(0, place.coords); }, fail, { timeout: 15000 });
  };

  /** Hands files to the runtime, which says what is not allowed. A picture may be shown from here. */
  life.choose = function (list) {
    [].forEach.call(list, function (file) {
      var isShown = life.may.imageUpload && /^image\//.test(file.type);
      var one = kept[last += 1] = { file: file, url: isShown ? URL.createObjectURL(file) : undefined };
      runtime.told('chosen', last, JSON.stringify([file.name, file.type, file.size, one.url]));
    });
  };

  host.release = function (number) {
    // After the end all are forgotten already.
    if (!kept[number]) { return; }
    if (kept[number].url) { URL.revokeObjectURL(kept[number].url); }
    delete kept[number];
  };

  // Of a try that failed.
  life.choose(life.chosen.splice(0));
  return function () { Object.keys(kept).forEach(host.release); };
}
