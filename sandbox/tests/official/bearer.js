'use strict';

const { refused } = require('./kit');

module.exports = async (kit) => {
  const list = (token) => {
    const client = kit.clientWith('bearerAuth', { accessToken: token });
    return kit.api('ConversationsApi', client).listConversations(kit.app, { userId: 'nobody' });
  };

  await kit.operation('bearer.app', () => refused(list(kit.jwt({ scope: 'app' })), 404, 'user_not_found'));

  await kit.operation('bearer.refused', async () => {
    for (const token of [
      kit.jwt({ scope: 'appUser', external_id: 'u' }),
      kit.jwt({ scope: 'app' }, 'guess'),
      kit.jwt({ scope: 'app', exp: 1 }),
      'x.y.z',
    ]) {
      await refused(list(token), 401, 'unauthorized');
    }
  });
};
