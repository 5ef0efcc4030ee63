'use strict';

const { assert, refused } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('SwitchboardActionsApi');
  const visitor = await kit.visitor();
  const here = visitor.conversation;
  const metadata = { reason: 'escalated' };

  for (const action of ['passControl', 'offerControl']) {
    await kit.operation(`switchboard.${action}`, async () => {
      const body = { switchboardIntegration: 'next', metadata };
      const { response } = await api[`${action}WithHttpInfo`](kit.app, here, body);
      assert.deepEqual([response.status, response.body], [200, {}]);
      await refused(api[action](kit.app, here, {}), 400, 'bad_request', /`switchboardIntegration`/);
      const deep = { switchboardIntegration: 'next', metadata: { a: [] } };
      await refused(api[action](kit.app, here, deep), 400, 'bad_request', /`metadata\.a`/);
      await refused(api[action](kit.app, 'none', body), 404, 'conversation_not_found');
    });
  }

  await kit.operation('switchboard.acceptControl', async () => {
    const { response } = await api.acceptControlWithHttpInfo(kit.app, here, { metadata });
    assert.deepEqual([response.status, response.body], [200, {}]);
    const wrong = api.acceptControl(kit.app, here, { metadata: 'x' });
    await refused(wrong, 400, 'bad_request', /`metadata` should be an object/);
  });

  await kit.operation('switchboard.releaseControl', async () => {
    const { response } = await api.releaseControlWithHttpInfo(kit.app, here);
    assert.deepEqual([response.status, response.body], [200, {}]);
    await refused(api.releaseControl(kit.app, 'none'), 404, 'conversation_not_found');
  });
};
