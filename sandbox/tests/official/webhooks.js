'use strict';

const { assert, isId, isTime, plain } = require('./kit');
const { once } = require('node:events');
const http = require('node:http');

module.exports = async (kit) => {
  const api = kit.api('WebhooksApi');
  const { Webhook, WebhookCreateBody } = kit.library;
  const bot = await listen();
  const visitor = await kit.visitor({ givenName: 'Bea' });
  const { integration } = await kit.api('IntegrationsApi').createIntegration(kit.app, {
    type: 'custom',
    displayName: 'Bot',
    webhooks: [{ target: `${bot.address}/none`, triggers: ['client:add'] }],
  });
  const fails = async (promise, status) => {
    const error = await promise.then(() => assert.fail('not refused'), (error) => error);
    assert.equal(error.status, status, JSON.stringify(error.body ?? error.message));
  };

  let made;
  await kit.operation('webhooks.create', async () => {
    const body = Object.assign(new WebhookCreateBody(), {
      target: `${bot.address}/hook`,
      triggers: ['conversation:message'],
      includeFullUser: true,
    });
    const { data, response } = await api.createWebhookWithHttpInfo(kit.app, integration.id, body);
    assert.equal(response.status, 201);
    made = data.webhook;
    assert.ok(made instanceof Webhook);
    isId(made.id);
    assert.ok(made.secret.length > 0);
    assert.deepEqual(
      plain({ ...made, id: 0, secret: 0 }),
      {
        id: 0,
        version: 'v2',
        target: `${bot.address}/hook`,
        triggers: ['conversation:message'],
        secret: 0,
        includeFullUser: true,
        includeFullSource: false,
      },
    );
    await fails(api.createWebhook(kit.app, integration.id, { triggers: ['*'] }), 400);
    await fails(api.createWebhook(kit.app, 'none', body), 404);
  });

  await kit.operation('webhooks.get', async () => {
    const { webhook } = await api.getWebhook(kit.app, integration.id, made.id);
    assert.deepEqual(plain(webhook), plain(made));
    await fails(api.getWebhook(kit.app, integration.id, 'none'), 404);
  });

  await kit.operation('webhooks.list', async () => {
    const { webhooks } = await api.listWebhooks(kit.app, integration.id);
    assert.deepEqual(webhooks.map((one) => one.target), [`${bot.address}/none`, `${bot.address}/hook`]);
  });

  await kit.operation('webhooks.echo', async () => {
    // A bot in one line: what a user says comes back.
    bot.on = async ({ events }) => {
      for (const { payload } of events.filter((event) => event.payload.message.author.type === 'user')) {
        const said = { author: { type: 'business' }, content: payload.message.content };
        await kit.api('MessagesApi').postMessage(kit.app, payload.conversation.id, said);
      }
    };
    const said = await visitor.say('Hello, bot');
    const first = await bot.heard(0);
    assert.equal(first.headers['x-api-key'], made.secret);
    assert.match(first.headers['content-type'], /^application\/json/);
    const [event] = first.body.events;
    assert.deepEqual(first.body.app, { id: kit.app });
    assert.deepEqual(first.body.webhook, { id: made.id, version: 'v2' });
    isId(event.id);
    isTime(event.createdAt);
    assert.equal(event.type, 'conversation:message');
    assert.deepEqual(event.payload.conversation, { id: visitor.conversation, type: 'personal' });
    assert.equal(event.payload.message.id, said._id);
    assert.equal(event.payload.message.author.user.profile.givenName, 'Bea');
    assert.deepEqual(event.payload.message.content, { type: 'text', text: 'Hello, bot' });
    const second = await bot.heard(1);
    assert.equal(second.body.events[0].payload.message.author.type, 'business');
    const texts = (await visitor.messages()).map((one) => [one.role, one.text]);
    assert.deepEqual(texts, [['appUser', 'Hello, bot'], ['appMaker', 'Hello, bot']]);
  });

  await kit.operation('webhooks.update', async () => {
    const change = { target: `${bot.address}/moved`, triggers: ['conversation:create'], includeFullUser: false };
    const { webhook } = await api.updateWebhook(kit.app, integration.id, made.id, change);
    assert.deepEqual(
      [webhook.target, webhook.triggers, webhook.includeFullUser, webhook.secret],
      [`${bot.address}/moved`, ['conversation:create'], false, made.secret],
    );
    bot.on = () => {};
    const count = bot.requests.length;
    const body = { type: 'personal', participants: [{ userId: visitor.id }] };
    const { conversation } = await kit.api('ConversationsApi').createConversation(kit.app, body);
    const told = await bot.heard(count);
    assert.equal(told.url, '/moved');
    assert.equal(told.body.events[0].type, 'conversation:create');
    assert.equal(told.body.events[0].payload.conversation.id, conversation.id);
    await fails(api.updateWebhook(kit.app, integration.id, 'none', change), 404);
  });

  await kit.operation('webhooks.delete', async () => {
    const { response } = await api.deleteWebhookWithHttpInfo(kit.app, integration.id, made.id);
    assert.deepEqual([response.status, response.body], [200, {}]);
    await fails(api.getWebhook(kit.app, integration.id, made.id), 404);
  });

  bot.close();
};

// A server that keeps what it is sent.
async function listen() {
  const bot = { requests: [], on: () => {} };
  const waiting = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      response.end();
      const body = JSON.parse(Buffer.concat(parts).toString());
      bot.requests.push({ url: request.url, headers: request.headers, body });
      bot.on(body);
      waiting.splice(0).forEach((wake) => wake());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  bot.address = `http://127.0.0.1:${server.address().port}`;
  // The request with this number, once it is there.
  bot.heard = async (number) => {
    while (bot.requests.length <= number) {
      await new Promise((wake) => waiting.push(wake));
    }
    return bot.requests[number];
  };
  bot.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return bot;
}
