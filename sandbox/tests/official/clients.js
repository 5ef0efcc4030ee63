'use strict';

const { assert, refused } = require('./kit');

const TWILIO = '5f00000000000000000000d7';

module.exports = async (kit) => {
  const api = kit.api('ClientsApi');
  const { ClientCreate, Client, MatchCriteriaTwilio, Confirmation, Target } = kit.library;
  const visitor = await kit.visitor();

  await kit.operation('clients.list', async () => {
    const { clients, meta } = await api.listClients(kit.app, visitor.id);
    assert.equal(clients.length, 1);
    assert.ok(clients[0] instanceof Client);
    assert.deepEqual([clients[0].type, clients[0].status], ['web', 'active']);
    assert.equal(clients[0].integrationId, kit.web);
    assert.equal(meta.hasMore, false);
    await refused(api.listClients(kit.app, 'nobody'), 404, 'user_not_found');
  });

  let made;
  await kit.operation('clients.create', async () => {
    const criteria = new MatchCriteriaTwilio('twilio', TWILIO, '+15145550123');
    const body = new ClientCreate(criteria, new Confirmation('prompt'), new Target(visitor.conversation));
    // The generated constructors do not keep what they are given in every version.
    Object.assign(body, {
      matchCriteria: { type: 'twilio', integrationId: TWILIO, phoneNumber: '+15145550123', primary: true },
      confirmation: { type: 'prompt' },
      target: { conversationId: visitor.conversation },
    });
    const { data, response } = await api.createClientWithHttpInfo(kit.app, visitor.id, body);
    assert.equal(response.status, 201);
    made = data.client;
    assert.ok(made instanceof Client);
    assert.deepEqual([made.type, made.status, made.integrationId], ['twilio', 'pending', TWILIO]);
    assert.equal(made.externalId, '+15145550123');
    const { clients } = await api.listClients(kit.app, visitor.id);
    assert.deepEqual(clients.map((one) => one.type).sort(), ['twilio', 'web']);
    await refused(api.createClient(kit.app, 'nobody', body), 404, 'user_not_found');
    const error = await api.createClient(kit.app, visitor.id, {}).then(() => assert.fail(), (error) => error);
    assert.equal(error.status, 400);
  });

  await kit.operation('clients.remove', async () => {
    const { response } = await api.removeClientWithHttpInfo(kit.app, visitor.id, made.id);
    assert.deepEqual([response.status, response.body], [200, {}]);
    const { clients } = await api.listClients(kit.app, visitor.id);
    assert.deepEqual(clients.map((one) => one.type), ['web']);
    const again = await api.removeClient(kit.app, visitor.id, made.id).then(() => assert.fail(), (error) => error);
    assert.equal(again.status, 404);
  });
};
