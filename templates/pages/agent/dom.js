// Elements out of data. What a visitor wrote only ever becomes text here, never markup.

/** Makes an element: `h('p', { class: 'soft', onclick: f }, 'text', child)`. Empty children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  add(element, children);
  return element;
}

/** Appends children, which may be nested, text, elements or nothing. */
export function add(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) element.append(child);
  }
}

/** Puts children in the place of what was there. */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
}

export const byId = id => document.getElementById(id);

/** The URL, if it is one that a person may be sent to. */
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A link, or plain text where it would lead to something else than a page. */
export function link(text, target) {
  const href = safeUrl(target);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text) : h('span', {}, text);
}

/** Text in which web addresses can be followed. */
export function linked(text) {
  const parts = String(text).split(/(https?:\/\/[^\s<>"']+)/);
  return parts.map((part, at) => (at % 2 ? link(part, part) : part));
}

/** Any value as JSON that wraps. */
export function json(value) {
  return h('pre', { class: 'json', tabindex: 0, role: 'group', 'aria-label': 'JSON' }, JSON.stringify(value, null, 2));
}

/** Says a sentence to those who do not see the page. */
export function announce(text) {
  byId('announce').textContent = text;
}

let names = 0;
/** An id that nothing else has. */
export const fresh = () => `x${++names}`;
