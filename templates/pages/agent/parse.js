// JSON that a person pastes, and where it goes wrong.

/** `{value}`, or `{error}` with the line and column that it is about. */
export function parse(text) {
  if (!text.trim()) return { error: 'Paste or write the content of a message: an object with a `type`.' };
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [line, column] = place(error.message, text);
    const what = error.message.replace(/\s*(in JSON)?\s*at (position|line)[\s\S]*$/, '').replace(/^JSON\.parse: /, '');
    return { error: `Line ${line}, column ${column}: ${what}`, line, column };
  }
  if (!value || typeof value !== 'object' || Array.isArray(value)) return { error: 'The content of a message is an object: { "type": "text", … }' };
  // A whole request, as a program would post it.
  const content = value.content && typeof value.content === 'object' && value.type === undefined ? value.content : value;
  if (typeof content.type !== 'string') return { error: 'The content needs a `type`, such as "text".' };
  return { value: content };
}

function place(message, text) {
  const named = /line (\d+) column (\d+)/.exec(message);
  if (named) return [Number(named[1]), Number(named[2])];
  const at = /position (\d+)/.exec(message);
  const before = text.slice(0, at ? Number(at[1]) : text.length).split('\n');
  return [before.length, before.at(-1).length + 1];
}
