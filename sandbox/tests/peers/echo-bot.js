'use strict';

// A bot as an integrator writes it, with the official client: it registers its webhook, checks who
// calls it, and says what users say. Prints `ready` once it can hear.
//
//     node echo-bot.js <origin> <node_modules> <app> <key id> <secret>

const http = require('node:http');
const path = require('node:path');

const [origin, modules, app, keyId, secret] = process.argv.slice(2);
const library = require(path.join(modules, 'sunshine-conversations-client'));

const client = library.ApiClient.instance;
client.basePath = origin;
client.authentications.basicAuth.username = keyId;
client.authentications.basicAuth.password = secret;

const messages = new library.MessagesApi();
let expected;

async function answer({ payload }) {
  const { conversation, message } = payload;
  if (message.author.type !== 'user') {
    return;
  }
  const post = new library.MessagePost();
  post.setAuthor({ type: 'business', displayName: 'Echo' });
  post.setContent({ type: 'text', text: `You said: ${message.content.text}` });
  await messages.postMessage(app, conversation.id, post);
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    if (request.headers['x-api-key'] !== expected) {
      response.writeHead(401).end();
      return;
    }
    response.end();
    const { events } = JSON.parse(Buffer.concat(parts).toString());
    for (const event of events.filter((one) => one.type === 'conversation:message')) {
      await answer(event).catch((error) => console.error(error));
    }
  });
});

server.listen(0, '127.0.0.1', async () => {
  const target = `http://127.0.0.1:${server.address().port}/hooks`;
  const { integration } = await new library.IntegrationsApi().createIntegration(app, {
    type: 'custom',
    displayName: 'Echo bot',
    webhooks: [{ target, triggers: ['conversation:create'] }],
  });
  const hook = new library.WebhookCreateBody();
  hook.target = target;
  hook.triggers = ['conversation:message'];
  const { webhook } = await new library.WebhooksApi().createWebhook(app, integration.id, hook);
  expected = webhook.secret;
  console.log('ready');
});
