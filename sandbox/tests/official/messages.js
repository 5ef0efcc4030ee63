'use strict';

const { assert, refused, isId, isTime, plain } = require('./kit');
const contents = require('./contents');

module.exports = async (kit) => {
  const api = kit.api('MessagesApi');
  const { MessagePost, Author, Message } = kit.library;
  const business = { type: 'business', displayName: 'Ada', avatarUrl: 'https://a.example/a.png' };
  const visitor = await kit.visitor({ givenName: 'Bea', surname: 'Ray' });
  const here = visitor.conversation;
  const post = async (content, more = {}, conversation = here) => {
    const body = Object.assign(new MessagePost(new Author('business'), content), { author: business }, more);
    return (await api.postMessage(kit.app, conversation, body)).messages;
  };

  for (const { name, content, read = content, seen } of contents.good) {
    await kit.operation(`messages.post ${name}`, async () => {
      const schema = content.type === 'template' ? { schema: 'whatsapp' } : {};
      const [message, ...others] = await post(content, { metadata: { n: 1, flag: true }, ...schema });
      assert.deepEqual(others, []);
      assert.ok(message instanceof Message);
      isId(message.id);
      isTime(message.received);
      const said = await raw(kit, here, message.id);
      contents.same(said.content, read, 'as the business reads it back');
      assert.deepEqual(Object.keys(said.content).sort(), Object.keys(read).sort());
      assert.deepEqual(said.author, business);
      assert.deepEqual(said.source, { type: 'api:conversations' });
      assert.deepEqual(said.metadata, { n: 1, flag: true });
      for (const key of Object.keys(content).filter((key) => !/^(html|markdown)Text$/.test(key))) {
        assert.ok(message.content[key] !== undefined, `the model has ${key}`);
      }
      const heard = (await visitor.messages()).find((one) => one._id === message.id);
      assert.deepEqual([heard.role, heard.name], ['appMaker', 'Ada']);
      assert.equal(heard.source.type, 'api');
      assert.equal(new Date(heard.received * 1000).toISOString(), message.received);
      contents.same(heard, seen ?? content, `as the visitor's messenger reads it`);
      contents.named(heard);
    });
  }

  await kit.operation('messages.post accepts what channels need', async () => {
    const more = {
      destination: { integrationType: 'web' },
      override: { web: { payload: {} } },
      author: { ...business, subtypes: ['AI'] },
    };
    const [message] = await post({ type: 'text', text: 'hi' }, more);
    assert.deepEqual((await raw(kit, here, message.id)).author, { ...business, subtypes: ['AI'] });
    assert.equal(message.metadata, undefined);
    const long = 'x'.repeat(60_000);
    assert.equal((await post({ type: 'text', text: long }))[0].content.text.length, 60_000);
  });

  await kit.operation("messages.post on the user's behalf", async () => {
    const author = { type: 'user', userId: visitor.id };
    const content = { type: 'text', text: 'from my phone', payload: 'P' };
    const [message] = await post(content, { author });
    const said = await raw(kit, here, message.id);
    assert.deepEqual(said.author, { type: 'user', userId: visitor.id, displayName: 'Bea Ray' });
    assert.deepEqual(said.content, content);
    const heard = (await visitor.messages()).at(-1);
    assert.deepEqual([heard.role, heard.authorId, heard.payload], ['appUser', visitor.id, 'P']);
    const stranger = { type: 'user', userId: (await kit.visitor()).id };
    await refused(post(content, { author: stranger }), 404, 'participant_not_found');
    await refused(post(content, { author: { type: 'user', userId: 'x' } }), 404, 'user_not_found');
    await refused(post(content, { author: { type: 'user' } }), 400, 'bad_request', /`author\.userId`/);
    const form = contents.good.find((one) => one.name === 'form').content;
    await refused(post(form, { author }), 400, 'bad_request', /`content\.type`/);
  });

  await kit.operation('messages.post refused', async () => {
    for (const { content, sentence, status = 400, more } of contents.bad) {
      const code = status === 413 ? 'payload_too_large' : 'bad_request';
      await refused(post(content, more), status, code, sentence).catch((error) => {
        throw new Error(`${JSON.stringify(content).slice(0, 200)}: ${error.message}`);
      });
    }
    await refused(post({ type: 'text', text: 'x' }, {}, 'none'), 404, 'conversation_not_found');
    const nobody = api.postMessage(kit.app, here, { content: { type: 'text', text: 'x' } });
    await refused(nobody, 400, 'bad_request', /`author` should be there/);
  });

  await kit.operation('messages.list', async () => {
    const other = await kit.visitor();
    const ids = [];
    for (let count = 0; count < 101; count += 1) {
      ids.push((await post({ type: 'text', text: `${count}` }, {}, other.conversation))[0].id);
    }
    const last = await api.listMessages(kit.app, other.conversation);
    assert.deepEqual(last.messages.map((one) => one.id), ids.slice(1), 'the newest 100, the oldest first');
    assert.deepEqual(plain(last.meta), { hasMore: true, beforeCursor: ids[1] });
    assert.match(last.links.prev, /page%5Bbefore%5D=[0-9a-f]{24}$/);
    const page = { before: last.meta.beforeCursor };
    const first = await api.listMessages(kit.app, other.conversation, { page });
    assert.deepEqual(first.messages.map((one) => one.id), ids.slice(0, 1));
    assert.deepEqual(plain(first.meta), { hasMore: false, afterCursor: ids[0] });
    const after = { after: ids[98] };
    const newest = await api.listMessages(kit.app, other.conversation, { page: after });
    assert.deepEqual(newest.messages.map((one) => one.content.text), ['99', '100']);
    assert.equal(newest.meta.hasMore, false);
    await refused(api.listMessages(kit.app, 'none'), 404, 'conversation_not_found');
    const lost = api.listMessages(kit.app, other.conversation, { page: { before: 'none' } });
    await refused(lost, 400, 'bad_request', /`page\[before\]`/);
  });

  await kit.operation('messages.list with the form that is answered', async () => {
    const { content } = contents.good.find((one) => one.name === 'form');
    const [form] = await post(content);
    const fields = [{ type: 'text', name: 'full_name', label: 'Your name?', text: 'Bea Ray' }];
    const reply = { type: 'formResponse', text: undefined, fields, quotedMessageId: form.id };
    const said = await visitor.say(undefined, reply);
    const seen = await raw(kit, here, said._id);
    assert.equal(seen.content.type, 'formResponse');
    assert.equal(seen.content.textFallback, 'Your name?: Bea Ray');
    assert.deepEqual(seen.content.fields, fields);
    assert.equal(seen.quotedMessage.type, 'message');
    assert.equal(seen.quotedMessage.message.id, form.id);
  });

  await kit.operation('messages.delete', async () => {
    const [message] = await post({ type: 'text', text: 'oops' });
    const unread = (await visitor.conversations())[0].unreadCount;
    const { response } = await api.deleteMessageWithHttpInfo(kit.app, here, message.id);
    assert.deepEqual([response.status, response.body], [200, {}]);
    assert.ok(!(await visitor.messages()).some((one) => one._id === message.id));
    assert.equal((await visitor.conversations())[0].unreadCount, unread - 1);
    await refused(api.deleteMessage(kit.app, here, message.id), 404, 'message_not_found');
    await refused(api.deleteMessage(kit.app, 'none', message.id), 404, 'conversation_not_found');
  });

  await kit.operation('messages.delete all', async () => {
    const { response } = await api.deleteAllMessagesWithHttpInfo(kit.app, here);
    assert.deepEqual([response.status, response.body], [200, {}]);
    assert.deepEqual((await api.listMessages(kit.app, here)).messages, []);
    assert.deepEqual(await visitor.messages(), []);
    assert.equal((await visitor.conversations())[0].unreadCount, 0);
    await refused(api.deleteAllMessages(kit.app, 'none'), 404, 'conversation_not_found');
  });
};

// A message as it is in the list, without the models: they drop what they do not know.
async function raw(kit, conversation, id) {
  const list = await kit.api('MessagesApi').listMessagesWithHttpInfo(kit.app, conversation);
  return list.response.body.messages.find((one) => one.id === id);
}
