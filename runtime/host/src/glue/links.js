// Addresses that people write in a text.

/**
 * An address of the web or of mail, behind anything but a letter or a digit: Chinese has no blanks. It ends before a blank or
 * a sign that addresses do not have, full-width punctuation among them. Lengths are bounded, as texts come from strangers.
 */
var LINK = /(^|[^a-z\d])((?:https?:\/\/|mailto:|www\.)[^\s\x00-\x20<>"`\x7f\u2000-\u207f\u3000-\u303f\uff00-\uff7f]{1,4000}|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,9}[a-z]{2,63}\b)/i;

/** More than that in one text are nothing that anybody wants to click. */
var MOST_LINKS = 100;

/** Without the punctuation of the sentence around it. A bracket that was opened inside belongs to the address. */
function trimmed(address) {
  while (/[.,;:!?'*_~)\]}]$/.test(address)) {
    var last = address.slice(-1);
    var opening = { ')': '(', ']': '[', '}': '{' }[last];
    if (opening && address.split(opening).length >= address.split(last).length) { break; }
    address = address.slice(0, -1);
  }
  return address;
}

/** The parts of a text in their order: what is no link, then one and where it leads. */
function linked(text) {
  var parts = [];
  var words = '';
  var found;
  while (parts.length < MOST_LINKS && (found = LINK.exec(text))) {
    var address = trimmed(found[2]);
    var end = found.index + found[1].length + address.length;
    words += text.slice(0, end);
    text = text.slice(end);
    // A scheme alone leads nowhere.
    if (LINK.test(address)) {
      parts.push([words.slice(0, -address.length), address, (/^(https?|mailto):/i.test(address) ? '' : /^www/i.test(address) ? 'https://' : 'mailto:') + address]);
      words = '';
    }
  }
  return parts.concat([[words + text]]);
}

/** Adds a text to an element; its addresses can be clicked. */
function link(into, text) {
  linked(text).forEach(function (part) {
    into.appendChild(document.createTextNode(part[0]));
    if (part[1]) { into.appendChild(make('a[target=_blank href=$]$', 0, [part[2], part[1]])); }
  });
}

/** Adds a paragraph in which addresses can be clicked. */
function addText(into, text) { link(into.appendChild(make('div.text[dir=auto]')), text); }
