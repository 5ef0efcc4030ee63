//! The realtime channel in trouble, and the network as a whole.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::{Engine, Method};
use serde_json::json;

checks![
    trouble_dropped_socket_is_caught_up,
    trouble_forgotten_connection_is_made_anew,
    trouble_refused_socket_is_tried_again,
    trouble_event_twice_is_told_once,
    trouble_event_lost_is_caught_up,
    trouble_events_out_of_order_are_put_in_order,
    trouble_clocks_that_differ_keep_the_order,
    trouble_without_web_socket_falls_back_to_polling,
    trouble_blocked_socket_falls_back_to_polling,
    trouble_offline_keeps_a_message_until_online,
    trouble_offline_event_is_told_at_once,
    trouble_page_from_the_back_forward_cache_catches_up,
];

/// The texts of the events that tell of something received.
const RECEIVED: &str =
    "const received = () => events.filter(one => one[0] === 'message:received').map(one => one[1][0].text);";

async fn trouble_dropped_socket_is_caught_up(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.drop_sockets(500).await?;
    stage.sandbox.reply(&id, "missed one").await?;
    stage.sandbox.reply(&id, "missed two").await?;
    stage
        .check(&format!(
            "{RECEIVED} await event('connected');
            await until('both', () => received().length >= 2);
            same(received(), ['missed one', 'missed two']);
            same(texts(), ['> hello', '< missed one', '< missed two']);"
        ))
        .await?;
    stage.sandbox.reply(&id, "live again").await?;
    stage
        .check(&format!(
            "{RECEIVED} await until('the last', () => received().includes('live again'));
            same(received(), ['missed one', 'missed two', 'live again']);"
        ))
        .await
}

async fn trouble_forgotten_connection_is_made_anew(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let body = json!({ "forget": true });
    stage
        .sandbox
        .control(Method::POST, "/sockets/drop", Some(&body))
        .await?;
    stage.check("await event('connected')").await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check("await event('message:received'); same(texts(), ['> hello', '< hi'])")
        .await
}

async fn trouble_refused_socket_is_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .fault(json!({ "match": { "path": "/faye" }, "action": 503, "count": 1 }))
        .await?;
    let id: String = stage
        .run("await sdk.sendMessage('hello'); await event('connected'); return sdk.getConversation()._id")
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check("await event('message:received'); same(texts(), ['> hello', '< hi'])")
        .await
}

async fn trouble_event_twice_is_told_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .fault(json!({ "match": { "event": "message" }, "action": "twice", "count": 1 }))
        .await?;
    stage.sandbox.reply(&id, "once").await?;
    stage.sandbox.reply(&id, "after it").await?;
    stage
        .check(&format!(
            "{RECEIVED} await until('the last', () => received().includes('after it'));
            same(received(), ['once', 'after it']);
            same([texts(), sdk.getConversation().unreadCount], [['> hello', '< once', '< after it'], 2]);"
        ))
        .await
}

async fn trouble_event_lost_is_caught_up(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .fault(json!({ "match": { "event": "message" }, "action": "lose", "count": 1 }))
        .await?;
    stage.sandbox.reply(&id, "lost").await?;
    stage.sandbox.reply(&id, "heard").await?;
    stage.check("await event('message:received')").await?;
    stage.sandbox.drop_sockets(0).await?;
    stage
        .check(
            "await until('both', () => texts().length === 3);
            same(texts(), ['> hello', '< lost', '< heard']);
            await until('both are told', () => names('message:received').length === 2);
            same(sdk.getConversation().unreadCount, 2);",
        )
        .await
}

async fn trouble_clocks_that_differ_keep_the_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    for seconds in [-7200, 7200] {
        let skew = json!({ "type": "skew", "seconds": seconds });
        stage.fault(json!({ "action": skew })).await?;
        let id = stage.talk("").await?;
        stage.sandbox.reply(&id, "hi").await?;
        stage
            .check(
                "await event('message:received');
                const sending = sdk.sendMessage('and on');
                same(texts(), ['> hello', '< hi', '> and on'], 'while it is sent');
                await sending;
                same(texts(), ['> hello', '< hi', '> and on']);
                sdk.destroy();",
            )
            .await?;
        stage.no_faults().await?;
        stage.check("localStorage.clear()").await?;
    }
    Ok(())
}

