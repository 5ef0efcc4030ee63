//! Requests in trouble: what is tried again, what is not, and that nothing is doubled.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::json;

checks![
    trouble_429_waits_as_long_as_it_is_told,
    trouble_503_is_tried_again,
    trouble_lost_answer_doubles_nothing,
    trouble_lost_request_is_tried_again,
    trouble_lost_answer_to_the_first_message_doubles_nothing,
    trouble_4xx_is_not_tried_again,
    trouble_while_sending_keeps_the_order,
    trouble_at_start_is_tried_again_or_rejects,
    trouble_with_activity_harms_nothing,
];

/// What the service does to the posts of messages.
async fn sending(stage: &Stage<'_>, action: serde_json::Value, count: u32) -> anyhow::Result<()> {
    let posts = json!({ "method": "POST", "path": "**/messages" });
    stage
        .fault(json!({ "match": posts, "action": action, "count": count }))
        .await
}

async fn trouble_429_waits_as_long_as_it_is_told(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    sending(
        stage,
        json!({ "type": "answer", "status": 429, "retryAfter": 2 }),
        1,
    )
    .await?;
    stage
        .check(
            "const sent = await sdk.sendMessage('again');
            same(sent.text, 'again');
            await event('message');
            same(names('message:sent'), ['message:sent']);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> again"]).await?;
    let posts = stage.requests("POST", "/messages").await?;
    let at = |index: usize| posts[index]["at"].as_f64().unwrap_or_default();
    ensure!(posts.len() == 3 && posts[1]["status"] == 429, "asked: {posts:?}");
    // By the service's own clock, which is what `Retry-After` is about.
    ensure!(
        at(2) - at(1) > 1.9,
        "not waited: {} s instead of 2",
        at(2) - at(1)
    );
    Ok(())
}

async fn trouble_503_is_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    sending(stage, json!(503), 1).await?;
    stage
        .check("same((await sdk.sendMessage('again')).text, 'again')")
        .await?;
    stage.has_texts(&id, &["> hello", "> again"]).await
}

async fn trouble_lost_answer_doubles_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    sending(stage, json!({ "type": "drop", "when": "during" }), 1).await?;
    stage
        .check(
            "const sent = await sdk.sendMessage('once');
            same([sent.text, typeof sent._id], ['once', 'string']);
            await sdk.sendMessage('after it');
            same(texts(), ['> hello', '> once', '> after it']);
            await turn();
            same(names('message:sent').length, 2);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> once", "> after it"]).await
}

async fn trouble_lost_request_is_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    sending(stage, json!({ "type": "drop", "when": "before" }), 1).await?;
    stage
        .check("same((await sdk.sendMessage('once')).text, 'once'); same(texts(), ['> hello', '> once'])")
        .await?;
    stage.has_texts(&id, &["> hello", "> once"]).await
}

async fn trouble_lost_answer_to_the_first_message_doubles_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    sending(stage, json!({ "type": "drop", "when": "during" }), 1).await?;
    let id: String = stage
        .run("await sdk.sendMessage('first'); same(texts(), ['> first']); return sdk.getConversation()._id")
        .await?;
    stage.has_texts(&id, &["> first"]).await
}

async fn trouble_4xx_is_not_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    for status in [400, 402, 403, 404, 409, 413] {
        sending(stage, json!(status), 1).await?;
        stage
            .check(&format!(
                "same((await rejection(() => sdk.sendMessage('refused'))).status, {status})"
            ))
            .await?;
    }
    stage.check("await sdk.sendMessage('taken')").await?;
    stage.has_texts(&id, &["> hello", "> taken"]).await?;
    stage.until_requests("POST", "/messages", 8).await?;
    Ok(())
}

async fn trouble_while_sending_keeps_the_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    sending(stage, json!(500), 1).await?;
    stage
        .check(
            "await Promise.all(['a', 'b', 'c'].map(text => sdk.sendMessage(text)));
            same(texts(), ['> hello', '> a', '> b', '> c']);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> a", "> b", "> c"]).await
}

async fn trouble_at_start_is_tried_again_or_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.reload().await?;
    stage
        .fault(json!({ "match": { "method": "GET", "path": "/sdk/v2/apps/**" }, "action": 503, "count": 1 }))
        .await?;
    stage
        .check(
            "record();
            const cause = await sdk.init(options()).then(() => null, error => error);
            if (cause) {
              same(cause.status, 503);
              ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            }
            ok(localStorage.getItem(options().integrationId + '.sessionToken'), 'the visitor is not forgotten');",
        )
        .await?;
    stage.no_faults().await?;
    stage
        .check(
            "if (!document.getElementById('avmsdk-root')) await sdk.init(options());
            await until('the talk', () => shown(texts()) === shown(['> hello']));",
        )
        .await
}

async fn trouble_with_activity_harms_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .fault(json!({ "match": { "path": "**/activity" }, "action": { "type": "drop", "when": "before" }, "count": 1 }))
        .await?;
    stage
        .check(
            "await event('unreadCount');
            sdk.markAllAsRead();
            same(sdk.getConversation().unreadCount, 0);
            await sdk.sendMessage('and on');
            same(texts(), ['> hello', '< hi', '> and on']);",
        )
        .await
}
