//! Several tabs of one visitor.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::until;
use fantoccini::wd::WindowHandle;

checks![
    tabs_show_what_is_said_in_the_other,
    tabs_agree_on_unread,
    tabs_drain_the_outbox_once,
    tabs_become_one_visitor,
    tabs_that_write_without_a_network_become_one_visitor,
    tabs_go_on_after_a_login_in_another,
];

/// Two tabs, the second of which is seen now.
async fn two(stage: &Stage<'_>) -> anyhow::Result<(String, WindowHandle, WindowHandle)> {
    let id = stage.talk("").await?;
    let client = stage.browser.client();
    let first = client.window().await?;
    let second = client.new_window(true).await?.handle;
    client.switch_to_window(second.clone()).await?;
    stage.start("").await?;
    stage
        .check("await event('connected'); forget(); same(texts(), ['> hello'])")
        .await?;
    Ok((id, first, second))
}

async fn turn_to(stage: &Stage<'_>, tab: &WindowHandle) -> anyhow::Result<()> {
    Ok(stage.browser.client().switch_to_window(tab.clone()).await?)
}

/// Tells both tabs that there is a network, until both have so many messages and nothing is on its way. One that is under
/// way when they are told fails later, and is tried again by itself after longer than anybody waits here.
async fn drained(stage: &Stage<'_>, tabs: [&WindowHandle; 2], count: usize) -> anyhow::Result<()> {
    let look = async || {
        let mut all: Vec<Vec<String>> = Vec::new();
        for tab in tabs {
            turn_to(stage, tab).await?;
            let script = "window.dispatchEvent(new Event('online'));
                return sdk.getConversation().messages.map(message => message.text + ': ' + (message.sendStatus || 'sent'))";
            all.push(stage.run(script).await?);
        }
        Ok(all)
    };
    until("all of it in both tabs", look, |all| {
        all.iter()
            .all(|tab| tab.len() == count && tab.iter().all(|message| message.ends_with(": sent")))
    })
    .await?;
    Ok(())
}

async fn tabs_show_what_is_said_in_the_other(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (id, first, second) = two(stage).await?;
    stage.check("await sdk.sendMessage('from the second')").await?;
    turn_to(stage, &first).await?;
    stage
        .check(
            "await until('it', () => texts().length === 2);
            same(texts(), ['> hello', '> from the second']);
            same(sdk.getConversation().unreadCount, 0);
            await sdk.sendMessage('from the first');",
        )
        .await?;
    turn_to(stage, &second).await?;
    stage
        .check(
            "await until('it', () => texts().length === 3);
            same(texts(), ['> hello', '> from the second', '> from the first']);
            sdk.open();
            await until('the bubbles', () => bubbles().length === 3);",
        )
        .await?;
    stage
        .has_texts(&id, &["> hello", "> from the second", "> from the first"])
        .await
}

async fn tabs_agree_on_unread(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (id, first, second) = two(stage).await?;
    stage.sandbox.reply(&id, "hi").await?;
    turn_to(stage, &first).await?;
    stage
        .check("await until('one', () => sdk.getConversation().unreadCount === 1)")
        .await?;
    turn_to(stage, &second).await?;
    stage
        .check("await until('one', () => sdk.getConversation().unreadCount === 1); sdk.markAllAsRead()")
        .await?;
    turn_to(stage, &first).await?;
    stage
        .check(
            "await until('none', () => sdk.getConversation().unreadCount === 0 && names('unreadCount').length === 2);
            same(events.filter(one => one[0] === 'unreadCount').map(one => one[1][0]), [1, 0]);",
        )
        .await
}

async fn tabs_drain_the_outbox_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (id, first, second) = two(stage).await?;
    let gone = serde_json::json!({ "type": "drop", "when": "before" });
    stage
        .fault(serde_json::json!({ "match": { "method": "POST", "path": "**/messages" }, "action": gone }))
        .await?;
    stage
        .check("sdk.sendMessage('from the second').catch(() => {}); await until('it is kept', () => shown(stored(localStorage)).includes('from the second'))")
        .await?;
    turn_to(stage, &first).await?;
    stage
        .check("sdk.sendMessage('from the first').catch(() => {}); await until('it is kept', () => shown(stored(localStorage)).includes('from the first'))")
        .await?;
    stage.no_faults().await?;
    drained(stage, [&second, &first], 3).await?;
    let mut texts = stage.texts(&id).await?;
    texts.sort();
    anyhow::ensure!(
        texts == ["> from the first", "> from the second", "> hello"],
        "the service has: {texts:?}"
    );
    Ok(())
}

