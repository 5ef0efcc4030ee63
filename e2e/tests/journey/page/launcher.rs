//! The launcher and the focus.

use super::Visit;
use anyhow::ensure;
use fantoccini::Locator;
use fantoccini::key::Key;

impl Visit<'_> {
    /// The button that opens also closes.
    pub(super) async fn launcher_toggles(&self) -> anyhow::Result<()> {
        self.start("/plain").await?;
        let widget = self.widget();
        widget.until_closed().await?;
        widget.open().await?;
        widget.part("launcher").await?.click().await?;
        widget.until_closed().await?;
        self.check("it is closed", "return !AvMessagingSdk.isOpened()")
            .await
    }

    /// Closing by the page takes no focus from the page; closing by Escape gives it to the launcher.
    pub(super) async fn focus_is_the_visitors(&self) -> anyhow::Result<()> {
        self.start("/plain").await?;
        let widget = self.widget();
        widget.until_closed().await?;
        widget.open().await?;
        self.check(
            "the composer has the focus",
            "return document.activeElement.id === 'avmsdk-root'",
        )
        .await?;
        self.browser
            .client()
            .find(Locator::Id("field"))
            .await?
            .click()
            .await?;
        self.browser
            .run::<()>("AvMessagingSdk.close(); return null")
            .await?;
        widget.until_closed().await?;
        self.check(
            "the field keeps the focus",
            "return document.activeElement.id === 'field'",
        )
        .await?;

        widget.open().await?;
        let composer = widget.part("composer").await?;
        let input = composer.find(Locator::Css("textarea")).await?;
        input.send_keys(&Key::Escape.to_string()).await?;
        widget.until_closed().await?;
        self.check(
            "the launcher has the focus",
            "const focused = document.getElementById('avmsdk-root').shadowRoot.activeElement;\
              return !!focused && focused.part.contains('launcher')",
        )
        .await
    }

    /// The number of unread messages is a part of the launcher's name.
    pub(super) async fn unread_is_read_aloud(&self, conversation: &str) -> anyhow::Result<()> {
        self.start("/plain").await?;
        let widget = self.widget();
        widget.until_closed().await?;
        let launcher = widget.part("launcher").await?;
        let name = self.browser.name_of(&launcher).await?;
        ensure!(name == "Open the conversation", "wrong name: {name}");
        self.sandbox.reply(conversation, "One more").await?;
        widget
            .until("a badge", |look| look.badge.as_deref() == Some("1"))
            .await?;
        let name = self.browser.name_of(&launcher).await?;
        ensure!(
            name.contains("Open the conversation") && name.contains('1'),
            "the badge is not told: {name}"
        );
        ensure!(
            launcher.attr("aria-label").await?.is_none(),
            "`aria-label` hides the badge"
        );
        Ok(())
    }
}
