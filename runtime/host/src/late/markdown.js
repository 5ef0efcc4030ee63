// Texts that the service marks as Markdown. Of it what people write in a talk; it becomes elements, never markup.

/**
 * Words between marks, code, a link, an address, or a mark that is meant as it stands. What never closes is bounded: a
 * text of such marks would take the square of its length.
 */
var MARKED = /(\*\*|__|[*_])(?=\S)(.{0,999}?\S)\1(?!\*)|`{1,3}([^`]{1,999})`{1,3}|\[([^\]]{1,999})]\(((?:[^\s()]|\([^\s()]*\)){1,999})\)|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])|\\([^\w\s])/;

/**
 * Gives the host its part; `make` makes elements, by a template, an object and a list of texts, and `link` adds a text in which
 * addresses can be clicked.
 */
function markdown(host, make, link) {
  function add(into, template, first, second) { return into.appendChild(make(template, 0, [first, second])); }

  function inline(into, text) {
    var found;
    var plain = '';
    while ((found = MARKED.exec(text))) {
      var mark = found[1];
      var address = found[5] || found[6];
      plain += text.slice(0, found.index);
      text = text.slice(found.index + found[0].length);
      // Within a word a line marks nothing.
      if (/^_/.test(mark) && (/\w$/.test(plain) || /^\w/.test(text))) {
        plain += mark;
        text = found[0].slice(mark.length) + text;
        continue;
      }
      link(add(into, 'span'), plain);
      plain = '';
      if (mark) {
        inline(add(into, mark[1] ? 'strong' : 'em'), found[2]);
      } else if (address) {
        add(into, 'a[target=_blank href=$]$', address, found[4] || address);
      } else {
        add(into, found[3] ? 'code$' : 'span$', found[3] || found[7]);
      }
    }
    link(add(into, 'span'), plain + text);
  }

  /** Adds a text to an element in which white space shows. */
  host.markdown = function (into, text) {
    inline(into, text.replace(/^#{1,6} +(.*\S)/gm, '**$1**').replace(/^( *)[*+-] +/gm, '$1• '));
  };
}
