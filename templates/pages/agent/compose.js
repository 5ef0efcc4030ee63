// Where the agent answers: a line of text, or any message by a form and its JSON, which are one and the same.
import { act, agent, business } from './api.js';
import { byId, fill, h } from './dom.js';
import { fieldsOf } from './editor.js';
import { current, on, refreshOne, takeMessage } from './model.js';
import { parse } from './parse.js';
import { TYPES } from './types.js';

/** Milliseconds after which typing is told again, and after which it has stopped. */
const [AGAIN, STOPPED] = [8000, 10000];

/** What is being written, by conversation: nothing is lost by looking elsewhere. */
const drafts = new Map();
const draft = () => {
  if (!drafts.has(current)) drafts.set(current, { text: '', type: '', content: null, json: null });
  return drafts.get(current);
};

let parts;

export function startCompose() {
  const text = h('textarea', { id: 'text', rows: 1, placeholder: 'Write a reply', 'aria-describedby': 'text-hint' });
  const send = h('button', { type: 'submit', class: 'main' }, 'Send');
  const type = h('select', { id: 'type' }, h('option', { value: '' }, 'Plain text'), Object.entries(TYPES).map(([value, { label }]) => h('option', { value }, label)), h('option', { value: 'json' }, 'Paste JSON'));
  const name = h('input', { id: 'agent-name', autocomplete: 'off', size: 10, value: agent.name, oninput: () => { agent.name = name.value.trim() || 'Ada'; } });
  const form = h('div', { class: 'made' });
  const source = h('textarea', { id: 'json', rows: 10, spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': 'json-error' });
  const error = h('p', { id: 'json-error', class: 'bad', role: 'status' });
  const trouble = h('p', { id: 'trouble', class: 'bad', role: 'alert' });
  const rich = h('div', { class: 'rich', hidden: true },
    form, h('div', { class: 'source' }, h('label', { for: 'json' }, 'As JSON'), source, error));
  const whole = h('form', { novalidate: true, 'aria-label': 'Reply', onsubmit: submit },
    rich,
    h('div', { class: 'line' }, h('label', { for: 'text', class: 'unseen' }, 'Reply'), text, send),
    h('p', { id: 'text-hint', class: 'unseen' }, 'Enter sends, Shift and Enter break the line.'),
    trouble,
    h('div', { class: 'choices' },
      h('span', {}, h('label', { for: 'type' }, 'Type'), type),
      h('span', {}, h('label', { for: 'agent-name' }, 'Answering as'), name)));
  parts = { text, send, type, form, source, error, trouble, rich, whole };
  fill(byId('compose'), whole);

  text.addEventListener('input', () => { draft().text = text.value; grow(); typed(text.value.trim() !== ''); });
  text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      whole.requestSubmit();
    }
  });
  whole.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target !== text) {
      event.preventDefault();
      whole.requestSubmit();
    }
  });
  whole.addEventListener('input', event => event.target !== text && event.target.id !== 'agent-name' && typed(true));
  whole.addEventListener('focusout', event => !whole.contains(event.relatedTarget) && typed(false));
  type.addEventListener('change', () => choose(type.value));
  source.addEventListener('input', () => {
    const one = draft();
    one.json = source.value;
    const { value } = check();
    if (!value) return;
    one.content = value;
    one.json = null;
    drawForm();
  });
  on('open', () => {
    typed(false);
    draw();
    if (isAwaited) focusReply();
  });
}

let isAwaited = false;

/** Puts the cursor where the reply is written; where a conversation is just being opened, once it is. */
export function focusReply() {
  isAwaited = byId('compose').hidden && location.hash !== '';
  if (!byId('compose').hidden) (draft().type ? parts.rich.querySelector('input, textarea, select') : parts.text).focus();
}

/** Goes back from a form to a line of text; says whether there was one. */
export function leaveForm() {
  if (byId('compose').hidden || !draft().type || !parts.whole.contains(document.activeElement)) return false;
  choose('');
  return true;
}

