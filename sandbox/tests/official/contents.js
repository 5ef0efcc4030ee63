'use strict';

// What messages can say: what is sent, what the business reads back (`read`, else the same), what the
// visitor's messenger gets (`seen`, else the same); and what is refused, with the sentence.

const { assert, isId } = require('./kit');

const actions = {
  reply: { type: 'reply', text: 'Yes', payload: 'YES', iconUrl: 'https://a.example/y.png', metadata: { a: 1 } },
  locationRequest: { type: 'locationRequest', text: 'Where are you?', metadata: { a: 1 } },
  postback: { type: 'postback', text: 'Order', payload: 'ORDER', metadata: { a: 1 } },
  link: { type: 'link', text: 'Site', uri: 'https://a.example/', default: true, metadata: { a: 1 } },
  webview: {
    type: 'webview',
    text: 'Pick',
    uri: 'https://a.example/w',
    fallback: 'https://a.example/f',
    size: 'tall',
    openOnReceive: true,
    default: false,
  },
  buy: { type: 'buy', text: 'Buy', amount: 999, currency: 'usd' },
};
const item = {
  title: 'Tacos',
  description: 'Three of them',
  mediaUrl: 'https://a.example/t.png',
  mediaType: 'image/png',
  altText: 'Tacos on a plate',
  size: 'large',
  metadata: { sku: 't' },
  actions: [actions.postback, actions.link],
};
const fields = [
  { type: 'text', name: 'full_name', label: 'Your name?', placeholder: 'Bea', minSize: 2, maxSize: 50 },
  { type: 'email', name: 'email', label: 'Email?' },
  { type: 'select', name: 'size', label: 'Size?', options: [{ name: 'l', label: 'Large' }] },
];
const place = { type: 'location', coordinates: { lat: 45.5, long: -73.6 } };
const map = 'https://www.openstreetmap.org/?mlat=45.5&mlon=-73.6';
const media = { mediaUrl: 'https://a.example/files/cat.png?x=1' };
const withActions = (...list) => ({ type: 'text', text: 'Choose', actions: list });
const carousel = (more) => ({ type: 'carousel', items: [item], ...more });
const form = (more) => ({ type: 'form', fields: [{ ...fields[0], ...more }] });

