'use strict';

const { assert } = require('./kit');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

module.exports = async (kit) => {
  const api = kit.api('AttachmentsApi');
  const visitor = await kit.visitor();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'avmsdk-official-'));
  const file = path.join(folder, 'notes.txt');
  fs.writeFileSync(file, 'Two lines\nof notes\n');

  let made;
  await kit.operation('attachments.upload', async () => {
    const more = { _for: 'message', conversationId: visitor.conversation };
    const source = fs.createReadStream(file);
    const { data, response } = await api.uploadAttachmentWithHttpInfo(kit.app, 'public', source, more);
    assert.equal(response.status, 201);
    made = data.attachment;
    assert.ok(made.mediaUrl.startsWith(kit.origin), made.mediaUrl);
    assert.match(made.mediaType, /^text\/plain/);
    const answer = await fetch(made.mediaUrl);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), 'Two lines\nof notes\n');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  await kit.operation('attachments.send', async () => {
    const said = { author: { type: 'business' }, content: { type: 'file', mediaUrl: made.mediaUrl } };
    await kit.api('MessagesApi').postMessage(kit.app, visitor.conversation, said);
    const heard = (await visitor.messages()).at(-1);
    assert.deepEqual([heard.type, heard.mediaUrl], ['file', made.mediaUrl]);
  });

  await kit.operation('attachments.remove', async () => {
    const { response } = await api.deleteAttachmentWithHttpInfo(kit.app, { mediaUrl: made.mediaUrl });
    assert.deepEqual([response.status, response.body], [200, {}]);
    assert.equal((await fetch(made.mediaUrl)).status, 404);
    const wrong = await api.deleteAttachment(kit.app, {}).then(() => assert.fail(), (error) => error);
    assert.equal(wrong.status, 400);
  });

  fs.rmSync(folder, { recursive: true });
};
