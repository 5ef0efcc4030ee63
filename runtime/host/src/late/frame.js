// What a page in a frame of ours may ask for, and whether it is shown unasked.

function frame(life) {
  /** What a page in a frame of ours asks for: to be closed, or another title. */
  function hear(event) {
    var frame = life.messenger.shadow.querySelector('iframe.framed');
    if (!frame || event.source !== frame.contentWindow) { return; }
    var said = event.data;
    try { said = isString(said) ? JSON.parse(said) : said; } catch (error) { return; }
    // A page of this site has no origin in the frame (webview.rs): none can be named as the one that the answer is for.
    var origin = new URL(frame.src).origin;
    var isNameless = event.origin === 'null' && origin === window.origin;
    if (!isPlain(said) || event.origin !== origin && !isNameless) { return; }
    var isTitle = said.type === 'SET_TITLE' && isText(said.title);
    if (!isTitle && said.type !== 'CLOSE_WEBVIEW') { return; }
    if (!isNameless) { event.source.postMessage({ id: said.id, hasSucceeded: true }, origin); }
    if (isTitle) {
      life.messenger.shadow.querySelector('.caption').textContent = said.title;
    } else {
      life.messenger.shadow.querySelector('.off').click();
    }
  }

  life.on(window, 'message', hear);

  /** A page that wants to be shown when its message comes is, where the visitor looks at that and does nothing else. */
  life.show = function (list) {
    setTimeout(function () {
      var shadow = life.messenger.shadow;
      var link = shadow.querySelector('[part=message]:last-child [data-do=webview]');
      // A message of another conversation has no link here.
      if (life.isOver || !link || list.indexOf(JSON.stringify(link.getAttribute('data-url'))) < 0) { return; }
      if (location.protocol !== 'http:' && link.protocol !== 'https:') { return; }
      var isBusy = shadow.querySelector('.newest:not([hidden]),.menu:not([hidden]),.over,[data-page=true]')
        || shadow.querySelector('.input').value
        // Who does something on the page would lose the focus.
        || !shadow.activeElement && document.activeElement !== document.body;
      if (!isBusy) { link.click(); }
    });
  };
}
