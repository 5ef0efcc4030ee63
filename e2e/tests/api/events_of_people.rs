//! What others do in a conversation: typing, reading, coming and going.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::{Value, json};

checks![
    event_typing_start_and_stop_name_who_types,
    event_typing_stop_is_never_told_for_nothing,
    event_conversation_read_tells_who_read,
    event_conversation_added_names_the_participants,
    event_conversation_removed_names_the_conversation,
    event_participant_added_and_removed_name_who,
];

/// A picture of the business's.
fn picture(stage: &Stage<'_>) -> String {
    stage.sandbox.url("/static/avmsdk-dev/icon.svg")
}

/// The business does something without words.
async fn act(stage: &Stage<'_>, conversation: &str, kind: &str) -> anyhow::Result<()> {
    let author = json!({ "type": "business", "displayName": "Ann", "avatarUrl": picture(stage) });
    let body = json!({ "author": author, "type": kind });
    let path = format!("/conversations/{conversation}/activity");
    stage.business(Method::POST, &path, Some(body)).await?;
    Ok(())
}

async fn event_typing_start_and_stop_name_who_types(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    act(stage, &id, "typing:start").await?;
    stage
        .check(&format!(
            "const [data, ...more] = await event('typing:start');
            same([data, more], [{{ name: 'Ann', avatarUrl: {:?}, conversation: {{ _id: {id:?} }} }}, []]);",
            picture(stage)
        ))
        .await?;
    act(stage, &id, "typing:stop").await?;
    stage
        .check(
            "const [data] = await event('typing:stop');
            same(data.conversation, { _id: sdk.getConversation()._id });",
        )
        .await
}

async fn event_typing_stop_is_never_told_for_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    act(stage, &id, "typing:stop").await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "await event('message');
            await sdk.sendMessage('and on');
            sdk.open();
            sdk.close();
            sdk.destroy();
            await event('destroy');
            same(names('typing:stop'), []);",
        )
        .await
}

async fn event_conversation_read_tells_who_read(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    act(stage, &id, "conversation:read").await?;
    stage
        .check(
            "const [payload, data, ...more] = await event('conversation:read');
            same([payload.role, typeof payload.lastRead, payload.appUserId], ['appMaker', 'number', undefined]);
            ok(payload.lastRead > 1e9 && payload.lastRead < 1e11, 'seconds: ' + payload.lastRead);
            same([data, more], [{ conversation: { _id: sdk.getConversation()._id } }, []]);",
        )
        .await
}

/// A further conversation, made by the business for the visitor.
async fn further(stage: &Stage<'_>, kind: &str) -> anyhow::Result<(String, String)> {
    let user: String = stage.run("return sdk.getUser()._id").await?;
    let body = json!({ "type": kind, "displayName": "Further", "participants": [{ "userId": user }] });
    let made = stage.business(Method::POST, "/conversations", Some(body)).await?;
    let id = made["conversation"]["id"].as_str().unwrap_or_default();
    anyhow::ensure!(!id.is_empty(), "no conversation was made: {made}");
    Ok((user, id.to_owned()))
}

async fn event_conversation_added_names_the_participants(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let (user, id) = further(stage, "personal").await?;
    let told: Value = stage
        .run("const [participants, data, ...more] = await event('conversation:added'); return [participants.map(one => one.appUserId), data, more]")
        .await?;
    anyhow::ensure!(
        told == json!([[user], { "conversation": { "_id": id } }, []]),
        "told: {told}"
    );
    Ok(())
}

async fn event_conversation_removed_names_the_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let (_, id) = further(stage, "personal").await?;
    stage.check("await event('conversation:added')").await?;
    stage
        .business(Method::DELETE, &format!("/conversations/{id}"), None)
        .await?;
    stage
        .check(&format!(
            "same(await event('conversation:removed'), [{{ conversation: {{ _id: {id:?} }} }}]);
            same(texts(), ['> hello'], 'the loaded one stays');"
        ))
        .await
}

async fn event_participant_added_and_removed_name_who(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let (_, id) = further(stage, "sdkGroup").await?;
    stage.check("await event('conversation:added')").await?;
    let made = stage
        .business(Method::POST, "/users", Some(json!({ "externalId": "max" })))
        .await?;
    let other = made["user"]["id"].as_str().unwrap_or_default().to_owned();
    let who = Some(json!({ "userId": other }));
    stage
        .business(Method::POST, &format!("/conversations/{id}/join"), who.clone())
        .await?;
    for (name, path) in [
        ("participant:added", None),
        ("participant:removed", Some("leave")),
    ] {
        if let Some(path) = path {
            stage
                .business(Method::POST, &format!("/conversations/{id}/{path}"), who.clone())
                .await?;
        }
        let told: Value = stage
            .run(&format!(
                "const [who, data, ...more] = await event('{name}'); return [who.appUserId, data, more]"
            ))
            .await?;
        anyhow::ensure!(
            told == json!([other, { "conversation": { "_id": id } }, []]),
            "`{name}` told: {told}"
        );
    }
    Ok(())
}
