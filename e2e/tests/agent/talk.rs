//! A talk as the business sees it: live, by keyboard, and whatever a visitor writes.

use crate::desk::Desk;
use anyhow::ensure;
use avmsdk_e2e::{Sandbox, View, Visitor, Widget};
use fantoccini::key::Key;
use serde_json::Value;

/// What runs where it is taken for markup.
const HOSTILE: &str =
    "<img src=x onerror=\"document.title='taken'\"> <script>document.title='taken'</script>";

#[tokio::test]
async fn a_visitor_is_answered_by_keyboard_only() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-talk-sandbox")?;
    let desk = Desk::open(&sandbox, "agent-talk-driver", View::Desktop).await?;
    desk.until_text("#inbox-state", "Open the demo page and say hello")
        .await?;

    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Is anybody there?").await?;
    desk.until_text("#conversations", "Is anybody there?").await?;
    desk.until_text("#conversations .badge", "1").await?;
    desk.until_text("#inbox-count", "1 of 1 unread").await?;

    desk.press("j").await?;
    desk.until_text("#log", "Is anybody there?").await?;
    desk.until_text("#thread-title", "Bea").await?;
    // What the agent looks at is read, and the visitor is told.
    desk.until_text("#inbox-count", "all read").await?;
    desk.press("r").await?;
    desk.press("Yes, Ada is here.").await?;
    desk.press(&Key::Enter.to_string()).await?;
    let last = bea
        .until_last("the answer", |message| message["text"] == "Yes, Ada is here.")
        .await?;
    ensure!(
        last["role"] == "appMaker" && last["name"] == "Ada",
        "wrong message: {last}"
    );
    desk.until_text("#log", "Yes, Ada is here.").await?;
    // The socket may tell of the message before its answer comes, which empties the field.
    desk.until_true(
        "an empty field",
        "return document.querySelector('#text').value === ''",
    )
    .await?;

    bea.act("typing:start").await?;
    desk.until_text("#typing", "Bea is typing…").await?;
    bea.act("conversation:read").await?;
    desk.until_text(".said.business .seen", "Seen").await?;
    bea.say(HOSTILE).await?;
    desk.until_text("#log", HOSTILE).await?;
    desk.until_true(
        "no indicator",
        "return document.querySelector('#typing').innerText === ''",
    )
    .await?;
    let made: u32 = desk
        .browser
        .run("return document.querySelectorAll('#desk img, #desk script').length")
        .await?;
    ensure!(made == 0, "a visitor's text became {made} elements");
    let title: String = desk.browser.run("return document.title").await?;
    ensure!(title.contains("Agent"), "a visitor's text has run: {title}");
    desk.is_quiet().await?;
    desk.browser.close().await
}

#[tokio::test]
async fn nothing_is_lost_when_the_service_refuses() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-refused-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello").await?;
    let desk = Desk::open(&sandbox, "agent-refused-driver", View::Desktop).await?;
    desk.open_first().await?;
    desk.choose("#type", "json").await?;
    desk.paste("#json", r#"{"type":"text","text":""}"#).await?;
    desk.press_with_control(Key::Enter).await?;
    desk.until_text("#trouble", "Not sent.").await?;
    let json: String = desk
        .browser
        .run("return document.querySelector('#json').value")
        .await?;
    ensure!(
        json == r#"{"type":"text","text":""}"#,
        "what was refused is gone: {json}"
    );
    ensure!(bea.messages().await?.len() == 1, "something was sent");
    desk.browser.close().await
}

#[tokio::test]
async fn a_visitor_with_the_widget_and_an_agent_meet() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-widget-sandbox")?;
    let desk = Desk::open(&sandbox, "agent-widget-driver", View::Desktop).await?;
    let visitor =
        avmsdk_e2e::Browser::open("agent-widget-visitor", avmsdk_e2e::Engine::Chromium, View::Phone).await?;
    visitor.goto(&sandbox.url("/")).await?;
    let widget = Widget::on(&visitor);
    widget.until_closed().await?;
    widget.open().await?;
    widget.say("From the widget").await?;
    desk.until_text("#conversations", "From the widget").await?;
    desk.press("jr").await?;
    desk.until_true(
        "the field to write in",
        "return document.activeElement === document.querySelector('#text')",
    )
    .await?;
    desk.press("From the agent").await?;
    desk.press(&Key::Enter.to_string()).await?;
    widget
        .until_texts(&["> From the widget", "< From the agent"])
        .await?;
    desk.is_quiet().await?;
    visitor.close().await?;
    desk.browser.close().await
}

#[tokio::test]
async fn a_postback_is_legible() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("agent-postback-sandbox")?;
    let bea = Visitor::arrive(&sandbox, "Bea").await?;
    bea.say("Hello").await?;
    let desk = Desk::open(&sandbox, "agent-postback-driver", View::Desktop).await?;
    desk.open_first().await?;
    desk.choose("#type", "carousel").await?;
    desk.press_with_control_in_form().await?;
    let last = bea
        .until_last("the carousel", |message| message["type"] == "carousel")
        .await?;
    let actions = last["items"][0]["actions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let postback = actions.iter().find(|action| action["type"] == "postback");
    let id = postback
        .and_then(|action| action["_id"].as_str())
        .unwrap_or_default();
    ensure!(!id.is_empty(), "no postback in {}", Value::Array(actions));
    bea.click(id).await?;
    desk.until_text("#log", "Bea pressed “Track it”, payload track")
        .await?;
    desk.is_quiet().await?;
    desk.browser.close().await
}

impl Desk {
    /// Sends what is in the form, from one of its fields.
    async fn press_with_control_in_form(&self) -> anyhow::Result<()> {
        self.click("#json").await?;
        self.press_with_control(Key::Enter).await
    }
}
