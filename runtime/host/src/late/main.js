/**
 * The script of the second part: what of the browser few visitors need. The bridge joins it to a messenger.
 * ES5, as the bridge is.
 */

var STYLE = '@@STYLE@@';

script.avmsdk({
  words: WORDS,
  templates: TEMPLATES,
  taken: TAKEN,
  tests: TESTS,
  prechat: prechat,
  /** Gives a messenger what it lacks; `life` has it forgotten at the end. */
  join: function (life, host, runtime, make, link, first) {
    life.kit.adopt(life.messenger, STYLE);
    delegates(life, host, runtime);
    frame(life);
    slides(life);
    selects(life, runtime);
    drafts(life, host);
    markdown(host, make, link);
    words(host);
    spell(life.messenger.options.customText, first);
    life.end(files(life, host, runtime));
    life.end(signs(life, host));
  }
});