function choose(type) {
  const one = draft();
  one.type = type;
  one.json = null;
  if (type === 'json') one.content ??= { type: 'text', text: one.text || 'Hello' };
  else if (type) one.content = TYPES[type].example();
  if (type === 'text' && one.text.trim()) one.content.text = one.text;
  parts.trouble.textContent = '';
  draw();
  if (!type) parts.text.focus();
}

function draw() {
  if (!current) return;
  const one = draft();
  parts.type.value = one.type;
  parts.text.value = one.text;
  parts.rich.hidden = !one.type;
  parts.whole.dataset.mode = one.type ? 'rich' : 'line';
  parts.text.closest('.line').querySelector('textarea').hidden = Boolean(one.type);
  grow();
  if (!one.type) return;
  drawForm();
  parts.source.value = one.json ?? JSON.stringify(one.content, null, 2);
  check();
}

/** The form shows what the JSON says; where there is no form for it, the JSON is enough. */
function drawForm() {
  const one = draft();
  const known = TYPES[one.content?.type];
  const focused = document.activeElement;
  const at = [...parts.form.querySelectorAll('input, textarea, select, button')].indexOf(focused);
  const changed = again => {
    one.json = null;
    parts.source.value = JSON.stringify(one.content, null, 2);
    check();
    if (again) drawForm();
  };
  fill(parts.form, known
    ? fieldsOf(known.fields, one.content, changed, () => current)
    : h('p', { class: 'soft' }, `There is no form for the type “${one.content?.type}”. It is sent as the JSON says.`));
  if (at >= 0) [...parts.form.querySelectorAll('input, textarea, select, button')][at]?.focus();
}

function check() {
  const result = parse(parts.source.value);
  parts.error.textContent = result.error ?? '';
  parts.source.setAttribute('aria-invalid', String(Boolean(result.error)));
  return result;
}

async function submit(event) {
  event.preventDefault();
  const one = draft();
  const id = current;
  let content = { type: 'text', text: one.text };
  if (one.type) {
    const { value, line, column } = check();
    if (!value) {
      parts.source.focus();
      if (line) select(line, column);
      return;
    }
    content = value;
  } else if (!one.text.trim()) {
    return;
  }
  if (parts.send.getAttribute('aria-disabled') === 'true') return;
  parts.send.setAttribute('aria-disabled', 'true');
  parts.trouble.textContent = '';
  const written = () => one.type + (one.json ?? JSON.stringify(one.content));
  const sent = written();
  try {
    const answer = await business('POST', `/conversations/${id}/messages`, { author: agent.author, content });
    typed(false, true);
    // Only what was sent goes; what was written meanwhile stays.
    if (!one.type) one.text = one.text === content.text ? '' : one.text;
    else if (written() === sent) Object.assign(one, { type: '', content: null, json: null });
    for (const message of answer.messages ?? []) takeMessage(id, message);
    if (!answer.messages) await refreshOne(id);
    if (current === id) {
      draw();
      parts.text.focus();
    }
  } catch (error) {
    parts.trouble.textContent = `Not sent. ${error.message}`;
  } finally {
    parts.send.setAttribute('aria-disabled', 'false');
  }
}

function select(line, column) {
  const before = parts.source.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  parts.source.setSelectionRange(before + column - 1, before + column);
}

function grow() {
  parts.text.style.height = 'auto';
  parts.text.style.height = `${Math.min(parts.text.scrollHeight + 2, 180)}px`;
}

const typing = { conversation: null, told: 0, timer: 0 };

/** Tells the visitor that the agent types, or no longer does; sending ends it without a word. */
function typed(isTyping, isSent = false) {
  clearTimeout(typing.timer);
  if (typing.conversation && (!isTyping || typing.conversation !== current)) {
    if (!isSent) act(typing.conversation, 'typing:stop').catch(() => {});
    typing.conversation = null;
  }
  if (!isTyping || !current) return;
  if (typing.conversation !== current || Date.now() - typing.told > AGAIN) {
    typing.conversation = current;
    typing.told = Date.now();
    // An indicator that does not arrive is no reason to disturb who types.
    act(current, 'typing:start').catch(() => {});
  }
  typing.timer = setTimeout(() => typed(false), STOPPED);
}
