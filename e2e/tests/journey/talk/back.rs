//! Coming back: to another page, after a broken socket; and going for good.

use super::{TALK, Talk, count};
use anyhow::ensure;
use avmsdk_e2e::Event;

impl Talk<'_> {
    /// The next page of the same visitor knows it all.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        self.no_violations().await?;
        self.quiet_console().await?;
        self.browser.client().refresh().await?;
        self.widget().until("the launcher", |look| look.launcher).await?;
        self.widget().record().await?;
        if self.widget().look().await?.panel.is_none() {
            self.widget().open().await?;
        }
        self.widget().until_texts(TALK).await?;
        self.shot("reloaded").await
    }

    /// The sockets break; what was said meanwhile is shown once they are back, and nothing twice.
    pub(crate) async fn lost_socket(&self, conversation: &str) -> anyhow::Result<()> {
        let widget = self.widget();
        let mut texts = TALK.to_vec();
        // Nobody asks for this one, so it shows that the socket is up.
        self.sandbox.reply(conversation, "Good to see you again").await?;
        texts.push("< Good to see you again");
        widget.until_texts(&texts).await?;
        let connected = |event: &Event| event.name == "connected";
        widget
            .until_events("what was told of it", |all| {
                count(all, |event| event.name == "message") == 1
            })
            .await?;
        widget.forget_events().await?;

        self.sandbox.drop_sockets(500).await?;
        self.sandbox
            .reply(conversation, "Said while you were away")
            .await?;
        texts.push("< Said while you were away");
        widget.until_texts(&texts).await?;
        let events = widget
            .until_events("`connected` again", |all| count(all, connected) > 0)
            .await?;
        let at = |name: &str| events.iter().position(|event| event.name == name);
        ensure!(
            at("disconnected").is_some() && at("disconnected") < at("connected"),
            "wrong order: {events:#?}"
        );
        // The new socket is alive: this one can only come by it.
        self.sandbox.reply(conversation, "Welcome back").await?;
        texts.push("< Welcome back");
        widget.until_texts(&texts).await?;
        widget.say("Thank you").await?;
        texts.push("> Thank you");
        widget.until_texts(&texts).await?;
        let received = |event: &Event| event.name == "message:received";
        let events = widget
            .until_events("two received", |all| count(all, received) >= 2)
            .await?;
        let told: Vec<_> = events
            .iter()
            .filter(|event| received(event))
            .map(|event| &event.args[0]["text"])
            .collect();
        ensure!(
            told == ["Said while you were away", "Welcome back"],
            "told otherwise than shown: {events:#?}"
        );
        Ok(())
    }

    /// `destroy` tells its handlers and takes everything away.
    pub(crate) async fn end(&self) -> anyhow::Result<()> {
        self.no_violations().await?;
        self.widget().forget_events().await?;
        self.browser
            .run::<()>("AvMessagingSdk.destroy(); return null")
            .await?;
        self.widget()
            .until_events("`destroy`", |all| {
                count(all, |event| event.name == "destroy") == 1
            })
            .await?;
        let left: Vec<String> = self
            .browser
            .run("return Array.from(document.querySelectorAll('[id^=avmsdk],[class*=avmsdk]'), e => e.outerHTML)")
            .await?;
        ensure!(left.is_empty(), "`destroy` left in the page: {left:#?}");
        Ok(())
    }
}