async fn tabs_become_one_visitor(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    let client = stage.browser.client();
    let first = client.window().await?;
    let second = client.new_window(true).await?.handle;
    turn_to(stage, &second).await?;
    stage.start("").await?;
    let id: String = stage
        .run("await sdk.sendMessage('from the second'); return sdk.getConversation()._id")
        .await?;
    turn_to(stage, &first).await?;
    stage
        .check(&format!(
            "await until('it', () => texts().length === 1);
            same([sdk.getConversation()._id, texts()], [{id:?}, ['> from the second']]);
            await sdk.sendMessage('from the first');"
        ))
        .await?;
    stage.until_requests("POST", "/appusers", 1).await?;
    stage
        .has_texts(&id, &["> from the second", "> from the first"])
        .await
}

async fn tabs_that_write_without_a_network_become_one_visitor(stage: &Stage<'_>) -> anyhow::Result<()> {
    let gone = serde_json::json!({ "type": "drop", "when": "before" });
    stage
        .fault(serde_json::json!({ "match": { "method": "POST" }, "action": gone }))
        .await?;
    let hear =
        "window.heard = []; window.addEventListener('storage', one => heard.push(String(one.newValue)))";
    stage.start("").await?;
    stage.check(hear).await?;
    let client = stage.browser.client();
    let first = client.window().await?;
    let second = client.new_window(true).await?.handle;
    turn_to(stage, &second).await?;
    stage.start("").await?;
    stage.check(hear).await?;
    for (tab, words) in [(&second, "from the second"), (&first, "from the first")] {
        turn_to(stage, tab).await?;
        stage
            .check(&format!("sdk.sendMessage({words:?}).catch(() => {{}}); await until('it is kept', () => shown(stored(localStorage)).includes({words:?}))"))
            .await?;
    }
    // Firefox may take its time.
    for (tab, words) in [(&first, "from the second"), (&second, "from the first")] {
        turn_to(stage, tab).await?;
        stage
            .check(&format!(
                "await until('a word of it', () => heard.some(one => one.includes({words:?})))"
            ))
            .await?;
    }
    stage.no_faults().await?;
    drained(stage, [&first, &second], 2).await?;
    let mut conversations: Vec<String> = Vec::new();
    for tab in [&first, &second] {
        turn_to(stage, tab).await?;
        conversations.push(stage.run("return sdk.getConversation()._id").await?);
    }
    anyhow::ensure!(
        conversations[0] == conversations[1],
        "two visitors: {conversations:?}"
    );
    let mut texts = stage.texts(&conversations[0]).await?;
    texts.sort();
    anyhow::ensure!(
        texts == ["> from the first", "> from the second"],
        "the service has: {texts:?}"
    );
    Ok(())
}

/// The login ends the anonymous secret that the other tab has: what is written there is sent all the same.
async fn tabs_go_on_after_a_login_in_another(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (id, first, _) = two(stage).await?;
    let jwt = stage.jwt("bea").await?;
    stage.check(&format!("await sdk.login('bea', {jwt:?})")).await?;
    turn_to(stage, &first).await?;
    let next: String = stage
        .run(
            "sdk.open();
            await sdk.sendMessage('from the first');
            same(texts(), ['> from the first']);
            await until('the bubble', () => bubbles().length === 1);
            return sdk.getConversation()._id",
        )
        .await?;
    anyhow::ensure!(
        next != id,
        "somebody new writes into the conversation of who logged in"
    );
    stage.has_texts(&next, &["> from the first"]).await?;
    stage.has_texts(&id, &["> hello"]).await?;
    // And so does the next page.
    stage.start("").await?;
    stage.check("same(texts(), ['> from the first'])").await
}
