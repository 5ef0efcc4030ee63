'use strict';

const { assert, refused } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('ActivitiesApi');
  const visitor = await kit.visitor();
  const post = (author, type, conversation = visitor.conversation) =>
    api.postActivityWithHttpInfo(kit.app, conversation, { author, type });
  const business = { type: 'business', displayName: 'Ada', avatarUrl: 'https://a.example/a.png' };
  const user = { type: 'user', userId: visitor.id };

  for (const type of ['typing:start', 'typing:stop']) {
    await kit.operation(`activities.${type}`, async () => {
      const { response } = await post(business, type);
      assert.deepEqual([response.status, response.body], [200, {}]);
      await refused(post(user, type), 400, 'bad_request', /`type` should be one of `conversation:read`/);
    });
  }

  await kit.operation('activities.read by business', async () => {
    await post(business, 'conversation:read');
    const { conversation } = await kit.api('ConversationsApi').getConversation(kit.app, visitor.conversation);
    assert.ok(Date.parse(conversation.businessLastRead) >= Date.parse(conversation.createdAt));
    const [seen] = await visitor.conversations();
    assert.equal(new Date(seen.appMakerLastRead * 1000).toISOString(), conversation.businessLastRead);
  });

  await kit.operation('activities.read by user', async () => {
    const said = { author: business, content: { type: 'text', text: 'hello?' } };
    await kit.api('MessagesApi').postMessage(kit.app, visitor.conversation, said);
    assert.equal((await visitor.conversations())[0].unreadCount, 1);
    await post(user, 'conversation:read');
    assert.equal((await visitor.conversations())[0].unreadCount, 0);
  });

  await kit.operation('activities.refused', async () => {
    await refused(post(business, 'dance'), 400, 'bad_request', /`type`/);
    await refused(post(undefined, 'typing:start'), 400, 'bad_request', /`author` should be there/);
    await refused(post({ type: 'robot' }, 'typing:start'), 400, 'bad_request', /`author\.type`/);
    await refused(post({ type: 'user' }, 'conversation:read'), 400, 'bad_request', /`author\.userId`/);
    const stranger = { type: 'user', userId: (await kit.visitor()).id };
    await refused(post(stranger, 'conversation:read'), 404, 'participant_not_found');
    await refused(post(business, 'typing:start', 'none'), 404, 'conversation_not_found');
  });
};
