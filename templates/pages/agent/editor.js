// A form made of a list of fields (types.js). It changes the object that it was given and says so.
import { upload } from './api.js';
import { fresh, h } from './dom.js';
import { ACTIONS, newAction } from './types.js';

/**
 * The fields of an object.
 *
 * `changed(again)` is called after each change; `again` says that the form must be drawn anew, since
 * other fields are now there.
 */
export function fieldsOf(fields, object, changed, conversation) {
  return fields
    .filter(field => !field.when || field.when(object))
    .map(field => KINDS[field.kind](field, target(field, object), changed, conversation));
}

/** The object that a field is in; made when something is set. */
function target(field, object) {
  if (!field.within) return object;
  const inner = object[field.within];
  return inner && typeof inner === 'object' ? inner : (object[field.within] = {});
}

/** An empty field is no field. */
function set(object, name, value) {
  if (value === '' || value === undefined || value === false || Number.isNaN(value)) delete object[name];
  else object[name] = value;
}

function labelled(field, input, ...more) {
  input.id = fresh();
  return h('div', { class: 'field' }, h('label', { for: input.id }, field.label), input, more);
}

function input(field, object, changed, type, read) {
  const element = h('input', {
    type, autocomplete: 'off', value: object[field.name] ?? '', step: type === 'number' ? 'any' : undefined, 'data-field': field.name,
    oninput: () => { set(object, field.name, read(element)); changed(false); },
  });
  return element;
}

const KINDS = {
  text: (field, object, changed) => labelled(field, input(field, object, changed, 'text', one => one.value)),
  url: (field, object, changed) => labelled(field, input(field, object, changed, 'url', one => one.value)),
  number: (field, object, changed) => labelled(field, input(field, object, changed, 'number', one => one.valueAsNumber)),
  long: (field, object, changed) => {
    const area = h('textarea', { rows: 3, 'data-field': field.name, oninput: () => { set(object, field.name, area.value); changed(false); } });
    area.value = object[field.name] ?? '';
    return labelled(field, area);
  },
  flag: (field, object, changed) => {
    const box = h('input', { type: 'checkbox', 'data-field': field.name, onchange: () => { set(object, field.name, box.checked); changed(false); } });
    box.checked = Boolean(object[field.name]);
    return h('div', { class: 'field' }, h('label', { class: 'check' }, box, ` ${field.label}`));
  },
  choice: (field, object, changed) => {
    const select = h('select', { 'data-field': field.name, onchange: () => { set(object, field.name, select.value); changed(true); } },
      field.of.includes(object[field.name]) ? null : h('option', { value: '' }, 'not given'),
      field.of.map(value => h('option', { value }, value)));
    select.value = object[field.name] ?? '';
    return labelled(field, select);
  },
  media: (field, object, changed, conversation) => {
    const url = input(field, object, changed, 'url', one => one.value);
    const said = h('p', { class: 'soft', role: 'status' });
    const file = h('input', { type: 'file', accept: field.accept || undefined, 'data-upload': field.name, 'aria-label': `${field.label}: upload a file` });
    file.addEventListener('change', async () => {
      if (!file.files[0]) return;
      said.textContent = 'Uploading…';
      said.className = 'soft';
      try {
        const { mediaUrl } = await upload(file.files[0], conversation());
        object[field.name] = url.value = mediaUrl;
        said.textContent = 'Uploaded.';
        changed(false);
      } catch (error) {
        said.textContent = error.message;
        said.className = 'bad';
      }
    });
    return h('div', { class: 'media' }, labelled(field, url), file, said);
  },
  list: (field, object, changed, conversation) => {
    const entries = Array.isArray(object[field.name]) ? object[field.name] : [];
    return many(field, entries, field.each, (entry, redo) => fieldsOf(field.fields, entry, redo, conversation), changed, [
      h('button', { type: 'button', class: 'quiet', onclick: () => { object[field.name] = [...entries, field.fresh(entries.length)]; changed(true); } }, `Add ${field.each.toLowerCase()}`),
    ], list => { object[field.name] = list; });
  },
  actions: (field, object, changed, conversation) => {
    const entries = Array.isArray(object.actions) ? object.actions : [];
    const kind = h('select', { 'aria-label': 'Type of the action to add', 'data-field': 'action-type' }, field.of.map(type => h('option', { value: type }, ACTIONS[type].label)));
    kind.value = field.start;
    return many(field, entries, 'Action', (entry, redo) => [
      h('p', { class: 'kind' }, ACTIONS[entry.type]?.label ?? String(entry.type)),
      fieldsOf(ACTIONS[entry.type]?.fields ?? [], entry, redo, conversation),
    ], changed, [
      kind,
      h('button', { type: 'button', class: 'quiet', onclick: () => { object.actions = [...entries, newAction(kind.value)]; changed(true); } }, 'Add action'),
    ], list => { if (list.length) object.actions = list; else delete object.actions; });
  },
};

function many(field, entries, each, drawEntry, changed, adders, keep) {
  return h('fieldset', { class: 'many', 'data-list': field.name }, h('legend', {}, field.label),
    entries.map((entry, at) => h('fieldset', { class: 'entry' }, h('legend', {}, `${each} ${at + 1}`),
      drawEntry(entry, changed),
      h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${each.toLowerCase()} ${at + 1}`, onclick: () => { keep(entries.filter(other => other !== entry)); changed(true); } }, 'Remove'))),
    h('div', { class: 'adders' }, adders));
}
