//! A conversation that is longer than its box, inside an element of the page.

use super::Visit;
use anyhow::Context as _;
use avmsdk_e2e::until;

pub(super) const BOX: &str = r#"<div id="box" style="width: 400px; height: 400px"></div>"#;

/// Whether the newest message lies within the timeline, and the oldest that is drawn does not.
const IN_SIGHT: &str = r#"
const inside = document.getElementById("avmsdk-root").shadowRoot;
const timeline = inside.querySelector("[part=timeline]").getBoundingClientRect();
const messages = inside.querySelectorAll("[part~=message]");
const isIn = message => {
  const box = message.getBoundingClientRect();
  return box.height > 0 && box.top >= timeline.top && box.bottom <= timeline.bottom;
};
const newest = messages[messages.length - 1];
return !!newest && newest.textContent.includes("Part 20") && isIn(newest) && !isIn(messages[0])
"#;

const RENDER: &str = "AvMessagingSdk.render(document.getElementById('box')); return null";

impl Visit<'_> {
    /// Twenty messages; the answer is the conversation's id.
    pub(super) async fn long_conversation(&self) -> anyhow::Result<String> {
        self.start("/plain").await?;
        let widget = self.widget();
        widget.until_closed().await?;
        widget.open().await?;
        widget.say("Tell me everything").await?;
        widget.until_texts(&["> Tell me everything"]).await?;
        let conversation: Option<String> = self
            .browser
            .run("return AvMessagingSdk.getConversation()._id")
            .await?;
        let conversation = conversation.context("no id of the conversation")?;
        for number in 2..=20 {
            self.sandbox
                .reply(&conversation, &format!("Part {number}"))
                .await?;
        }
        widget
            .until("twenty messages", |look| look.bubbles.len() == 20)
            .await?;
        Ok(conversation)
    }

    /// After a reload the newest message is in sight, whichever of `render` and `init` comes first.
    pub(super) async fn newest_in_sight(&self) -> anyhow::Result<()> {
        self.goto("/embedded").await?;
        self.browser.run::<()>(RENDER).await?;
        self.init(", embedded: true").await?;
        self.until_newest_in_sight("rendered before `init`").await?;

        self.goto("/embedded").await?;
        self.init(", embedded: true").await?;
        self.browser.run::<()>(RENDER).await?;
        self.until_newest_in_sight("rendered after `init`").await?;
        self.browser.screenshot("page-embedded").await
    }

    async fn until_newest_in_sight(&self, when: &str) -> anyhow::Result<()> {
        let look = async || self.browser.run::<bool>(IN_SIGHT).await;
        until(&format!("the newest message in sight, {when}"), look, |is_in| {
            *is_in
        })
        .await?;
        Ok(())
    }
}
