//! A browser in front of the gallery.

use anyhow::ensure;
use avmsdk_e2e::{Browser, Engine, Sandbox, View};
use serde::Deserialize;
use serde_json::{Value, json};

/// Waits for the state, and says why it is not as it should be.
const READY: &str = "const done = arguments[0]; \
    gallery.ready.then(() => done(null), error => done(String(error && error.stack || error)));";

/// A browser and what it looks at.
pub(crate) struct Room {
    pub(crate) browser: Browser,
    sandbox: Sandbox,
}

/// A state's name and the group it stands in.
#[derive(Debug, Deserialize)]
pub(crate) struct State(pub(crate) String, pub(crate) String);

/// What is asked of a state.
pub(crate) struct Demand<'a> {
    /// Parts of complaints that the state makes on purpose.
    pub(crate) allowed: &'a [&'a str],
    /// Too much to be looked at node by node.
    pub(crate) is_huge: bool,
    /// Rules of axe-core, where not all are asked for; a page is asked for all of them first.
    pub(crate) rules: Option<&'a [&'a str]>,
}

impl Room {
    pub(crate) async fn enter(name: &str, engine: Engine) -> anyhow::Result<Self> {
        let sandbox = Sandbox::start(&format!("gallery-{name}-sandbox"))?;
        let log = format!("gallery-{name}-driver");
        let browser = Browser::open(&log, engine, View::Desktop).await?;
        Ok(Self { browser, sandbox })
    }

    /// All states that there are.
    pub(crate) async fn states(&self) -> anyhow::Result<Vec<State>> {
        self.browser.goto(&self.sandbox.url("/gallery?only=none")).await?;
        self.browser
            .run("return Array.from(gallery.states, ([name, state]) => [name, state.group])")
            .await
    }

    /// Shows a state; `query` is how.
    pub(crate) async fn open(&self, state: &str, query: &str) -> anyhow::Result<()> {
        self.browser
            .goto(&self.sandbox.url(&format!("/gallery/{state}?{query}")))
            .await?;
        let fault: Option<String> = self.browser.ask(READY, Vec::new()).await?;
        ensure!(fault.is_none(), "{state} does not stand: {fault:?}");
        Ok(())
    }

    /// Shows a state that is not of the table, in JavaScript: an object as those of the table are.
    pub(crate) async fn open_own(&self, query: &str, state: &str) -> anyhow::Result<()> {
        self.open("blank", query).await?;
        let script = format!(
            "const done = arguments[0]; const f = gallery.fixtures; gallery.host().then(() => gallery.run({state})) \
             .then(() => done(null), error => done(String(error && error.stack || error)));"
        );
        let fault: Option<String> = self.browser.ask(&script, Vec::new()).await?;
        ensure!(fault.is_none(), "the state does not stand: {fault:?}");
        Ok(())
    }

    /// What of the widget cannot be reached by scrolling in one direction. It is scrolled afterwards.
    pub(crate) async fn unreached(&self) -> anyhow::Result<Vec<String>> {
        self.browser.ask(include_str!("reach.js"), Vec::new()).await
    }

    /// What is wrong with what is shown.
    pub(crate) async fn faults(&self, demand: &Demand<'_>) -> anyhow::Result<Vec<String>> {
        // Half a megabyte, which stays in the page once it is there.
        let axe = match demand.rules {
            None => self.browser.axe_source()?,
            Some(_) => String::new(),
        };
        let script = format!("{axe}\n{}", include_str!("judge.js"));
        let options: Value = json!({
            "allowed": demand.allowed, "isHuge": demand.is_huge, "rules": demand.rules,
        });
        self.browser.ask(&script, vec![options]).await
    }
}

/// What was found, as one error.
pub(crate) fn none(found: &[String]) -> anyhow::Result<()> {
    ensure!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    Ok(())
}
