// What few visitors need, which comes when it is first needed.

/** Gives the host its part; what comes back hears no page in a frame any more. */
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

  /** The words of the second part say that it is there. */
  function tell(words) { if (!life.isOver) { runtime.late(words); } }

  host.loadLate = function () {
    Promise.all([loadSecond(), linkSheet()]).then(function (parts) { tell(parts[0]); }, function (error) {
      console.error('AvMessagingSdk: a part could not be loaded, a later try may do', error);
      tell();
    });
  };

  /** What a page in a frame of ours asks for: to be closed, or another title. */
  function hear(event) {
    var frame = life.messenger.shadow.querySelector('iframe.framed');
    if (!frame || event.source !== frame.contentWindow) { return; }
    var said = event.data;
    try { said = isString(said) ? JSON.parse(said) : said; } catch (error) { return; }
    // A page of this site has no origin in the frame (webview.rs): none can be named as the one that the answer is for.
    var origin = new URL(frame.src).origin;
    var isNameless = event.origin === 'null' && origin === location.origin;
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

  window.addEventListener('message', hear);
  return function () { window.removeEventListener('message', hear); };
}
