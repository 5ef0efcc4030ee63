//! Words there and back: what is shown, what the service has, and what the page is told.

use super::{TALK, Talk, count, names};
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::Event;
use serde_json::json;

impl Talk<'_> {
    /// The visitor's first words make the user and the conversation.
    pub(crate) async fn first_message(&self) -> anyhow::Result<String> {
        let widget = self.widget();
        widget.record().await?;
        widget.say("Is anybody there?").await?;
        widget.until_texts(&["> Is anybody there?"]).await?;
        let is_said = |event: &Event| event.name.starts_with("message");
        let events = widget
            .until_events("two events for one message", |all| count(all, is_said) >= 2)
            .await?;
        let said: Vec<&Event> = events.iter().filter(|event| is_said(event)).collect();
        ensure!(
            names(&said) == ["message:sent", "message"],
            "wrong events or order: {said:#?}"
        );
        for event in &said {
            let [message, data] = event.args.as_slice() else {
                bail!("not two arguments: {event:?}")
            };
            ensure!(
                message["text"] == "Is anybody there?" && message["role"] == "appUser",
                "wrong message: {event:?}"
            );
            ensure!(
                message["_id"].is_string() && message["received"].is_number(),
                "not as accepted: {event:?}"
            );
            ensure!(
                data["conversation"]["_id"].is_string(),
                "no conversation: {event:?}"
            );
        }
        let conversation = said[0].args[1]["conversation"]["_id"]
            .as_str()
            .context("no id")?
            .to_owned();
        let texts = self.sandbox.texts(&conversation).await?;
        ensure!(
            texts == [("user".to_owned(), "Is anybody there?".to_owned())],
            "the service has: {texts:?}"
        );
        Ok(conversation)
    }

    /// A reply appears by itself. The socket may still be on its way up: then history brings it.
    pub(crate) async fn reply_while_open(&self, conversation: &str) -> anyhow::Result<()> {
        self.sandbox.reply(conversation, "Yes, Ann is here.").await?;
        self.widget()
            .until_texts(&["> Is anybody there?", "< Yes, Ann is here."])
            .await?;
        self.no_violations().await?;
        self.quiet_console().await?;
        self.shot("reply").await
    }

    /// With the panel closed: a badge, and three events in the documented order.
    pub(crate) async fn reply_while_closed(&self, conversation: &str) -> anyhow::Result<()> {
        let widget = self.widget();
        let connected = |all: &[Event]| count(all, |event| event.name == "connected") > 0;
        widget.until_events("`connected`", connected).await?;
        widget.close().await?;
        widget.until("no badge", |look| look.badge.is_none()).await?;
        widget.forget_events().await?;

        let id = self.sandbox.reply(conversation, "Are you still there?").await?;
        widget
            .until("a badge with 1", |look| look.badge.as_deref() == Some("1"))
            .await?;
        self.shot("unread").await?;
        let unread = |event: &Event| event.name == "unreadCount";
        let events = widget
            .until_events("`unreadCount`", |all| count(all, unread) > 0)
            .await?;
        let told = |event: &&Event| event.name.starts_with("message") || unread(event);
        let events: Vec<&Event> = events.iter().filter(told).collect();
        ensure!(
            names(&events) == ["message:received", "message", "unreadCount"],
            "wrong events: {events:#?}"
        );
        let data = json!({ "conversation": { "_id": conversation } });
        for event in &events[..2] {
            let [message, rest] = event.args.as_slice() else {
                bail!("not two arguments: {event:?}")
            };
            ensure!(
                message["_id"] == id && message["text"] == "Are you still there?",
                "wrong message: {event:?}"
            );
            ensure!(
                message["role"] == "appMaker" && message["received"].is_number(),
                "wrong shape: {event:?}"
            );
            ensure!(*rest == data, "wrong data: {event:?}");
        }
        ensure!(
            events[2].args == [json!(1), data.clone()],
            "wrong count: {:?}",
            events[2]
        );

        widget.forget_events().await?;
        widget.open().await?;
        widget.until("no badge", |look| look.badge.is_none()).await?;
        let events = widget
            .until_events("`unreadCount` again", |all| count(all, unread) > 0)
            .await?;
        let counts: Vec<_> = events
            .iter()
            .filter(|event| unread(event))
            .map(|event| &event.args)
            .collect();
        ensure!(
            counts == [&vec![json!(0), data]],
            "reading is told once: {events:#?}"
        );
        Ok(())
    }

    /// Several messages from both sides stay in order, here and there.
    pub(crate) async fn more_both_ways(&self, conversation: &str) -> anyhow::Result<()> {
        let widget = self.widget();
        widget.say("One").await?;
        widget.say("Two").await?;
        widget
            .until("three delivered", |look| {
                look.all_delivered() && look.bubbles.len() == 5
            })
            .await?;
        self.sandbox.reply(conversation, "Three").await?;
        self.sandbox.reply(conversation, "Four").await?;
        widget
            .until("seven messages", |look| look.bubbles.len() == 7)
            .await?;
        widget.say("Five <b>&amp;</b>").await?;
        widget.until_texts(TALK).await?;
        let there: Vec<String> = self
            .sandbox
            .texts(conversation)
            .await?
            .iter()
            .map(signed)
            .collect();
        ensure!(there == TALK, "the service has another order: {there:?}");
        Ok(())
    }
}
fn signed((author, text): &(String, String)) -> String {
    format!("{} {text}", if author == "user" { '>' } else { '<' })
}
