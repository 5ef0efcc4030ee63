'use strict';

const { assert, refused, isId, isTime, plain } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('ParticipantsApi');
  const conversations = kit.api('ConversationsApi');
  const [first, second] = [await kit.visitor(), await kit.visitor()];
  const body = { type: 'sdkGroup', participants: [{ userId: first.id, subscribeSDKClient: true }] };
  const { conversation } = await conversations.createConversation(kit.app, body);
  const group = conversation.id;

  let joined;
  await kit.operation('participants.join', async () => {
    const request = { userId: second.id, subscribeSDKClient: true };
    const { data, response } = await api.joinConversationWithHttpInfo(kit.app, group, request);
    assert.equal(response.status, 201);
    joined = data.participant;
    assert.ok(joined instanceof kit.library.Participant);
    isId(joined.id);
    assert.deepEqual([joined.userId, joined.unreadCount], [second.id, 0]);
    assert.equal(joined.clientAssociations[0].type, 'web');
    assert.equal(joined.clientAssociations[0].clientId, second.author.client.id);
    const again = await api.joinConversation(kit.app, group, request);
    assert.equal(again.participant.id, joined.id);
    assert.ok((await second.conversations()).some((one) => one._id === group));

    await refused(api.joinConversation(kit.app, group, { userId: 'nobody' }), 404, 'user_not_found');
    await refused(api.joinConversation(kit.app, group, {}), 400, 'bad_request', /`userId`/);
    await refused(api.joinConversation(kit.app, 'none', request), 404, 'conversation_not_found');
    const personal = api.joinConversation(kit.app, first.conversation, request);
    await refused(personal, 400, 'bad_request', /`sdkGroup`/);
  });

  await kit.operation('participants.list', async () => {
    await first.say('hello', {}, group);
    const { participants, meta } = await api.listParticipants(kit.app, group);
    assert.deepEqual(participants.map((one) => one.userId), [first.id, second.id]);
    assert.deepEqual(participants.map((one) => one.unreadCount), [0, 1]);
    isTime(participants[0].lastRead);
    assert.equal(participants[1].lastRead, undefined);
    assert.deepEqual(plain(meta), { hasMore: false });
    const page = await api.listParticipants(kit.app, group, { page: { size: 1 } });
    assert.deepEqual(page.participants.map((one) => one.userId), [first.id]);
    assert.equal(page.meta.hasMore, true);
    const rest = await api.listParticipants(kit.app, group, { page: { after: page.meta.afterCursor } });
    assert.deepEqual(rest.participants.map((one) => one.userId), [second.id]);
    await refused(api.listParticipants(kit.app, 'none'), 404, 'conversation_not_found');
  });

  await kit.operation('participants.leave', async () => {
    const leave = (request) => api.leaveConversationWithHttpInfo(kit.app, group, request);
    const { response } = await leave({ participantId: joined.id });
    assert.deepEqual([response.status, response.body], [200, {}]);
    assert.ok(!(await second.conversations()).some((one) => one._id === group));
    await refused(leave({ userId: second.id }), 404, 'participant_not_found');
    await refused(leave({ participantId: joined.id }), 404, 'participant_not_found');
    await refused(leave({}), 400, 'bad_request');
    const personal = api.leaveConversation(kit.app, first.conversation, { userId: first.id });
    await refused(personal, 400, 'bad_request', /`sdkGroup`/);
    await leave({ userId: first.id });
    assert.deepEqual((await api.listParticipants(kit.app, group)).participants, []);
  });

  await kit.operation('participants.limit', async () => {
    for (let count = 0; count < 10; count += 1) {
      const { id } = await kit.visitor();
      await api.joinConversation(kit.app, group, { userId: id });
    }
    const tooMany = api.joinConversation(kit.app, group, { userId: first.id });
    await refused(tooMany, 400, 'bad_request', /Too many participants/);
  });
};