const good = [
  { name: 'text', content: { type: 'text', text: 'Hello\n世界' } },
  {
    name: 'markdown',
    content: { type: 'text', markdownText: '**Hi** [there](https://a.example/)' },
    read: { type: 'text', markdownText: '**Hi** [there](https://a.example/)', text: 'Hi there (https://a.example/)' },
    seen: { type: 'text', text: 'Hi there (https://a.example/)' },
  },
  {
    name: 'html',
    content: { type: 'text', htmlText: '<p>Hi <b>there</b></p>Bye &amp; good' },
    read: { type: 'text', htmlText: '<p>Hi <b>there</b></p>Bye &amp; good', text: 'Hi there\nBye & good' },
    seen: { type: 'text', text: 'Hi there\nBye & good' },
  },
  ...['reply', 'locationRequest', 'postback', 'link', 'webview'].map((kind) => ({
    name: `text with ${kind}`,
    content: withActions(actions[kind]),
  })),
  {
    name: 'text with buy',
    content: withActions(actions.buy),
    read: withActions({ ...actions.buy, state: 'offered', uri: /^https:\/\// }),
    seen: withActions({ ...actions.buy, state: 'offered' }),
  },
  {
    name: 'actions alone',
    content: { type: 'text', actions: [actions.reply, actions.locationRequest] },
    read: { type: 'text', text: '', actions: [actions.reply, actions.locationRequest] },
  },
  {
    name: 'image',
    content: { type: 'image', ...media, text: 'A cat', altText: 'Cat', mediaSize: 1200, actions: [actions.link] },
    read: {
      type: 'image', ...media, text: 'A cat', altText: 'Cat', mediaType: 'image/png', mediaSize: 1200,
      actions: [actions.link],
    },
  },
  {
    name: 'file',
    content: { type: 'file', mediaUrl: 'https://a.example/terms.pdf', attachmentId: 'x1' },
    read: {
      type: 'file', mediaUrl: 'https://a.example/terms.pdf', mediaType: 'application/pdf', altText: 'terms.pdf',
      attachmentId: 'x1',
    },
  },
  {
    name: 'carousel',
    content: carousel({ displaySettings: { imageAspectRatio: 'square' } }),
    read: carousel({ displaySettings: { imageAspectRatio: 'square' }, text: 'Tacos: Three of them' }),
    seen: carousel({ displaySettings: { imageAspectRatio: 'square' }, text: '' }),
  },
  {
    name: 'list',
    content: { type: 'list', items: [item, { title: 'Plain', actions: [actions.webview] }], actions: [actions.link] },
    read: {
      type: 'list', text: '', items: [item, { title: 'Plain', actions: [actions.webview] }], actions: [actions.link],
    },
  },
  {
    name: 'location',
    content: place,
    read: { ...place, text: `Location shared:\n${map}` },
    seen: { ...place, text: `Location shared:\n${map}` },
  },
  {
    name: 'location with a name',
    content: { ...place, location: { name: 'Office', address: '1 Main St' } },
    read: {
      ...place, location: { name: 'Office', address: '1 Main St' }, text: `Location shared:\nOffice\n1 Main St\n${map}`,
    },
  },
  {
    name: 'form',
    content: { type: 'form', blockChatInput: true, fields },
    read: { type: 'form', blockChatInput: true, submitted: false, fields },
  },
  {
    name: 'template',
    content: { type: 'template', template: { name: 'welcome', namespace: 'x', language: { code: 'en' } } },
    read: {
      type: 'template', template: { name: 'welcome', namespace: 'x', language: { code: 'en' } },
      textFallback: 'Template: welcome',
    },
  },
];

const bad = [
  { content: {}, sentence: /`content\.type` should be there/ },
  { content: { type: 'hologram' }, sentence: /`content\.type` should be one of/ },
  { content: { type: 'formResponse', fields }, sentence: /`content\.type` should be one of/ },
  { content: { type: 'text' }, sentence: /`content\.text`/ },
  { content: { type: 'text', text: ' ' }, sentence: /`content\.text`/ },
  { content: { type: 'text', text: 7 }, sentence: /`content\.text` should be a string/ },
  { content: { type: 'text', text: 'x'.repeat(65537) }, sentence: /`content\.text`/, status: 413 },
  { content: { type: 'text', htmlText: 'a', markdownText: 'b' }, sentence: /only one of/ },
  { content: { type: 'image' }, sentence: /`content\.mediaUrl` should be there/ },
  { content: { type: 'image', mediaUrl: 'javascript:x' }, sentence: /`content\.mediaUrl`/ },
  { content: { type: 'file', mediaUrl: `https://a.example/${'x'.repeat(2048)}` }, sentence: /`content\.mediaUrl`/ },
  { content: { type: 'carousel' }, sentence: /`content\.items` should be there/ },
  { content: { type: 'carousel', items: [] }, sentence: /`content\.items` should be a list of 1 to 10/ },
  { content: { type: 'list', items: Array(11).fill(item) }, sentence: /`content\.items` should be a list of 1 to 10/ },
  {
    content: { type: 'list', items: [item, item, { ...item, title: '' }] },
    sentence: /^`content\.items\[2\]\.title` should be a string of 1 to 128 characters$/,
  },
  { content: { type: 'list', items: [{ title: 'x' }] }, sentence: /`content\.items\[0\]\.actions` should be there/ },
  {
    content: { type: 'carousel', items: [{ ...item, actions: Array(4).fill(actions.link) }] },
    sentence: /`content\.items\[0\]\.actions` should be a list of 1 to 3/,
  },
  {
    content: { type: 'carousel', items: [{ ...item, actions: [actions.reply] }] },
    sentence: /`content\.items\[0\]\.actions\[0\]\.type` should be one of/,
  },
  { content: carousel({ displaySettings: { imageAspectRatio: 'wide' } }), sentence: /imageAspectRatio/ },
  { content: { type: 'location' }, sentence: /`content\.coordinates` should be there/ },
  { content: { type: 'location', coordinates: { lat: 91, long: 0 } }, sentence: /`content\.coordinates\.lat`/ },
  { content: { type: 'location', coordinates: { lat: 1 } }, sentence: /`content\.coordinates\.long` should be there/ },
  { content: { type: 'form', fields: [] }, sentence: /`content\.fields` should be a list of 1 to 20/ },
  { content: { type: 'form', fields: [fields[1], fields[1]] }, sentence: /`content\.fields\[1\]\.name`/ },
  { content: form({ label: undefined }), sentence: /`content\.fields\[0\]\.label` should be there/ },
  { content: form({ type: 'date' }), sentence: /`content\.fields\[0\]\.type` should be one of/ },
  { content: form({ minSize: 60 }), sentence: /`content\.fields\[0\]\.maxSize`/ },
  { content: form({ type: 'select' }), sentence: /`content\.fields\[0\]\.options` should be there/ },
  { content: { type: 'template', template: { name: 'x' } }, sentence: /`schema` should be `whatsapp`/ },
  { content: { type: 'template' }, more: { schema: 'whatsapp' }, sentence: /`content\.template` should be there/ },
  { content: withActions({ type: 'dance', text: 'x' }), sentence: /`content\.actions\[0\]\.type` should be one of/ },
  { content: withActions({ type: 'link', text: 'x' }), sentence: /`content\.actions\[0\]\.uri` should be there/ },
  { content: withActions({ type: 'link', text: 'x', uri: 'a' }), sentence: /`content\.actions\[0\]\.uri` should be an/ },
  { content: withActions({ type: 'reply', text: 'x' }), sentence: /`content\.actions\[0\]\.payload` should be there/ },
  { content: withActions({ type: 'postback', payload: 'x' }), sentence: /`content\.actions\[0\]\.text` should be there/ },
  { content: withActions({ ...actions.webview, fallback: undefined }), sentence: /actions\[0\]\.fallback` should be there/ },
  { content: withActions({ ...actions.webview, size: 'huge' }), sentence: /actions\[0\]\.size` should be one of/ },
  { content: withActions(actions.webview, actions.webview), sentence: /`openOnReceive`/ },
  { content: withActions({ ...actions.buy, amount: 9.99 }), sentence: /actions\[0\]\.amount` should be a whole/ },
  { content: withActions(...Array(11).fill(actions.reply)), sentence: /`content\.actions` should be a list of 0 to 10/ },
  { content: { type: 'text', text: 'x' }, more: { metadata: { a: [] } }, sentence: /`metadata\.a`/ },
  { content: { type: 'text', text: 'x' }, more: { author: { type: 'business', subtypes: ['X'] } }, sentence: /subtypes/ },
];

// Everything that is wanted is there; more may be: ids, and what the service adds.
function same(found, wanted, place) {
  if (wanted instanceof RegExp) {
    assert.match(found, wanted, place);
  } else if (wanted !== null && typeof wanted === 'object') {
    assert.equal(Array.isArray(found), Array.isArray(wanted), place);
    if (Array.isArray(wanted)) assert.equal(found.length, wanted.length, place);
    for (const [key, value] of Object.entries(wanted)) same(found[key], value, `${place}: ${key}`);
  } else {
    assert.equal(found, wanted, place);
  }
}

// Every action, card and field has an id of its own.
function named(message) {
  const ids = [];
  const walk = (holder) => {
    for (const member of [holder.actions, holder.items, holder.fields].flat()) {
      if (!member) continue;
      isId(member._id);
      ids.push(member._id);
      walk(member);
    }
  };
  walk(message);
  assert.equal(new Set(ids).size, ids.length);
}

module.exports = { good, bad, same, named };
