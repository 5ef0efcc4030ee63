//! `startTyping` and `stopTyping`.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::Value;

checks![
    method_start_typing_tells_the_service_once,
    method_stop_typing_tells_the_service,
    method_stop_typing_alone_tells_nothing,
    method_start_typing_takes_a_conversation,
    method_start_typing_without_a_conversation_tells_nothing,
    method_send_message_ends_typing_silently,
];

/// What the service was told, in order.
fn kinds(asked: &[Value]) -> Vec<&str> {
    asked
        .iter()
        .filter_map(|one| one["body"]["activity"]["type"].as_str())
        .collect()
}

async fn method_start_typing_tells_the_service_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("same([await sdk.startTyping(), await sdk.startTyping(), await sdk.startTyping()], [undefined, undefined, undefined])")
        .await?;
    // What comes after it would come after the others too.
    stage.check("await sdk.sendMessage('done')").await?;
    let asked = stage.until_requests("POST", "/activity", 1).await?;
    ensure!(kinds(&asked) == ["typing:start"], "told: {asked:?}");
    ensure!(
        asked[0]["body"]["author"].get("sessionId").is_none()
            && asked[0]["body"]["author"]["role"] == "appUser",
        "wrong author: {}",
        asked[0]
    );
    Ok(())
}

async fn method_stop_typing_tells_the_service(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("await sdk.startTyping(); same(await sdk.stopTyping(), undefined)")
        .await?;
    let asked = stage.until_requests("POST", "/activity", 2).await?;
    ensure!(
        kinds(&asked) == ["typing:start", "typing:stop"],
        "told: {asked:?}"
    );
    Ok(())
}

async fn method_stop_typing_alone_tells_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("await sdk.stopTyping(); await sdk.sendMessage('done')")
        .await?;
    let asked = stage.requests("POST", "/activity").await?;
    ensure!(asked.is_empty(), "told: {asked:?}");
    Ok(())
}

async fn method_start_typing_takes_a_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    stage
        .check(&format!(
            "await sdk.createConversation().then(made => sdk.loadConversation(made._id));
            await sdk.startTyping({first:?});"
        ))
        .await?;
    let asked = stage.until_requests("POST", "/activity", 1).await?;
    ensure!(
        asked[0]["path"]
            .as_str()
            .is_some_and(|path| path.contains(&first)),
        "told: {asked:?}"
    );
    Ok(())
}

async fn method_start_typing_without_a_conversation_tells_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check("await sdk.startTyping(); await sdk.stopTyping(); same(sdk.getUser(), undefined)")
        .await?;
    let asked = stage.requests("POST", "").await?;
    ensure!(asked.is_empty(), "told: {asked:?}");
    Ok(())
}

async fn method_send_message_ends_typing_silently(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("await sdk.startTyping(); await sdk.sendMessage('done'); await sdk.stopTyping(); await sdk.startTyping()")
        .await?;
    let asked = stage.until_requests("POST", "/activity", 2).await?;
    ensure!(
        kinds(&asked) == ["typing:start", "typing:start"],
        "told: {asked:?}"
    );
    Ok(())
}
