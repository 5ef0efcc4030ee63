//! Every type of message by its form: the example of each arrives as it was shown.

use crate::desk::Desk;
use anyhow::{Context as _, ensure};
use avmsdk_e2e::{Sandbox, View, Visitor, until};
use serde_json::Value;

const TYPES: [&str; 7] = ["text", "image", "file", "location", "carousel", "list", "form"];
const ACTIONS: [&str; 6] = ["reply", "postback", "link", "webview", "buy", "locationRequest"];

#[tokio::test]
async fn every_type_arrives_as_its_form_shows_it() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-types-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Show me everything").await?;
    let desk = Desk::open(&sandbox, "agent-types-driver", View::Desktop).await?;
    desk.open_first().await?;
    for (at, kind) in TYPES.iter().enumerate() {
        desk.choose("#type", kind).await?;
        let shown: String = desk
            .browser
            .run("return document.querySelector('#json').value")
            .await?;
        let shown: Value = serde_json::from_str(&shown).with_context(|| format!("no JSON: {shown}"))?;
        let fields: u32 = desk
            .browser
            .run("return document.querySelectorAll('.made [data-field]').length")
            .await?;
        ensure!(fields > 0, "no form for {kind}");
        desk.click("#compose button[type=submit]").await?;
        let content = arrived(&sandbox, &desk, bea.conversation(), at + 2).await?;
        ensure!(holds(&content, &shown), "{kind} is {content:#} and not {shown:#}");
        let bubble = format!("#log .said.business[data-type={kind}]");
        desk.until_true(
            "the message in the conversation",
            &format!("return !!document.querySelector({bubble:?})"),
        )
        .await?;
    }
    desk.browser.screenshot("agent-types").await?;
    desk.is_quiet().await?;
    desk.browser.close().await
}

#[tokio::test]
async fn every_action_can_be_added_to_a_text() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-actions-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("What can I do?").await?;
    let desk = Desk::open(&sandbox, "agent-actions-driver", View::Desktop).await?;
    desk.open_first().await?;
    for (at, kind) in ACTIONS.iter().enumerate() {
        desk.choose("#type", "text").await?;
        while !desk.text(".made .entry").await?.is_empty() {
            desk.click(".made .entry > .quiet").await?;
        }
        desk.choose(".made [data-field=action-type]", kind).await?;
        desk.click(".made .adders button").await?;
        desk.paste(".made [data-field=text]", &format!("With {kind}"))
            .await?;
        desk.click("#compose button[type=submit]").await?;
        let content = arrived(&sandbox, &desk, bea.conversation(), at + 2).await?;
        ensure!(
            content["text"] == format!("With {kind}") && content["actions"][0]["type"] == *kind,
            "wrong content for {kind}: {content:#}"
        );
    }
    desk.is_quiet().await?;
    desk.browser.close().await
}

/// Waits until there are so many messages; the content of the last. What the page says meanwhile is in
/// the error.
async fn arrived(sandbox: &Sandbox, desk: &Desk, conversation: &str, count: usize) -> anyhow::Result<Value> {
    let look = async || {
        Ok((
            sandbox.messages(conversation).await?,
            desk.text("#trouble").await?,
        ))
    };
    let (messages, trouble) = until("one more message", look, |(messages, trouble)| {
        messages.len() == count || !trouble.is_empty()
    })
    .await?;
    ensure!(trouble.is_empty(), "{trouble}");
    desk.until_sent().await?;
    Ok(messages[count - 1]["content"].clone())
}

/// Whether all that was shown is there; the service adds ids and states.
fn holds(there: &Value, shown: &Value) -> bool {
    match (there, shown) {
        (Value::Object(there), Value::Object(shown)) => shown
            .iter()
            .all(|(name, value)| there.get(name).is_some_and(|there| holds(there, value))),
        (Value::Array(there), Value::Array(shown)) => {
            there.len() == shown.len() && there.iter().zip(shown).all(|(there, shown)| holds(there, shown))
        }
        (Value::Number(there), Value::Number(shown)) => there.as_f64() == shown.as_f64(),
        _ => there == shown,
    }
}
