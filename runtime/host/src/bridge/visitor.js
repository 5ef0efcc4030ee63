// What the visitor does in here. The runtime hears of it, but for what is the browser's own business: the menu of the
// composer, files, the place, and where the focus goes.

/** What can have the focus. */
var FOCUSABLE = 'button,input,select,textarea,iframe,[href],[tabindex="0"]';

/** Gives the host its part, and listens. */
function visitor(life, host) {
  var messenger = life.messenger;
  var shadow = messenger.shadow;
  var panel = shadow.querySelector('[part=panel]');
  var input = panel.querySelector('.input');
  var button = panel.querySelector('.attach');
  var menu = panel.querySelector('.menu');
  var takesFiles = life.may.imageUpload || life.may.fileUpload;
  // One that nobody holds may vanish before a file is chosen.
  var picker;
  var opener = null;
  var scrolled = null;
  var timeline = panel.querySelector('[part=timeline]');
  /** What the reader looks at, and the share of it that is beneath what is seen. */
  var place;
  var share;
  var tell = meanwhile(life, host, panel, input, doing);

  /** As high as its lines; the style sheet sets the limit. Shrinks first: an element is never measured lower than it is. */
  host.fit = function () {
    input.style.height = 'auto';
    input.style.height = input.scrollHeight + 'px';
  };

  function toggle(isOpen) {
    menu.hidden = !isOpen;
    button.setAttribute('aria-expanded', isOpen);
    (isOpen ? menu.firstChild : button).focus();
  }

  /** The list of the event is empty once it is over. What is chosen is not lost where the second part cannot be had: it takes them. */
  life.chosen = [];
  function choose(list) {
    life.chosen.push.apply(life.chosen, list);
    use(function () { life.choose(life.chosen.splice(0)); });
  }

  /** In the press itself: a browser that waits for the second part may take it for nobody's wish. */
  function pick(accept) {
    picker = document.createElement('input');
    picker.type = 'file';
    picker.multiple = true;
    picker.accept = accept;
    picker.onchange = function () { if (!life.isOver) { choose(picker.files); } };
    picker.click();
  }

  /** The runtime hears that the second part is wanted, and tells the visitor where it cannot be had. */
  life.miss = function () { if (messenger.bridge && !life.part) { runtime.heard({ type: 'click', target: button }); } };

  /** Does something with the second part. */
  function use(act) {
    if (!messenger.bridge) { return life.ready.then(function () { use(act); }); }
    life.miss();
    life.use(act);
  }

  /** The page stays where it is. */
  function submit(event) {
    event.preventDefault();
    tell({ type: 'submit', target: event.target });
  }

  function hear(event) { if (!/^(attach|upload-|share-location)/.test(doing(event))) { tell(event); } }

  /** What the control does that an event is of. */
  function doing(event) {
    var control = event.target.closest('[data-do]');
    return control ? control.getAttribute('data-do') : '';
  }

  life.on(shadow, 'click', function (event) {
    var what = doing(event);
    var isOpen = !menu.hidden;
    if (isOpen && !menu.contains(event.target) && what !== 'attach') {
      menu.hidden = true;
      button.setAttribute('aria-expanded', false);
    } else if (isOpen || what === 'attach') { toggle(!isOpen); }
    // By the time that something is chosen the second part is there.
    if (what === 'attach') { use(function () {}); }
    else if (what === 'upload-photo') { pick('image/*'); }
    else if (what === 'upload-document') { pick(''); }
    else if (what === 'share-location') {
      var words = event.target.closest('[data-do]').textContent;
      use(function () { life.locate(words); });
    }
    else { hear(event); }
  });

  life.on(shadow, 'keydown', function (event) {
    var key = event.key;
    var target = event.target;
    // Enter that picks a word of an input method is not meant for us; WebKit tells by the code alone.
    if (event.isComposing || event.keyCode === 229) { return; }
    if (key === 'Enter' && target === input) {
      // The keyboard of a screen has no other way to a further line; beside it stands the control that sends.
      if (!event.shiftKey && !hasTouch()) { submit(event); }
      return;
    }
    // The browser would go there step by step, and stop where rows come.
    if (key === 'End' && target === timeline) {
      event.preventDefault();
      tell({ type: 'click', target: panel.querySelector('.newest') });
    }
    if (!menu.hidden) {
      if (key === 'Escape' || key === 'Tab') { return toggle(false); }
      if (/^(Arrow(Up|Down)|Home|End)$/.test(key)) {
        var items = menu.children;
        var at = [].indexOf.call(items, target) + { ArrowUp: -1, ArrowDown: 1 }[key] || 0;
        if (key === 'End') { at = -1; }
        items[(at + items.length) % items.length].focus();
        event.preventDefault();
      }
    }
    var dialog = key === 'Tab' && target.closest('[role=dialog]');
    if (dialog) {
      var all = [].filter.call(dialog.querySelectorAll(FOCUSABLE), function (node) {
        return node.tabIndex >= 0 && !node.disabled && node.getClientRects().length && getComputedStyle(node).visibility !== 'hidden';
      });
      if (target === all[event.shiftKey ? 0 : all.length - 1]) {
        all[event.shiftKey ? all.length - 1 : 0].focus();
        event.preventDefault();
      }
    }
    tell(event);
  });

  // Who goes to the field will write. Who writes goes on: the focus stays, and with it a phone's keyboard.
  life.on(shadow, 'mousedown', function (event) {
    if (event.target === input) { life.sends(); }
    if (shadow.activeElement === input && event.target.closest('[part=send]')) { event.preventDefault(); }
  });

  // Said once, and not whenever the panel is shown again.
  life.on(shadow, 'animationend animationcancel', function (event) {
    if (event.animationName === 'leave' && event.target.getAttribute('data-back') === 'true') { event.target.hidden = true; }
  });

  // What is typed is no shortcut of the page's.
  life.on(shadow, 'keydown keyup keypress', function (event) { event.stopPropagation(); });
  life.on(shadow, 'submit', submit);
  life.on(shadow, 'input', host.fit);
  /** There may be room for more, or less, and other rows of the same words. What nobody sees is not measured. */
  life.resize = function () {
    if (input.offsetParent) {
      host.fit();
      if (place && timeline.contains(place)) { timeline.scrollBy(0, (beneath(place) - share) * place.offsetHeight); }
      scrolls(timeline);
    }
  };
  life.on(window, 'resize', life.resize);
  life.on(shadow, 'input focusout', hear);
  // These do not bubble. Of a picture that cannot be loaded the style sheet says what shows in its place.
  life.on(shadow, 'error', hear, true);
  life.on(shadow, 'scroll', function (event) { scrolls(event.target); }, true);

  /** Told in a task of its own: what comes in during the frame of a scroll counts as a shift of the page's layout. */
  function scrolls(target) {
    if (!scrolled) {
      setTimeout(function () {
        tell({ type: 'scroll', target: scrolled });
        scrolled = null;
        // The row at the lower edge, if it is not the last.
        place = [].filter.call(timeline.querySelectorAll('li'), function (row) { return beneath(row) > 0; })[0];
        share = place && beneath(place);
      });
    }
    scrolled = target;
  }

  /** The share of a row that is beneath what is seen. */
  function beneath(row) { return (bottom(row) - bottom(timeline)) / row.offsetHeight; }

  /** The page's own control that the focus came from has it back in the end. */
  life.on(shadow, 'focusin', function (event) {
    var from = event.relatedTarget;
    if (from && panel.contains(event.target) && !panel.contains(from)) { opener = shadow.contains(from) ? null : from; }
  });
  life.leave = function () {
    if (opener && shadow.activeElement) { opener.focus(); }
    opener = null;
  };

  life.on(shadow, 'paste', function (event) {
    var data = event.clipboardData;
    // What was copied from a table or a text may have a picture with it.
    if (!input.readOnly && takesFiles && data.files.length && !data.getData('text')) {
      event.preventDefault();
      choose(data.files);
    }
  });

  life.on(shadow, 'dragover dragleave drop', function (event) {
    var data = event.dataTransfer;
    if ([].indexOf.call(data.types, 'Files') < 0) { return; }
    // A browser would leave the page for a file that is dropped.
    event.preventDefault();
    if (input.readOnly || !takesFiles) {
      data.dropEffect = 'none';
      return;
    }
    panel.setAttribute('data-drop', event.type === 'dragover' || event.type === 'dragleave' && panel.contains(event.relatedTarget));
    if (event.type === 'drop') { choose(data.files); }
  });
}

/** Keeps the panel of a phone where it can be seen while the keyboard is there; not where the visitor has zoomed in. */
function viewport(life) {
  var view = window.visualViewport;
  function fit() {
    var style = life.messenger.root.style;
    if (view.scale > 1.01) { return; }
    style.setProperty('--avmsdk-view-height', view.height + 'px');
    style.setProperty('--avmsdk-view-top', view.offsetTop + 'px');
  }
  if (view) {
    life.on(view, 'resize scroll', fit);
    fit();
  }
}
