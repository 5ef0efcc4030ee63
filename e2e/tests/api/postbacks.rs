//! `triggerPostback`.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::{Context as _, ensure};
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    method_trigger_postback_tells_the_service,
    method_trigger_postback_takes_a_conversation,
    method_trigger_postback_refused_rejects,
    method_trigger_postback_without_a_conversation_rejects,
];

/// The business offers a postback; its id, as the page has it.
pub(crate) async fn offer(stage: &Stage<'_>, conversation: &str) -> anyhow::Result<String> {
    let content = json!({ "type": "text", "text": "Go on?",
        "actions": [{ "type": "postback", "text": "Yes", "payload": "GO" }] });
    let body = json!({ "author": { "type": "business" }, "content": content });
    let path = format!("/conversations/{conversation}/messages");
    stage.business(Method::POST, &path, Some(body)).await?;
    stage
        .run(
            "const [message] = await event('message:received');
            const [action] = message.actions;
            same([action.type, action.text, action.payload, typeof action._id], ['postback', 'Yes', 'GO', 'string']);
            return action._id",
        )
        .await
}

/// The one postback that the service has got.
pub(crate) async fn posted(stage: &Stage<'_>) -> anyhow::Result<serde_json::Value> {
    let mut asked = stage.until_requests("POST", "/postback", 1).await?;
    asked.pop().context("no postback")
}

async fn method_trigger_postback_tells_the_service(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!("same(await sdk.triggerPostback({action:?}), undefined)"))
        .await?;
    let asked = posted(stage).await?;
    let (user, sent) = (
        stage.run::<String>("return sdk.getUser()._id").await?,
        &asked["body"],
    );
    ensure!(
        sent["postback"]["actionId"] == action
            && sent["author"]["appUserId"] == user
            && sent["author"].get("sessionId").is_none(),
        "sent: {sent}"
    );
    Ok(())
}

async fn method_trigger_postback_takes_a_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!(
            "await sdk.createConversation().then(made => sdk.loadConversation(made._id));
            await sdk.triggerPostback({action:?}, {id:?});"
        ))
        .await?;
    let asked = posted(stage).await?;
    ensure!(
        asked["path"].as_str().is_some_and(|path| path.contains(&id)),
        "asked: {asked}"
    );
    Ok(())
}

async fn method_trigger_postback_refused_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .fault(json!({ "match": { "path": "**/postback" }, "action": 403, "count": 1 }))
        .await?;
    stage
        .check(&format!(
            "const error = await rejection(() => sdk.triggerPostback({action:?}));
            same([error.code, error.status], ['forbidden', 403]);
            await sdk.triggerPostback({action:?});"
        ))
        .await
}

async fn method_trigger_postback_without_a_conversation_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check("ok((await rejection(() => sdk.triggerPostback('5f10000000000000000000ff'))).message, 'it says why')")
        .await?;
    let asked = stage.requests("POST", "").await?;
    ensure!(asked.is_empty(), "asked for: {asked:?}");
    Ok(())
}
