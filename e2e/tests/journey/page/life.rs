//! `init` and `destroy` by pages that are impatient, or wrong.

use super::Visit;
use anyhow::ensure;

impl Visit<'_> {
    /// `destroy` right after `init` is told once and leaves nothing, and the widget can come back.
    pub(super) async fn destroyed_at_once(&self) -> anyhow::Result<()> {
        self.goto("/plain").await?;
        let options = self.options("");
        let end: String = self
            .browser
            .run(&format!(
                "window.__destroyed = 0; AvMessagingSdk.on('destroy', () => {{ window.__destroyed += 1 }});\
                const end = AvMessagingSdk.init({options}).then(() => 'resolved', error => String(error));\
                AvMessagingSdk.destroy();\
                return end"
            ))
            .await?;
        ensure!(end.contains("destroyed"), "`init` must say why it failed: {end}");
        self.check(
            "nothing is left",
            "return !document.getElementById('avmsdk-root')",
        )
        .await?;
        self.init("").await?;
        self.widget().until_closed().await?;
        self.check(
            "one root, one `destroy`",
            "return window.__destroyed === 1 && document.querySelectorAll('#avmsdk-root').length === 1",
        )
        .await
    }

    /// A method is the same function before `init`, while the widget is there, and after `destroy`.
    pub(super) async fn methods_taken_early(&self) -> anyhow::Result<()> {
        self.goto("/plain").await?;
        self.browser
            .run::<()>("window.__open = AvMessagingSdk.open; return null")
            .await?;
        self.init("").await?;
        self.check(
            "it opens",
            "(0, window.__open)(); return AvMessagingSdk.isOpened()",
        )
        .await?;
        let (is_error, message): (bool, String) = self
            .browser
            .run(
                "AvMessagingSdk.destroy();\
                try { (0, window.__open)() } catch (error) { return [error instanceof Error, error.message] }\
                return [false, 'nothing thrown']",
            )
            .await?;
        ensure!(
            is_error && message.contains("open") && message.contains("init"),
            "after `destroy`: {message}"
        );
        Ok(())
    }

    /// What is not understood is named on the console; without an id there is no widget.
    pub(super) async fn wrong_options(&self) -> anyhow::Result<()> {
        self.goto("/plain").await?;
        let end: String = self
            .browser
            .run(
                "window.__warned = [];\
                console.warn = (...words) => { window.__warned.push(words.join(' ')) };\
                return AvMessagingSdk.init({ integrationId: '<integration-id>' })\
                  .then(() => 'resolved', error => String(error))",
            )
            .await?;
        ensure!(end.contains("integrationId"), "the form's own words: {end}");
        self.warned(&["`integrationId`"]).await?;
        self.init(", colour: 'red', customColors: { brandColor: 'red' }")
            .await?;
        self.warned(&["`integrationId`", "`colour`", "`customColors.brandColor`"])
            .await?;
        self.widget().until_closed().await?;
        Ok(())
    }

    /// The page was warned of these, and of nothing else.
    async fn warned(&self, wanted: &[&str]) -> anyhow::Result<()> {
        let warned: Vec<String> = self.browser.run("return window.__warned").await?;
        ensure!(
            warned.len() == wanted.len() && warned.iter().zip(wanted).all(|(line, name)| line.contains(name)),
            "wrong warnings: {warned:#?}"
        );
        Ok(())
    }
}
