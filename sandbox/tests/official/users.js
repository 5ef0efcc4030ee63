'use strict';

const { assert, refused, isId, plain } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('UsersApi');
  const { UserCreateBody, UserUpdateBody, User, Profile } = kit.library;
  const profile = { givenName: 'Bea', surname: 'Ray', email: 'bea@example.com', locale: 'en-CA' };

  let user;
  await kit.operation('users.create', async () => {
    const body = Object.assign(new UserCreateBody('user-42'), {
      signedUpAt: '2026-01-31T09:30:00.000Z',
      profile,
      metadata: { vip: true, score: 7 },
    });
    const { data, response } = await api.createUserWithHttpInfo(kit.app, body);
    assert.equal(response.status, 201);
    user = data.user;
    assert.ok(user instanceof User);
    assert.ok(user.profile instanceof Profile);
    isId(user.id);
    assert.equal(user.externalId, 'user-42');
    assert.equal(user.signedUpAt, '2026-01-31T09:30:00.000Z');
    assert.deepEqual(plain({ ...user.profile }), profile);
    assert.deepEqual(user.metadata, { vip: true, score: 7 });
    const again = api.createUser(kit.app, body);
    const error = await again.then(() => assert.fail('made twice'), (error) => error);
    assert.equal(error.status, 409);
    const wrong = await api.createUser(kit.app, {}).then(() => assert.fail(), (error) => error);
    assert.equal(wrong.status, 400);
  });

  await kit.operation('users.get', async () => {
    for (const name of [user.id, 'user-42']) {
      assert.deepEqual(plain((await api.getUser(kit.app, name)).user), plain(user));
    }
    await refused(api.getUser(kit.app, 'nobody'), 404, 'user_not_found');
  });

  await kit.operation('users.update', async () => {
    const update = async (more) =>
      (await api.updateUser(kit.app, 'user-42', Object.assign(new UserUpdateBody(), more))).user;
    const changed = await update({ profile: { surname: 'Rey' }, metadata: { score: 8 } });
    assert.deepEqual(
      [changed.profile.givenName, changed.profile.surname, changed.metadata.score],
      ['Bea', 'Rey', 8],
    );
    const less = await update({ profile: { email: null }, metadata: { vip: null } });
    assert.equal(less.profile.email ?? null, null);
    assert.equal(less.metadata.vip ?? null, null);
    assert.equal(less.metadata.score, 8);
    await refused(api.updateUser(kit.app, 'nobody', {}), 404, 'user_not_found');
  });

  await kit.operation('users.in conversations', async () => {
    const conversations = kit.api('ConversationsApi');
    const named = { userExternalId: 'user-42' };
    const body = { type: 'personal', participants: [named] };
    const first = (await conversations.createConversation(kit.app, body)).conversation;
    const second = (await conversations.createConversation(kit.app, body)).conversation;
    assert.deepEqual([first.isDefault, second.isDefault], [true, false]);
    const listed = await conversations.listConversations(kit.app, named);
    assert.deepEqual(listed.conversations.map((one) => one.id), [second.id, first.id]);
    const said = { author: { type: 'user', ...named }, content: { type: 'text', text: 'hello' } };
    const { messages } = await kit.api('MessagesApi').postMessage(kit.app, first.id, said);
    assert.deepEqual([messages[0].author.type, messages[0].author.userId], ['user', user.id]);
    const group = await conversations.createConversation(kit.app, { type: 'sdkGroup' });
    const participants = kit.api('ParticipantsApi');
    const joined = await participants.joinConversation(kit.app, group.conversation.id, named);
    assert.deepEqual([joined.participant.userId, joined.participant.userExternalId], [user.id, 'user-42']);
    await participants.leaveConversation(kit.app, group.conversation.id, named);
    const left = await participants.listParticipants(kit.app, group.conversation.id);
    assert.deepEqual(left.participants, []);
  });

  await kit.operation('users.delete personal information', async () => {
    const { data, response } = await api.deleteUserPersonalInformationWithHttpInfo(kit.app, user.id);
    assert.equal(response.status, 200);
    assert.equal(data.user.id, user.id);
    assert.equal(data.user.profile?.givenName ?? null, null);
    assert.deepEqual(data.user.metadata ?? {}, {});
    await refused(api.deleteUserPersonalInformation(kit.app, 'nobody'), 404, 'user_not_found');
  });

  await kit.operation('users.delete', async () => {
    const { response } = await api.deleteUserWithHttpInfo(kit.app, user.id);
    assert.deepEqual([response.status, response.body], [200, {}]);
    await refused(api.getUser(kit.app, user.id), 404, 'user_not_found');
    await refused(api.deleteUser(kit.app, user.id), 404, 'user_not_found');
  });
};