async fn trouble_events_out_of_order_are_put_in_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .fault(json!({ "match": { "event": "message" }, "action": "reorder", "count": 1 }))
        .await?;
    stage.sandbox.reply(&id, "first").await?;
    stage.sandbox.reply(&id, "second").await?;
    stage
        .check(
            "await until('both', () => texts().length === 3);
            same(texts(), ['> hello', '< first', '< second']);
            sdk.open();
            await until('the bubbles', () => bubbles().length === 3);
            same(bubbles(), ['hello', 'first', 'second']);",
        )
        .await
}

/// A talk without sockets.
async fn polls(stage: &Stage<'_>, without: &str) -> anyhow::Result<()> {
    stage.open("/").await?;
    let id: String = stage
        .run(&format!(
            "{without}
            await start();
            await sdk.sendMessage('hello');
            await event('connected');
            return sdk.getConversation()._id"
        ))
        .await?;
    stage.sandbox.reply(&id, "one").await?;
    stage.check("await event('message:received')").await?;
    stage.sandbox.reply(&id, "two").await?;
    stage
        .check(
            "await until('both', () => texts().length === 3);
            same(texts(), ['> hello', '< one', '< two']);",
        )
        .await
}

async fn trouble_without_web_socket_falls_back_to_polling(stage: &Stage<'_>) -> anyhow::Result<()> {
    polls(stage, "window.WebSocket = undefined;").await
}

async fn trouble_blocked_socket_falls_back_to_polling(stage: &Stage<'_>) -> anyhow::Result<()> {
    // Nobody listens there: as behind a proxy that lets no socket through.
    let blocked = "const { WebSocket } = window;
        window.WebSocket = class extends WebSocket { constructor() { super('ws://localhost:9/'); } };";
    polls(stage, blocked).await
}

async fn trouble_offline_keeps_a_message_until_online(stage: &Stage<'_>) -> anyhow::Result<()> {
    // Only Chromium's driver can cut the network; in the others the service does not answer.
    let is_cut = stage.browser.engine() == Engine::Chromium;
    let id = stage.talk("").await?;
    if is_cut {
        stage.browser.go_offline(true).await?;
    } else {
        let gone = json!({ "type": "drop", "when": "before" });
        stage
            .fault(json!({ "match": { "path": "/sdk/" }, "action": gone }))
            .await?;
    }
    let written = stage
        .check(
            "window.settled = 'pending';
            window.sending = sdk.sendMessage('written offline').then(() => { window.settled = 'sent'; }, error => { window.settled = String(error); });
            same(sdk.getConversation().messages[1].sendStatus, 'sending');",
        )
        .await;
    if is_cut {
        stage.browser.go_offline(false).await?;
    } else {
        stage.no_faults().await?;
        stage.check("window.dispatchEvent(new Event('online'))").await?;
    }
    written?;
    stage
        .check("await sending; same([settled, texts()], ['sent', ['> hello', '> written offline']])")
        .await?;
    stage.has_texts(&id, &["> hello", "> written offline"]).await
}

async fn trouble_offline_event_is_told_at_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
            window.dispatchEvent(new Event('offline'));
            await event('disconnected');
            delete navigator.onLine;
            window.dispatchEvent(new Event('online'));
            await event('connected');
            same(names('disconnected', 'connected'), ['disconnected', 'connected']);",
        )
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage.check("await event('message:received')").await
}

async fn trouble_page_from_the_back_forward_cache_catches_up(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/started").await?;
    let id: String = stage
        .run("await started; await sdk.sendMessage('hello'); await event('connected'); return sdk.getConversation()._id")
        .await?;
    stage.browser.goto(&format!("{}/other", stage.origin)).await?;
    stage.sandbox.reply(&id, "while away").await?;
    stage.browser.client().back().await?;
    // From the cache, or loaded anew where the engine has none for such pages: the visitor sees the same.
    stage
        .check(
            "await host(); await started;
            await until('both', () => shown(texts()) === shown(['> hello', '< while away']));",
        )
        .await?;
    stage.sandbox.reply(&id, "back again").await?;
    stage
        .check("await until('the last', () => shown(texts()) === shown(['> hello', '< while away', '< back again']))")
        .await?;
    let texts = stage.texts(&id).await?;
    ensure!(texts.len() == 3, "the service has: {texts:?}");
    Ok(())
}
