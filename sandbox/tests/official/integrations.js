'use strict';

const { assert, isId } = require('./kit');

module.exports = async (kit) => {
  const api = kit.api('IntegrationsApi');
  const { Integration, IntegrationListResponse } = kit.library;
  const fails = async (promise, status) => {
    const error = await promise.then(() => assert.fail('not refused'), (error) => error);
    assert.equal(error.status, status, JSON.stringify(error.body ?? error.message));
    assert.ok(error.body.errors[0].code);
  };

  await kit.operation('integrations.get', async () => {
    const { data, response } = await api.getIntegrationWithHttpInfo(kit.app, kit.web);
    assert.ok(data.integration instanceof Integration);
    const { integration } = response.body;
    assert.deepEqual([integration.id, integration.type, integration.status], [kit.web, 'web', 'active']);
    assert.match(integration.brandColor, /^[0-9a-f]{6}$/);
    await fails(api.getIntegration(kit.app, 'none'), 404);
  });

  await kit.operation('integrations.list', async () => {
    const all = await api.listIntegrations(kit.app);
    assert.ok(all instanceof IntegrationListResponse);
    assert.ok(all.integrations.some((one) => one.id === kit.web));
    assert.ok(all.integrations.some((one) => one.type === 'line'));
    const web = await api.listIntegrations(kit.app, { filter: { types: 'web,telegram' } });
    assert.deepEqual([...new Set(web.integrations.map((one) => one.type))].sort(), ['telegram', 'web']);
    const page = await api.listIntegrations(kit.app, { page: { size: 2 } });
    assert.equal(page.integrations.length, 2);
    assert.equal(page.meta.hasMore, true);
    const rest = await api.listIntegrations(kit.app, { page: { after: page.meta.afterCursor } });
    assert.deepEqual(
      [...page.integrations, ...rest.integrations].map((one) => one.id),
      all.integrations.map((one) => one.id),
    );
  });

  await kit.operation('integrations.update', async () => {
    const update = (more) => api.updateIntegrationWithHttpInfo(kit.app, kit.web, more);
    const { response } = await update({ displayName: 'Shop', brandColor: '112233' });
    const { integration } = response.body;
    assert.deepEqual([integration.displayName, integration.brandColor], ['Shop', '112233']);
    const answer = await fetch(`${kit.origin}/sdk/v2/integrations/${kit.web}/config`);
    assert.equal((await answer.json()).config.style.brandColor, '112233');
    const less = await update({ displayName: null });
    assert.equal(less.response.body.integration.displayName ?? null, null);
    await fails(api.updateIntegration(kit.app, 'none', {}), 404);
  });

  let made;
  await kit.operation('integrations.create custom', async () => {
    const body = {
      type: 'custom',
      status: 'active',
      displayName: 'Bot',
      webhooks: [{ target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'], includeFullUser: true }],
    };
    const { data, response } = await api.createIntegrationWithHttpInfo(kit.app, body);
    assert.equal(response.status, 201);
    made = data.integration;
    isId(made.id);
    assert.deepEqual([made.type, made.displayName], ['custom', 'Bot']);
    const [hook] = response.body.integration.webhooks;
    isId(hook.id);
    assert.ok(hook.secret.length > 0);
    assert.deepEqual(hook.triggers, ['conversation:message']);
    assert.equal(hook.includeFullUser, true);
    await fails(api.createIntegration(kit.app, { type: 'custom' }), 400);
  });

  await kit.operation('integrations.delete', async () => {
    const { response } = await api.deleteIntegrationWithHttpInfo(kit.app, made.id);
    assert.deepEqual([response.status, response.body], [200, {}]);
    await fails(api.getIntegration(kit.app, made.id), 404);
  });
};
