//! What the page can ask for: the user, the conversation; and the start of one.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;

checks![
    method_get_user_is_undefined_before_there_is_one,
    method_get_user_gives_a_copy,
    method_get_conversation_is_empty_before_there_is_one,
    method_get_conversation_has_the_documented_shape,
    method_get_conversation_gives_a_copy,
    method_get_displayed_conversation_is_null_before_there_is_one,
    method_get_displayed_conversation_is_the_loaded_one,
    method_get_conversation_by_id_gives_the_loaded_one,
    method_get_conversation_by_id_gives_another_with_its_messages,
    method_get_conversation_by_id_rejects_for_an_unknown_one,
    method_start_conversation_makes_user_and_conversation,
    method_start_conversation_is_a_no_op_where_there_is_one,
];

async fn method_get_user_is_undefined_before_there_is_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage.check("same(sdk.getUser(), undefined)").await
}

async fn method_get_user_gives_a_copy(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const user = sdk.getUser();
            ok(/^[0-9a-f]{24}$/.test(user._id), 'an id: ' + user._id);
            const id = user._id;
            user._id = 'changed';
            same(sdk.getUser()._id, id);",
        )
        .await
}

async fn method_get_conversation_is_empty_before_there_is_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const empty = { unreadCount: 0, lastUpdatedAt: 0, type: 'personal', messages: [], participants: [] };
            same(sdk.getConversation(), empty);
            await sdk.stopTyping();
            same(sdk.getConversation(), empty, 'with the runtime');",
        )
        .await
}

/// Whether a conversation looks as documented.
const SHAPE: &str = "const shape = conversation => {
      same([typeof conversation._id, typeof conversation.unreadCount, typeof conversation.lastUpdatedAt, conversation.type],
        ['string', 'number', 'number', 'personal']);
      ok(conversation.lastUpdatedAt > 1e9 && conversation.lastUpdatedAt < 1e11, 'seconds: ' + conversation.lastUpdatedAt);
      same(conversation.participants.map(one => one.appUserId), [sdk.getUser()._id]);
      ok(conversation.metadata && typeof conversation.metadata === 'object', 'metadata');
      ok(Array.isArray(conversation.messages), 'messages');
    };";

async fn method_get_conversation_has_the_documented_shape(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(&format!(
            "{SHAPE} const conversation = sdk.getConversation();
            shape(conversation);
            const [message] = conversation.messages;
            same([message.text, message.role, message.authorId, message.type, message.source.type, message.sendStatus],
              ['hello', 'appUser', sdk.getUser()._id, 'text', 'web', undefined]);"
        ))
        .await
}

async fn method_get_conversation_gives_a_copy(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const conversation = sdk.getConversation();
            const before = shown(conversation);
            conversation.messages[0].text = 'changed';
            conversation.messages.push({});
            conversation.participants.length = 0;
            conversation.metadata.x = 1;
            same(shown(sdk.getConversation()), before);",
        )
        .await
}

async fn method_get_displayed_conversation_is_null_before_there_is_one(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.start("").await?;
    stage.check("same(sdk.getDisplayedConversation(), null)").await
}

async fn method_get_displayed_conversation_is_the_loaded_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("same(sdk.getDisplayedConversation(), sdk.getConversation())")
        .await
}

async fn method_get_conversation_by_id_gives_the_loaded_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(&format!(
            "{SHAPE} const loaded = await sdk.getConversationById();
            shape(loaded);
            same(texts(loaded), ['> hello']);
            same(texts(await sdk.getConversationById(loaded._id)), ['> hello']);"
        ))
        .await
}

async fn method_get_conversation_by_id_gives_another_with_its_messages(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    stage
        .check(&format!(
            "{SHAPE} const made = await sdk.createConversation();
            await sdk.sendMessage('in the second', made._id);
            await sdk.loadConversation(made._id);
            const other = await sdk.getConversationById({first:?});
            shape(other);
            same([other._id, texts(other)], [{first:?}, ['> hello']]);
            same(sdk.getConversation()._id, made._id, 'the loaded one stays');"
        ))
        .await
}

async fn method_get_conversation_by_id_rejects_for_an_unknown_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.getConversationById('5f10000000000000000000ff'));
            ok(/Conversation not found/.test(error.message), error.message);",
        )
        .await
}

async fn method_start_conversation_makes_user_and_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const { conversations } = await sdk.startConversation();
            ok(sdk.getUser()._id && sdk.getConversation()._id, 'both are there');
            same(conversations, await sdk.getConversations());
            same(sdk.getConversation().messages, []);
            await event('connected');
            same(names('message', 'message:sent', 'message:received'), []);",
        )
        .await?;
    let made = stage.until_requests("POST", "/appusers", 1).await?;
    ensure!(
        made[0]["body"]["intent"] == "conversation:start",
        "made by: {}",
        made[0]
    );
    let id: String = stage.run("return sdk.getConversation()._id").await?;
    stage.sandbox.reply(&id, "How can I help?").await?;
    stage
        .check("await event('message:received'); same(texts(), ['< How can I help?'])")
        .await
}

async fn method_start_conversation_is_a_no_op_where_there_is_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await Promise.all([sdk.startConversation(), sdk.startConversation()]);
            const { _id } = sdk.getConversation();
            const { conversations } = await sdk.startConversation();
            same(sdk.getConversation()._id, _id);
            same(conversations, await sdk.getConversations());",
        )
        .await?;
    stage.until_requests("POST", "/appusers", 1).await?;
    let others = stage.requests("POST", "/conversation").await?;
    ensure!(others.is_empty(), "made again: {others:?}");
    Ok(())
}
