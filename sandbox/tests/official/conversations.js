'use strict';

const { assert, refused, isId, isTime, plain } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('ConversationsApi');
  const { ConversationCreateBody, ConversationUpdateBody, Conversation } = kit.library;
  const visitor = await kit.visitor({ givenName: 'Bea' });
  const make = async (more) => {
    const body = Object.assign(new ConversationCreateBody(), more);
    return (await api.createConversation(kit.app, body)).conversation;
  };

  let group;
  await kit.operation('conversations.create', async () => {
    const { data, response } = await api.createConversationWithHttpInfo(kit.app, {
      type: 'sdkGroup',
      participants: [{ userId: visitor.id, subscribeSDKClient: true }],
      displayName: 'Order 7',
      description: 'About an order',
      iconUrl: 'https://a.example/i.png',
      metadata: { order: 7, vip: true, note: 'x' },
    });
    assert.equal(response.status, 201);
    group = data.conversation;
    assert.ok(group instanceof Conversation);
    isId(group.id);
    isTime(group.createdAt);
    assert.equal(group.lastUpdatedAt, group.createdAt);
    assert.deepEqual(plain({ ...group, id: 0, createdAt: 0, lastUpdatedAt: 0 }), {
      id: 0,
      type: 'sdkGroup',
      metadata: { order: 7, vip: true, note: 'x' },
      isDefault: false,
      displayName: 'Order 7',
      description: 'About an order',
      iconUrl: 'https://a.example/i.png',
      lastUpdatedAt: 0,
      createdAt: 0,
    });
    const seen = (await visitor.conversations()).find((one) => one._id === group.id);
    assert.deepEqual([seen.type, seen.isDefault, seen.displayName], ['sdkGroup', false, 'Order 7']);
    assert.equal(seen.participants[0].appUserId, visitor.id);

    const empty = await make({ type: 'sdkGroup' });
    assert.equal(empty.isDefault, false);
    const second = await make({ type: 'personal', participants: [{ userId: visitor.id }] });
    assert.equal(second.isDefault, false, 'the visitor has a default one already');

    const user = { userId: visitor.id };
    await refused(make({}), 400, 'bad_request', /`type` should be there/);
    await refused(make({ type: 'party' }), 400, 'bad_request', /`type` should be one of/);
    await refused(make({ type: 'personal' }), 400, 'bad_request', /`participants`/);
    const twice = { type: 'sdkGroup', participants: [user, user] };
    await refused(make(twice), 400, 'bad_request', /`participants\[1\]\.userId`/);
    const none = { type: 'sdkGroup', participants: [{ userId: 'nobody' }] };
    await refused(make(none), 404, 'user_not_found');
    const both = { type: 'sdkGroup', participants: [{ ...user, userExternalId: 'x' }] };
    await refused(make(both), 400, 'bad_request', /participants\[0\]/);
    const crowd = { type: 'sdkGroup', participants: Array(11).fill(user) };
    await refused(make(crowd), 400, 'bad_request', /`participants` should be a list of 0 to 10/);
    const deep = { type: 'sdkGroup', metadata: { a: { b: 1 } } };
    await refused(make(deep), 400, 'bad_request', /`metadata\.a`/);
    const big = { type: 'sdkGroup', metadata: { a: 'x'.repeat(5000) } };
    await refused(make(big), 400, 'bad_request', /`metadata` should be at most 4 KB/);
    const long = { type: 'sdkGroup', displayName: 'x'.repeat(101) };
    await refused(make(long), 400, 'bad_request', /`displayName` should be a string of 1 to 100/);
  });

  await kit.operation('conversations.get', async () => {
    const { conversation } = await api.getConversation(kit.app, group.id);
    assert.deepEqual(plain(conversation), plain(group));
    await refused(api.getConversation(kit.app, 'none'), 404, 'conversation_not_found');
  });

  await kit.operation('conversations.list', async () => {
    const filter = { userId: visitor.id };
    const all = await api.listConversations(kit.app, filter);
    assert.ok(all.conversations[0] instanceof Conversation);
    const ids = all.conversations.map((one) => one.id);
    assert.equal(ids.length, 3);
    assert.equal(ids[2], visitor.conversation, 'the most recent first');
    assert.deepEqual(plain(all.meta), { hasMore: false });
    assert.deepEqual(plain(all.links), {});

    const first = await api.listConversations(kit.app, filter, { page: { size: 2 } });
    assert.deepEqual(first.conversations.map((one) => one.id), ids.slice(0, 2));
    assert.deepEqual(plain(first.meta), { hasMore: true, afterCursor: ids[1] });
    const next = await follow(kit, first.links.next);
    assert.deepEqual(next.conversations.map((one) => one.id), ids.slice(2));
    assert.deepEqual(next.meta, { hasMore: false, beforeCursor: ids[2] });
    const back = await follow(kit, next.links.prev);
    assert.deepEqual(back.conversations.map((one) => one.id), ids.slice(0, 2));
    const after = await api.listConversations(kit.app, filter, { page: { after: ids[0] } });
    assert.deepEqual(after.conversations.map((one) => one.id), ids.slice(1));
    const before = await api.listConversations(kit.app, filter, { page: { before: ids[2] } });
    assert.deepEqual(before.conversations.map((one) => one.id), ids.slice(0, 2));

    const list = (filter, page) => api.listConversations(kit.app, filter, { page });
    await refused(list({ userId: 'nobody' }), 404, 'user_not_found');
    await refused(list({ userExternalId: 'nobody' }), 404, 'user_not_found');
    await refused(list(filter, { size: 101 }), 400, 'bad_request', /`page\[size\]`/);
    await refused(list(filter, { after: 'none' }), 400, 'bad_request', /`page\[after\]`/);
  });

  await kit.operation('conversations.update', async () => {
    const update = async (more) => {
      const body = Object.assign(new ConversationUpdateBody(), more);
      return plain((await api.updateConversation(kit.app, group.id, body)).conversation);
    };
    const changed = await update({ displayName: 'Order 8', metadata: { order: 8 } });
    assert.deepEqual(changed, { ...plain(group), displayName: 'Order 8', metadata: { order: 8 } });
    const stripped = await update({ displayName: null, iconUrl: null, metadata: null });
    const { displayName, iconUrl, metadata, ...left } = changed;
    assert.deepEqual(stripped, left);
    assert.deepEqual(plain((await api.getConversation(kit.app, group.id)).conversation), left);
    await refused(update({ description: '' }), 400, 'bad_request', /`description`/);
    await refused(update({ iconUrl: 'x' }), 400, 'bad_request', /`iconUrl`/);
    await refused(api.updateConversation(kit.app, 'none', {}), 404, 'conversation_not_found');
  });

  await kit.operation('conversations.delete', async () => {
    const { data, response } = await api.deleteConversationWithHttpInfo(kit.app, group.id);
    assert.equal(response.status, 200);
    assert.deepEqual(response.body, {});
    await refused(api.getConversation(kit.app, group.id), 404, 'conversation_not_found');
    await refused(api.deleteConversation(kit.app, group.id), 404, 'conversation_not_found');
    assert.ok(!(await visitor.conversations()).some((one) => one._id === group.id));
    const standard = api.deleteConversation(kit.app, visitor.conversation);
    await refused(standard, 400, 'bad_request', /cannot be deleted because it is the default/);
  });
};

// Follows a link of a page as it stands, with the client's credentials.
async function follow(kit, link) {
  assert.ok(link.startsWith(kit.origin), link);
  const { username, password } = kit.client.authentications.basicAuth;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(link, { headers: { authorization } });
  assert.equal(answer.status, 200);
  return answer.json();
}
