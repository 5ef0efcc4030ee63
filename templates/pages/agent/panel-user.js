// Who the visitor is: profile, clients, connections, and what the business stores with both.
import { business, control } from './api.js';
import { fill, h, json } from './dom.js';
import { face } from './inbox.js';
import { conversations, current, nameOf, on, users } from './model.js';
import { trouble } from './tabs.js';
import { ago, millis } from './time.js';

let place;
let isShown = false;

export const userPanel = {
  id: 'user',
  label: 'User',
  start(element) {
    place = element;
    for (const name of ['open', 'user']) on(name, () => isShown && draw());
  },
  show() { isShown = true; draw(); },
  hide() { isShown = false; },
};

async function draw() {
  const conversation = conversations.get(current);
  if (!conversation) return fill(place, h('p', { class: 'empty' }, 'Choose a conversation to see who is in it.'));
  const ids = conversation.participants.map(one => one.userId);
  const parts = await Promise.all(ids.map(part));
  if (conversation.id !== current) return;
  fill(place,
    ids.length ? parts : h('p', { class: 'empty' }, 'Nobody takes part in this conversation.'),
    h('section', {}, h('h3', {}, 'Conversation'),
      facts([['Id', h('code', {}, conversation.id)], ['Type', conversation.kind]]),
      conversation.metadata && Object.keys(conversation.metadata).length ? [h('h4', {}, 'Metadata'), json(conversation.metadata)] : null));
}

async function part(id) {
  const path = `/users/${encodeURIComponent(id)}`;
  const [user, clients, state] = await Promise.all([
    business('GET', path).then(answer => answer.user, error => error),
    business('GET', `${path}/clients`).then(answer => answer.clients, () => null),
    control('GET', `/state?userId=${encodeURIComponent(id)}`).catch(() => ({})),
  ]);
  const isThere = !(user instanceof Error);
  const known = isThere ? user : users.get(id) ?? { _id: id };
  const profile = known.profile ?? known;
  const title = nameOf(known, id);
  const all = clients ?? known.clients ?? [];
  const connections = state.connections ?? [];
  return h('section', { 'data-user': id },
    h('div', { class: 'person' }, face(title, id), h('div', {}, h('h3', {}, title), h('p', { class: 'soft' }, profile.email ?? (known.userId || known.externalId ? 'signed in' : 'anonymous')))),
    facts([
      ['Id', h('code', {}, id)],
      ['External id', known.externalId ?? known.userId],
      ['Given name', profile.givenName], ['Surname', profile.surname], ['Email', profile.email], ['Locale', profile.locale],
      ['Signed up', known.signedUpAt && ago(millis(known.signedUpAt))],
      ['Connected', connections.length ? connections.map(one => (one.socket ? 'by WebSocket' : 'by polling')).join(', ') : 'not now'],
    ]),
    isThere ? editor(path, known, profile) : h('p', { class: 'soft' }, trouble(user, 'users in its business API')),
    h('h4', {}, 'Custom data'), json(known.metadata ?? known.properties ?? {}),
    h('h4', {}, all.length === 1 ? '1 client' : `${all.length} clients`),
    h('ul', { class: 'plain' }, all.map(client => h('li', {},
      h('strong', {}, client.type ?? client.platform), ' ', client.displayName ?? '',
      client.lastSeen ? [' · seen ', ago(millis(client.lastSeen))] : null,
      h('details', {}, h('summary', {}, 'All that is known'), json(client))))));
}

const facts = pairs => h('dl', { class: 'facts' }, pairs.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

/** Changes what the business knows of the user. */
function editor(path, user, profile) {
  const field = (name, label) => h('div', { class: 'field' }, h('label', { for: `u-${user.id}-${name}` }, label), h('input', { id: `u-${user.id}-${name}`, name, autocomplete: 'off', value: profile[name] ?? '' }));
  const metadata = h('textarea', { id: `u-${user.id}-metadata`, rows: 4, spellcheck: 'false' });
  metadata.value = JSON.stringify(user.metadata ?? {}, null, 2);
  const said = h('p', { class: 'bad', role: 'alert' });
  const save = async event => {
    event.preventDefault();
    const { givenName, surname, email } = event.target.elements;
    try {
      const changed = { profile: { givenName: givenName.value || null, surname: surname.value || null, email: email.value || null }, metadata: JSON.parse(metadata.value || '{}') };
      const { user: saved } = await business('PATCH', path, changed);
      const known = users.get(saved.id);
      if (known) Object.assign(known, saved.profile);
      draw();
    } catch (error) {
      said.textContent = error instanceof SyntaxError ? `The custom data is no JSON: ${error.message}` : error.message;
    }
  };
  return h('details', { class: 'edit' }, h('summary', {}, 'Edit'),
    h('form', { onsubmit: save }, field('givenName', 'Given name'), field('surname', 'Surname'), field('email', 'Email'),
      h('div', { class: 'field' }, h('label', { for: metadata.id }, 'Custom data as JSON'), metadata), said,
      h('button', { class: 'main' }, 'Save')));
}
