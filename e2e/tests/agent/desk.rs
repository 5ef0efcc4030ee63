//! The agent at the page: what is to be seen there, and what keys and clicks do.

use anyhow::ensure;
use avmsdk_e2e::{Browser, Engine, Sandbox, View, until};
use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;

/// A browser on the agent page of a sandbox of its own.
pub(crate) struct Desk {
    pub(crate) browser: Browser,
}

impl Desk {
    /// Opens the page and waits until it hears what happens.
    pub(crate) async fn open(sandbox: &Sandbox, log: &str, view: View) -> anyhow::Result<Self> {
        let browser = Browser::open(log, Engine::Chromium, view).await?;
        let desk = Self { browser };
        desk.load(sandbox).await?;
        Ok(desk)
    }

    /// Loads the page anew.
    pub(crate) async fn load(&self, sandbox: &Sandbox) -> anyhow::Result<()> {
        self.browser.goto(&sandbox.url("/agent")).await?;
        self.until_text("#live", "Live").await
    }

    /// The text of the first element of this kind, as it is seen; empty if there is none.
    pub(crate) async fn text(&self, selector: &str) -> anyhow::Result<String> {
        let script = format!(
            "const element = document.querySelector({selector:?}); return element ? element.innerText : ''"
        );
        self.browser.run(&script).await
    }

    /// Waits until that text holds another.
    pub(crate) async fn until_text(&self, selector: &str, wanted: &str) -> anyhow::Result<()> {
        let look = async || self.text(selector).await;
        until(&format!("{wanted:?} in {selector}"), look, |text| {
            text.contains(wanted)
        })
        .await?;
        Ok(())
    }

    /// Waits until a script says so.
    pub(crate) async fn until_true(&self, wanted: &str, script: &str) -> anyhow::Result<()> {
        until(wanted, async || self.browser.run::<bool>(script).await, |is| *is).await?;
        Ok(())
    }

    /// Waits until the answer to what was sent is there: the page hears of the message by the stream too, perhaps sooner.
    pub(crate) async fn until_sent(&self) -> anyhow::Result<()> {
        self.until_true(
            "the answer to what was sent",
            "return document.querySelector('#compose [type=submit]').getAttribute('aria-disabled') === 'false'",
        )
        .await
    }

    pub(crate) async fn find(&self, selector: &str) -> anyhow::Result<Element> {
        Ok(self.browser.client().find(Locator::Css(selector)).await?)
    }

    pub(crate) async fn click(&self, selector: &str) -> anyhow::Result<()> {
        Ok(self.find(selector).await?.click().await?)
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) -> anyhow::Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.browser.client().perform_actions(actions).await?)
    }

    /// Presses a key together with Control.
    pub(crate) async fn press_with_control(&self, key: Key) -> anyhow::Result<()> {
        let control = Key::Control.into();
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: key.into() })
            .then(KeyAction::Up { value: key.into() })
            .then(KeyAction::Up { value: control });
        Ok(self.browser.client().perform_actions(actions).await?)
    }

    /// Chooses an entry of a list by its value, as a person does: the page hears of it.
    pub(crate) async fn choose(&self, selector: &str, value: &str) -> anyhow::Result<()> {
        Ok(self.find(selector).await?.select_by_value(value).await?)
    }

    /// Puts a text in the place of what a field holds, in one go, as a paste does.
    pub(crate) async fn paste(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let script = format!(
            "const field = document.querySelector({selector:?}); field.focus(); field.select(); \
             return document.execCommand('insertText', false, {text:?})"
        );
        let is_done: bool = self.browser.run(&script).await?;
        ensure!(is_done, "cannot paste into {selector}");
        Ok(())
    }

    /// Opens the first conversation of the inbox.
    pub(crate) async fn open_first(&self) -> anyhow::Result<()> {
        self.click("#conversations button").await?;
        self.until_true(
            "an open conversation",
            "return !!document.querySelector('#log > ol')",
        )
        .await
    }

    /// Nothing that the page did was against its policy, and nothing went wrong in it.
    pub(crate) async fn is_quiet(&self) -> anyhow::Result<()> {
        let violations = self.browser.violations().await?;
        ensure!(violations.is_empty(), "against the policy: {violations:#?}");
        let mut lines = self.browser.console().await?;
        lines.retain(|line| {
            line.starts_with("SEVERE") && !line.contains("the server responded with a status of")
        });
        ensure!(lines.is_empty(), "the console says: {lines:#?}");
        Ok(())
    }
}
