//! Several conversations: making, changing and loading them.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::json;

checks![
    method_create_conversation_makes_a_further_one,
    method_create_conversation_makes_the_user_first,
    method_create_conversation_takes_messages,
    method_update_conversation_changes_it,
    method_update_conversation_rejects_for_an_unknown_one,
    method_load_conversation_shows_another,
    method_load_conversation_rejects_for_an_unknown_one,
    method_load_conversation_twice_ends_with_the_last,
    messages_for_a_conversation_that_is_not_loaded_are_told,
];

async fn method_create_conversation_makes_a_further_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    let second: String = stage
        .run(&format!(
            "const made = await sdk.createConversation({{ displayName: 'Second', description: 'Of two', metadata: {{ topic: 'x' }} }});
            ok(made._id && made._id !== {first:?}, 'another id: ' + made._id);
            same([made.displayName, made.description, made.metadata, made.type], ['Second', 'Of two', {{ topic: 'x' }}, 'personal']);
            return made._id"
        ))
        .await?;
    let known = stage
        .business(avmsdk_e2e::Method::GET, &format!("/conversations/{second}"), None)
        .await?;
    ensure!(
        known["conversation"]["displayName"] == "Second"
            && known["conversation"]["metadata"] == json!({ "topic": "x" }),
        "the business has: {known}"
    );
    Ok(())
}

async fn method_create_conversation_makes_the_user_first(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const made = await sdk.createConversation({ displayName: 'First' });
            ok(sdk.getUser()._id, 'a user');
            ok(made._id, 'a conversation');
            same(made.displayName, 'First');",
        )
        .await?;
    stage.until_requests("POST", "/appusers", 1).await?;
    Ok(())
}

async fn method_create_conversation_takes_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let id: String = stage
        .run(
            "return (await sdk.createConversation({ messages: [{ text: 'one' }, { type: 'text', text: 'two' }] }))._id",
        )
        .await?;
    stage.has_texts(&id, &["> one", "> two"]).await
}

async fn method_update_conversation_changes_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(&format!(
            "const changed = await sdk.updateConversation({id:?}, {{ displayName: 'Renamed', metadata: {{ a: 'b' }} }});
            same([changed._id, changed.displayName, changed.metadata], [{id:?}, 'Renamed', {{ a: 'b' }}]);
            same(sdk.getConversation().metadata, {{ a: 'b' }});"
        ))
        .await
}

async fn method_update_conversation_rejects_for_an_unknown_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.updateConversation('5f10000000000000000000ff', { displayName: 'x' }));
            ok([403, 404].includes(error.status), 'a status: ' + error.status);",
        )
        .await
}

async fn method_load_conversation_shows_another(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    let second: String = stage
        .run(
            "const { _id } = await sdk.createConversation();
            same(await sdk.loadConversation(_id), undefined);
            same([sdk.getConversation()._id, texts()], [_id, []]);
            await sdk.sendMessage('in the second');
            sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            same([texts(), bubbles()], [['> in the second'], ['in the second']]);
            return _id",
        )
        .await?;
    stage.has_texts(&second, &["> in the second"]).await?;
    stage
        .check(&format!(
            "await sdk.loadConversation({first:?});
            same([sdk.getConversation()._id, texts()], [{first:?}, ['> hello']]);
            await until('its bubble', () => bubbles()[0] === 'hello');"
        ))
        .await
}

async fn method_load_conversation_rejects_for_an_unknown_one(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.loadConversation('5f10000000000000000000ff'));
            ok([403, 404].includes(error.status), 'a status: ' + error.status);
            same(texts(), ['> hello'], 'the loaded one stays');
            await sdk.sendMessage('and on');",
        )
        .await
}

async fn method_load_conversation_twice_ends_with_the_last(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    stage
        .check(&format!(
            "const {{ _id }} = await sdk.createConversation();
            await Promise.all([sdk.loadConversation(_id), sdk.loadConversation({first:?})]);
            same([sdk.getConversation()._id, texts()], [{first:?}, ['> hello']]);"
        ))
        .await
}

async fn messages_for_a_conversation_that_is_not_loaded_are_told(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    stage
        .check("const { _id } = await sdk.createConversation(); await sdk.loadConversation(_id); forget()")
        .await?;
    stage.sandbox.reply(&first, "elsewhere").await?;
    stage
        .check(&format!(
            "const place = {{ conversation: {{ _id: {first:?} }} }};
            await event('unreadCount');
            const told = events.filter(one => /^message|^unread/.test(one[0]));
            same(told.map(one => [one[0], one[1][1]]),
              [['message:received', place], ['message', place], ['unreadCount', place]]);
            same(texts(), [], 'the loaded one has none of it');"
        ))
        .await
}
