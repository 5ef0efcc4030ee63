// Addresses that people write in a text.

/**
 * An address of the web, behind anything but a letter or a digit: Chinese has no blanks. It ends before a blank or a sign that
 * addresses do not have, full-width punctuation among them. Or one of mail, whole: of what is beyond ASCII nobody knows
 * whether it belongs to it, and the rest would be somebody else's. Lengths are bounded, as texts come from strangers.
 */
var LINK = /(^|[^a-z\d])((?:https?:\/\/|mailto:|www\.)[^\s\x00-\x20<>"`\x7f\u2000-\u207f\u3000-\u303f\uff00-\uff7f]+)|(^|[^\w.+/@\u00c0-\u052f-])([a-z\d_][\w.+'-]{0,63}@(?:[a-z\d-]{1,63}\.){1,9}[a-z]{2,63}(?![\w@]|--))/i;

/** More than that in one text are nothing that anybody wants to click. */
var MOST_LINKS = 100;

/** Without the punctuation of the sentence around it. A bracket that was opened inside belongs to the address. */
function trimmed(address) {
  var opening = { ')': '(', ']': '[', '}': '{' };
  var count = {};
  var end = address.length;
  address.replace(/[()[\]{}]/g, function (bracket) { count[bracket] = (count[bracket] || 0) + 1; });
  for (; /[.,;:!?'*_~)\]}«»،؛؟।]/.test(address.charAt(end - 1)); end -= 1) {
    var last = address.charAt(end - 1);
    if (opening[last]) {
      if (count[opening[last]] >= count[last]) { break; }
      count[last] -= 1;
    }
  }
  return address.slice(0, end);
}

/** Where an address leads. */
function target(address) {
  return (/^(https?|mailto):/i.test(address) ? '' : /^www\./i.test(address) ? 'https://' : 'mailto:') + address;
}

/** The parts of a text in their order: what is no link, then one and where it leads. */
function linked(text) {
  var parts = [];
  var words = '';
  var found;
  while (parts.length < MOST_LINKS && (found = LINK.exec(text))) {
    var address = found[4] || trimmed(found[2]);
    var end = found.index + (found[1] || found[3] || '').length + address.length;
    words += text.slice(0, end);
    text = text.slice(end);
    // A scheme alone leads nowhere, and who stands in an address behind a password is nobody's mail.
    if (LINK.test(address) && !(found[3] === ':' && /\/\/\S*$/.test(words.slice(-99 - address.length, -address.length)))) {
      parts.push([words.slice(0, -address.length), address, target(address)]);
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
