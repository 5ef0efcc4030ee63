// Every type of message and of action that a business can send: its fields, and an example that works.

const one = (name, label, more = {}) => ({ name, label, kind: 'text', ...more });

/** By type: what the form asks for. */
export const ACTIONS = {
  reply: { label: 'Reply', fields: [one('text', 'Text'), one('payload', 'Payload'), one('iconUrl', 'Icon URL', { kind: 'url' })] },
  postback: { label: 'Postback', fields: [one('text', 'Text'), one('payload', 'Payload')] },
  link: { label: 'Link', fields: [one('text', 'Text'), one('uri', 'URL', { kind: 'url' }), one('default', 'Click on the card', { kind: 'flag' })] },
  webview: {
    label: 'Webview',
    fields: [
      one('text', 'Text'), one('uri', 'URL', { kind: 'url' }), one('fallback', 'Fallback URL', { kind: 'url' }),
      one('size', 'Size', { kind: 'choice', of: ['compact', 'tall', 'full'] }), one('openOnReceive', 'Opens by itself', { kind: 'flag' }),
    ],
  },
  buy: {
    label: 'Buy',
    fields: [one('text', 'Text'), one('amount', 'Amount in cents', { kind: 'number' }), one('currency', 'Currency')],
  },
  locationRequest: { label: 'Ask for location', fields: [one('text', 'Text')] },
};

/** A new action, filled in. */
export const newAction = type => ({
  reply: { type, text: 'Yes, please', payload: 'yes' },
  postback: { type, text: 'Track it', payload: 'track' },
  link: { type, text: 'Read more', uri: 'https://example.com/' },
  webview: { type, text: 'Open', uri: `${location.origin}/embedded`, fallback: `${location.origin}/embedded`, size: 'tall' },
  buy: { type, text: 'Buy now', amount: 1999, currency: 'USD' },
  locationRequest: { type, text: 'Where are you?' },
}[type]);

const TAPPED = ['link', 'postback', 'webview', 'buy'];
const ALL = ['reply', 'locationRequest', ...TAPPED];
const actions = (of, start) => one('actions', 'Actions', { kind: 'actions', of, start });
const picture = () => `${location.origin}/static/avmsdk-dev/icon.svg`;
const media = accept => one('mediaUrl', 'URL', { kind: 'media', accept });

const item = at => ({
  title: ['Blue mug', 'Green mug'][at] ?? 'Another mug',
  description: ['Holds 300 ml', 'Holds 500 ml'][at] ?? '',
  mediaUrl: picture(),
  actions: [newAction('postback'), { ...newAction('link'), text: 'Look at it' }],
});
const ITEM = [
  one('title', 'Title'), one('description', 'Description'), media('image/*'), one('altText', 'Alternative text'),
  one('size', 'Size', { kind: 'choice', of: ['compact', 'large'] }), actions(TAPPED, 'postback'),
];
const items = one('items', 'Items', { kind: 'list', each: 'Item', fields: ITEM, fresh: item });

const OPTION = [one('name', 'Name'), one('label', 'Label')];
const FIELD = [
  one('type', 'Type', { kind: 'choice', of: ['text', 'email', 'select'] }), one('name', 'Name'), one('label', 'Label'), one('placeholder', 'Placeholder'),
  one('minSize', 'Shortest', { kind: 'number' }), one('maxSize', 'Longest', { kind: 'number' }),
  one('options', 'Options', { kind: 'list', each: 'Option', fields: OPTION, fresh: at => ({ name: `option-${at + 1}`, label: `Option ${at + 1}` }), when: field => field.type === 'select' }),
];
const newField = at => [
  { type: 'text', name: 'name', label: 'Your name', placeholder: 'Bea Ray' },
  { type: 'email', name: 'email', label: 'Email', placeholder: 'bea@example.com' },
  { type: 'select', name: 'size', label: 'Size', placeholder: 'Choose one', options: [{ name: 's', label: 'Small' }, { name: 'l', label: 'Large' }] },
][at] ?? { type: 'text', name: `field-${at + 1}`, label: `Field ${at + 1}` };

/** By type: the label, the fields, and a message that could be sent as it is. */
export const TYPES = {
  text: {
    label: 'Text and replies',
    fields: [one('text', 'Text', { kind: 'long' }), actions(ALL, 'reply')],
    example: () => ({ type: 'text', text: 'Would you like me to send it to you?', actions: [newAction('reply'), { type: 'reply', text: 'No, thanks', payload: 'no' }] }),
  },
  image: {
    label: 'Image',
    fields: [media('image/*'), one('altText', 'Alternative text'), one('text', 'Caption'), actions(TAPPED, 'link')],
    example: () => ({ type: 'image', mediaUrl: picture(), altText: 'A speech bubble' }),
  },
  file: {
    label: 'File',
    fields: [media(''), one('altText', 'Alternative text'), one('text', 'Caption')],
    example: () => ({ type: 'file', mediaUrl: `${location.origin}/docs/README.md`, altText: 'The manual' }),
  },
  location: {
    label: 'Location',
    fields: [
      one('lat', 'Latitude', { kind: 'number', within: 'coordinates' }), one('long', 'Longitude', { kind: 'number', within: 'coordinates' }),
      one('name', 'Name', { within: 'location' }), one('address', 'Address', { within: 'location' }),
    ],
    example: () => ({ type: 'location', coordinates: { lat: 45.5017, long: -73.5673 }, location: { name: 'The shop', address: '1 Main Street' } }),
  },
  carousel: {
    label: 'Carousel',
    fields: [one('imageAspectRatio', 'Pictures', { kind: 'choice', of: ['horizontal', 'square'], within: 'displaySettings' }), items],
    example: () => ({ type: 'carousel', displaySettings: { imageAspectRatio: 'horizontal' }, items: [item(0), item(1)] }),
  },
  list: {
    label: 'List',
    fields: [items, actions(TAPPED, 'link')],
    example: () => ({ type: 'list', items: [item(0), item(1)] }),
  },
  form: {
    label: 'Form',
    fields: [one('blockChatInput', 'Must be filled in', { kind: 'flag' }), one('fields', 'Fields', { kind: 'list', each: 'Field', fields: FIELD, fresh: newField })],
    example: () => ({ type: 'form', blockChatInput: true, fields: [newField(0), newField(1), newField(2)] }),
  },
};
