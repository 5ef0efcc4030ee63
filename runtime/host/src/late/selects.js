// A choice of a list in a form: who presses it has chosen (observed of the family's client), who goes through the list by
// keys has not yet, since each arrow passes by an option: that one goes on by Enter or by the control.

function selects(life, runtime) {
  var isByKey = false;
  life.on(life.messenger.shadow, 'keydown mousedown touchstart change', function (event) {
    var select = event.target;
    if (select.localName !== 'select') { return; }
    if (event.type === 'change' && !isByKey) { runtime.heard({ type: 'submit', target: select }); }
    isByKey = event.type === 'keydown';
  });
}
