//! The one long talk that every page must carry, step by step.

mod back;
mod exchange;

use anyhow::ensure;
use avmsdk_e2e::{Browser, Event, Sandbox, Widget};

/// Who takes part, and under which name the screenshots are kept.
pub(crate) struct Talk<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) browser: &'a Browser,
    pub(crate) name: &'a str,
}

/// The strings a visitor without any option sees.
const INTRODUCTION: &str = "We're here to talk, so ask us anything!";

impl Talk<'_> {
    fn widget(&self) -> Widget<'_> {
        Widget::on(self.browser)
    }

    async fn shot(&self, state: &str) -> anyhow::Result<()> {
        self.browser.screenshot(&format!("{}-{state}", self.name)).await
    }

    /// Everything, from an empty page to an empty page.
    pub(crate) async fn whole(&self, url: &str) -> anyhow::Result<()> {
        self.browser.goto(url).await?;
        self.greeting().await?;
        let conversation = self.first_message().await?;
        self.reply_while_open(&conversation).await?;
        self.reply_while_closed(&conversation).await?;
        self.more_both_ways(&conversation).await?;
        self.reload().await?;
        self.lost_socket(&conversation).await?;
        self.end().await
    }

    /// A launcher, and behind it an empty conversation with its introduction.
    pub(crate) async fn greeting(&self) -> anyhow::Result<()> {
        let closed = self.widget().until_closed().await?;
        ensure!(closed.badge.is_none(), "nothing can be unread yet: {closed:?}");
        self.shot("closed").await?;
        let open = self.widget().open().await?;
        ensure!(open.bubbles.is_empty(), "nobody has said anything yet: {open:?}");
        ensure!(
            open.header.as_deref().is_some_and(|header| !header.is_empty()),
            "no name of the business: {open:?}"
        );
        self.widget()
            .until("the introduction", |look| {
                shows(look.panel.as_deref(), INTRODUCTION)
            })
            .await?;
        self.shot("open").await
    }

    /// Nobody complained on the console. Not asked once sockets were broken: the browser complains of that.
    async fn quiet_console(&self) -> anyhow::Result<()> {
        let mut lines = self.browser.console().await?;
        lines.retain(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"));
        // The browser asks for it by itself, and not every page has one.
        lines.retain(|line| !line.contains("/favicon.ico"));
        ensure!(lines.is_empty(), "the console says: {lines:#?}");
        Ok(())
    }

    /// Nothing that the widget did was against the page's policy.
    async fn no_violations(&self) -> anyhow::Result<()> {
        let violations = self.browser.violations().await?;
        ensure!(
            violations.is_empty(),
            "the page's policy was violated: {violations:#?}"
        );
        Ok(())
    }
}

/// What was said before the page is loaded anew.
const TALK: &[&str] = &[
    "> Is anybody there?",
    "< Yes, Ann is here.",
    "< Are you still there?",
    "> One",
    "> Two",
    "< Three",
    "< Four",
    "> Five <b>&amp;</b>",
];

fn shows(panel: Option<&str>, text: &str) -> bool {
    panel.is_some_and(|panel| panel.contains(text))
}

fn names<'a>(events: &[&'a Event]) -> Vec<&'a str> {
    events.iter().map(|event| event.name.as_str()).collect()
}

fn count(events: &[Event], good: impl Fn(&Event) -> bool) -> usize {
    events.iter().filter(|event| good(event)).count()
}
