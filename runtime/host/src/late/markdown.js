// Texts that the service marks as Markdown. Of it what people write in a talk; it becomes elements, never markup.

/**
 * Words between marks, code, a link or a picture, an address, or a mark that is meant as it stands. Each is bounded: a
 * text of many marks that never close would take the square of its length.
 */
var MARKED = /(\*\*|__|~~|[*_])(?=\S)(.{0,999}?\S)\1|`([^`]{1,999})`|!?\[([^\]]{1,999})]\(([^\s)]{1,999}).{0,99}?\)|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])|\\([^\w\s])/;
var TAGS = { '*': 'em', _: 'em', '**': 'strong', __: 'strong', '~~': 'del' };
/** Of more marks than these the rest is text. */
var MOST_MARKS = 400;

/** Gives the host its part; `make` makes elements, by a template, an object and a list of texts. */
function markdown(host, make) {
  var left;

  function add(into, template, first, second) { return into.appendChild(make(template, 0, [first, second])); }

  function write(into, text) { into.appendChild(document.createTextNode(text)); }

  function inline(into, text) {
    var found;
    while (left && (found = MARKED.exec(text))) {
      var before = text.slice(0, found.index);
      var after = text.slice(found.index + found[0].length);
      var address = found[5] || found[6];
      left -= 1;
      if (/^_/.test(found[0]) && (/\w$/.test(before) || /^\w/.test(after))) {
        // Within a word it marks nothing.
        write(into, before + found[1]);
        after = found[0].slice(found[1].length) + after;
      } else {
        write(into, before);
        if (found[1]) {
          inline(add(into, TAGS[found[1]]), found[2]);
        } else if (address) {
          add(into, 'a[target=_blank href=$]$', address, found[4] || address);
        } else {
          add(into, found[3] ? 'code$' : 'span$', found[3] || found[7]);
        }
      }
      text = after;
    }
    write(into, text);
  }

  /** Adds a text to an element in which white space shows. */
  host.markdown = function (into, text) {
    left = MOST_MARKS;
    text.split(/(?:^|\n) *```.*\n([^]*?)\n? *```(?:\n|$)/).forEach(function (part, at) {
      if (at % 2) { return add(into, 'pre$', part); }
      inline(into, part.replace(/^#{1,6} +(.+)/gm, '**$1**').replace(/^( *)[*+-] +/gm, '$1• '));
    });
  };
}
