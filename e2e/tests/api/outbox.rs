//! What was written and not yet sent survives the page.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    outbox_survives_a_reload,
    outbox_survives_a_reload_before_there_is_a_user,
    outbox_sends_once_what_the_service_already_has,
    outbox_is_deleted_by_logout,
    outbox_survives_destroy,
];

async fn unreachable(stage: &Stage<'_>, path: &str) -> anyhow::Result<()> {
    let gone = json!({ "type": "drop", "when": "before" });
    stage
        .fault(json!({ "match": { "method": "POST", "path": path }, "action": gone }))
        .await
}

/// Writes two messages that cannot be sent now, and waits until they are kept.
const WRITE: &str = "
    sdk.sendMessage('one').catch(() => {});
    sdk.sendMessage({ text: 'two', metadata: { a: 'b' } }).catch(() => {});
    await until('they are kept', () => shown(stored(localStorage)).includes('two'));";

async fn outbox_survives_a_reload(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    unreachable(stage, "**/messages").await?;
    stage.check(WRITE).await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            const state = () => shown(sdk.getConversation().messages.map(message => [message.text, message.sendStatus]));
            await until('both', () => state() === shown([['hello', undefined], ['one', 'sending'], ['two', 'sending']]));",
        )
        .await?;
    stage.no_faults().await?;
    stage
        .check(
            // One that is under way fails later.
            "await until('both', () => {
              window.dispatchEvent(new Event('online'));
              return names('message:sent').length === 2;
            });
            same(events.filter(one => one[0] === 'message:sent').map(one => one[1][0].text), ['one', 'two']);
            same([texts(), sdk.getConversation().messages[2].metadata], [['> hello', '> one', '> two'], { a: 'b' }]);",
        )
        .await?;
    // Nothing is left of it for another page to send.
    stage.reload().await?;
    stage
        .check("await start(); await event('connected'); same(texts(), ['> hello', '> one', '> two'])")
        .await?;
    stage.has_texts(&id, &["> hello", "> one", "> two"]).await
}

async fn outbox_survives_a_reload_before_there_is_a_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    unreachable(stage, "**/appusers").await?;
    stage.check(WRITE).await?;
    stage.reload().await?;
    stage.no_faults().await?;
    let id: String = stage
        .run(
            "await start();
            await until('both', () => names('message:sent').length === 2);
            return sdk.getConversation()._id",
        )
        .await?;
    stage.has_texts(&id, &["> one", "> two"]).await
}

async fn outbox_sends_once_what_the_service_already_has(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    // The service takes it, and its answer is lost; every request after that as well.
    stage
        .fault(json!({ "match": { "method": "POST", "path": "**/messages" }, "action": { "type": "drop", "when": "during" }, "count": 1 }))
        .await?;
    stage
        .check("sdk.sendMessage('one').catch(() => {}); await until('it is kept', () => shown(stored(localStorage)).includes('one'))")
        .await?;
    stage.until_requests("POST", "/messages", 2).await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            await until('it is known', () => shown(sdk.getConversation().messages.map(message => [message.text, message.sendStatus]))
              === shown([['hello', undefined], ['one', undefined]]));
            await sdk.sendMessage('two');",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> one", "> two"]).await
}

async fn outbox_is_deleted_by_logout(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    let as_bea = format!("{{ userId: 'bea', jwt: {jwt:?} }}");
    let id = stage.talk(&as_bea).await?;
    unreachable(stage, "**/messages").await?;
    stage.check(WRITE).await?;
    stage
        .check(
            "await sdk.logout();
            ok(!/one|two/.test(shown(stored(localStorage))), 'something is kept: ' + shown(stored(localStorage)));",
        )
        .await?;
    stage.no_faults().await?;
    stage.reload().await?;
    stage
        .check(&format!(
            "await start({as_bea}); await sdk.sendMessage('anew'); same(texts(), ['> hello', '> anew'])"
        ))
        .await?;
    stage.has_texts(&id, &["> hello", "> anew"]).await
}

async fn outbox_survives_destroy(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    unreachable(stage, "**/messages").await?;
    stage.check(&format!("{WRITE} sdk.destroy();")).await?;
    stage.no_faults().await?;
    stage
        .check(
            "record();
            await sdk.init(options());
            await until('both', () => names('message:sent').length === 2);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> one", "> two"]).await
}
