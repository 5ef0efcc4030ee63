// What a message holds, drawn. Everything here is hostile: text stays text, and only web addresses are followed.
import { h, json, link, linked, safeUrl } from './dom.js';

/** One line for the inbox. */
export function preview({ content }) {
  const words = {
    image: 'Picture', file: 'File', location: 'Location', carousel: 'Carousel', list: 'List', form: 'Form', formResponse: 'Filled in a form',
  }[content.type];
  const text = content.type === 'text' || !words ? content.text : null;
  const line = text || content.altText || (content.type === 'text' && content.actions?.map(one => one.text).join(', '));
  return words ? (content.altText ? `${words}: ${content.altText}` : words) : line || content.type || 'Unknown';
}

/** The whole content, as elements. */
export function draw(content) {
  const drawn = DRAWN[content.type];
  if (!drawn) return [h('p', { class: 'note' }, `A message of type “${content.type}”`), json(content)];
  return [drawn(content), content.type === 'carousel' || content.type === 'list' ? items(content) : null, actions(content.actions)];
}

const text = content => (content.text ? h('p', { class: 'text' }, linked(content.text)) : null);

const DRAWN = {
  text,
  carousel: () => null,
  list: () => null,
  image: content => [picture(content.mediaUrl, content.altText), text(content)],
  file: content => [
    h('p', { class: 'file' }, link(fileName(content), content.mediaUrl), ' ', h('span', { class: 'soft' }, size(content.mediaSize))),
    text(content),
  ],
  location: content => {
    const { lat, long } = content.coordinates ?? {};
    const place = content.location ?? {};
    const map = `https://www.openstreetmap.org/?mlat=${encodeURIComponent(lat)}&mlon=${encodeURIComponent(long)}#map=15/${encodeURIComponent(lat)}/${encodeURIComponent(long)}`;
    return h('p', { class: 'text' }, place.name ? [place.name, h('br')] : null, place.address ? [place.address, h('br')] : null, link(`${lat}, ${long}`, map));
  },
  form: content => h('div', { class: 'answers' },
    h('p', { class: 'note' }, content.submitted ? 'Form, submitted' : content.blockChatInput ? 'Form, must be filled in' : 'Form'),
    h('dl', {}, (content.fields ?? []).map(field => [h('dt', {}, field.label ?? field.name), h('dd', {}, valueOf(field) || `asks for ${field.type}`)]))),
  formResponse: content => h('div', { class: 'answers' },
    h('p', { class: 'note' }, 'Filled in the form'),
    h('dl', {}, (content.fields ?? []).map(field => [h('dt', {}, field.label ?? field.name), h('dd', {}, valueOf(field) || '—')]))),
};

function valueOf(field) {
  const value = field[field.type];
  return Array.isArray(value) ? value.map(one => one.label ?? one.name).join(', ') : value ?? '';
}

function picture(url, alternative) {
  const href = safeUrl(url);
  if (!href) return h('p', { class: 'text' }, String(url));
  const image = h('img', { src: href, alt: alternative || 'Picture', loading: 'lazy' });
  const anchor = h('a', { href, target: '_blank', rel: 'noopener noreferrer', class: 'picture' }, image);
  image.addEventListener('error', () => anchor.replaceChildren(`Picture that does not load: ${href}`));
  return anchor;
}

function items(content) {
  return h('ul', { class: `cards ${content.type}` }, (content.items ?? []).map(item => h('li', {},
    item.mediaUrl ? picture(item.mediaUrl, item.altText || item.title) : null,
    h('strong', {}, item.title ?? ''),
    item.description ? h('p', { class: 'soft' }, item.description) : null,
    actions(item.actions))));
}

function actions(list) {
  if (!list?.length) return null;
  return h('ul', { class: 'actions', 'aria-label': 'Actions' }, list.map(action => h('li', {},
    h('span', { class: 'kind' }, action.type),
    ' ',
    action.uri ? link(action.text ?? action.uri, action.uri) : action.text ?? '',
    action.amount !== undefined ? ` ${(action.amount / 100).toFixed(2)} ${String(action.currency ?? '').toUpperCase()}` : null)));
}

function fileName(content) {
  const last = String(content.mediaUrl ?? '').split(/[?#]/)[0].split('/').pop();
  try {
    return content.altText || decodeURIComponent(last) || 'File';
  } catch {
    return last;
  }
}

function size(bytes) {
  if (!bytes) return '';
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`;
}
