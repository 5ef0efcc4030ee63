'use strict';

const { assert, refused, KEY } = require('./kit');

module.exports = async (kit) => {
  const filter = { userId: 'nobody' };
  const list = (client) => kit.api('ConversationsApi', client).listConversations(kit.app, filter);

  await kit.operation('auth.basic', () => refused(list(), 404, 'user_not_found'));

  await kit.operation('auth.refused', async () => {
    const wrong = kit.clientWith('basicAuth', { username: KEY.id, password: 'guess' });
    await refused(list(wrong), 401, 'unauthorized');
    await refused(list(kit.clientWith('basicAuth', {})), 401, 'unauthorized');
    const foreign = kit.api('ConversationsApi').listConversations('5f00000000000000000000a4', filter);
    await refused(foreign, 403, 'forbidden');
  });
};
