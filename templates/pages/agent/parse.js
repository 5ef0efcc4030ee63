// JSON that a person pastes, and where it goes wrong. Browsers do not agree on saying where, so we look.

/** `{value}`, or `{error}` with the line and column that it is about. */
export function parse(text) {
  if (!text.trim()) return { error: 'Paste or write the content of a message: an object with a `type`.' };
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [at, what] = fault(text) ?? [text.length, error.message];
    const before = text.slice(0, at).split('\n');
    const [line, column] = [before.length, before.at(-1).length + 1];
    return { error: `Line ${line}, column ${column}: ${what}.`, line, column };
  }
  if (!value || typeof value !== 'object' || Array.isArray(value)) return { error: 'The content of a message is an object: { "type": "text", … }' };
  // A whole request, as a program would post it.
  const content = value.content && typeof value.content === 'object' && value.type === undefined ? value.content : value;
  if (typeof content.type !== 'string') return { error: 'The content needs a `type`, such as "text".' };
  return { value: content };
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Where the text stops to be JSON, and what should stand there; null if it is JSON. */
export function fault(text) {
  let at = 0;
  const take = pattern => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found !== null;
  };
  const is = character => {
    take(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const stop = wanted => {
    take(SPACE);
    const there = at < text.length ? `not \`${text[at]}\`` : 'but the text ends';
    throw [at, `${wanted} should stand here, ${there}`];
  };
  const string = wanted => {
    take(SPACE);
    if (take(STRING)) return;
    if (text[at] === '"') throw [at, 'this string does not end on its line, or holds an unknown escape'];
    stop(wanted);
  };
  const rest = (close, entry) => {
    if (is(close)) return;
    do entry(); while (is(','));
    if (!is(close)) stop(`a comma or \`${close}\``);
  };
  const value = () => {
    if (is('{')) {
      rest('}', () => {
        string('a name in double quotes');
        if (!is(':')) stop('a colon');
        value();
      });
    } else if (is('[')) {
      rest(']', value);
    } else if (text[at] === '"') {
      string('a string');
    } else if (!take(PLAIN)) {
      stop('a value');
    }
  };
  try {
    value();
    take(SPACE);
    if (at < text.length) stop('the end');
    return null;
  } catch (found) {
    // Nesting beyond the stack is an error of another kind.
    return Array.isArray(found) ? found : null;
  }
}
