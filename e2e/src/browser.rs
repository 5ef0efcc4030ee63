//! A browser through its driver, as one visitor with an empty profile.

mod devtools;
mod spoken;

use crate::driver::Driver;
use crate::out::root;
use crate::{Engine, http, out, until};
use anyhow::Context as _;
use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// The screen of the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// 1280×800, with a mouse.
    Desktop,
    /// 390×844 at three device pixels, with touch.
    Phone,
}

/// One session. Dropping it ends the browser and its driver, whatever state they are in.
#[derive(Debug)]
pub struct Browser {
    engine: Engine,
    client: Client,
    /// The driver's URL of this session.
    session: String,
    // Fields are dropped in this order: the profile goes when nobody writes to it any more.
    _driver: Driver,
    _profile: TempDir,
}

/// The page of a desktop, in CSS pixels.
const DESKTOP: (u32, u32) = (1280, 800);

/// Two frames for what was just changed, then the end of whatever moves, also inside the widget.
const DRAWN: &str = r#"
const done = arguments[0];
const widget = document.getElementById("avmsdk-root");
const trees = widget && widget.shadowRoot ? [document, widget.shadowRoot] : [document];
requestAnimationFrame(() => requestAnimationFrame(() => {
  const moving = trees.flatMap(tree => tree.getAnimations());
  Promise.allSettled(moving.map(animation => animation.finished)).then(() => done(null));
}));
"#;

/// Runs axe-core, which stands before it.
const AXE: &str = r#"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  result => done(result.violations.flatMap(rule => rule.nodes.map(node => rule.id + ": " + node.html + " " + node.failureSummary))),
  error => done(["axe-core failed: " + error]),
);
"#;

impl Browser {
    /// Starts the driver and a browser; `log` names the driver's log file.
    ///
    /// # Errors
    /// If either is missing or does not start, or if the engine has no such view.
    pub async fn open(log: &str, engine: Engine, view: View) -> anyhow::Result<Self> {
        Self::open_with(log, engine, view, None).await
    }

    /// The same, with a port of this machine as the proxy for HTTPS (`CONNECT`), and whatever certificates there are
    /// behind it. `localhost` needs no proxy.
    ///
    /// # Errors
    /// As [`Browser::open`].
    pub async fn open_with(
        log: &str,
        engine: Engine,
        view: View,
        proxy: Option<u16>,
    ) -> anyhow::Result<Self> {
        let profile = TempDir::with_prefix("avmsdk-e2e-")?;
        let capabilities = engine.capabilities(view, profile.path(), proxy)?;
        let driver = Driver::start(engine, log, profile.path())
            .await
            .context("`cargo xtask test --e2e` installs the browsers, or says how")?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await?;
        let id = client
            .session_id()
            .await?
            .context("the driver gave the session no id")?;
        let session = format!("{}/session/{id}", driver.url);
        let browser = Self {
            engine,
            client,
            session,
            _driver: driver,
            _profile: profile,
        };
        match engine {
            Engine::Chromium => browser.prepare(view).await?,
            Engine::Firefox | Engine::WebKit => browser.resize().await?,
            Engine::Wpe => {}
        }
        Ok(browser)
    }

    /// The engine of this session.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver session, for clicks and keys.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Makes the page itself as large as a desktop: the window has borders, and takes its time.
    async fn resize(&self) -> anyhow::Result<()> {
        let look = async || {
            let script =
                "return [innerWidth, innerHeight, outerWidth - innerWidth, outerHeight - innerHeight]";
            let (width, height, right, bottom): (u32, u32, u32, u32) = self.run(script).await?;
            if (width, height) != DESKTOP {
                self.client
                    .set_window_size(DESKTOP.0 + right, DESKTOP.1 + bottom)
                    .await?;
            }
            Ok((width, height))
        };
        until("a page of the wanted size", look, |size| *size == DESKTOP).await?;
        Ok(())
    }

    /// Loads a page.
    ///
    /// # Errors
    /// If it cannot be loaded.
    pub async fn goto(&self, url: &str) -> anyhow::Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("cannot load: {url}"))
    }

    /// Runs a function body in the page, whose last argument is the function to answer by, and gives back
    /// what that is called with.
    ///
    /// # Errors
    /// If it throws, does not answer, or answers something else than `T`.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<T> {
        let value = self
            .client
            .execute_async(script, arguments)
            .await
            .with_context(|| format!("the page threw, or did not answer, in: {script}"))?;
        serde_json::from_value(value.clone())
            .with_context(|| format!("unexpected answer of the page: {value}"))
    }

    /// Runs a function body in the page and gives back what it returns.
    ///
    /// # Errors
    /// If it throws, or returns something else than `T`.
    pub async fn run<T: DeserializeOwned>(&self, script: &str) -> anyhow::Result<T> {
        let value = self
            .client
            .execute(script, Vec::new())
            .await
            .with_context(|| format!("the page threw in: {script}"))?;
        serde_json::from_value(value.clone())
            .with_context(|| format!("unexpected answer of the page: {value}"))
    }

    /// The name by which a screen reader calls an element.
    ///
    /// # Errors
    /// If the driver cannot be asked.
    pub async fn name_of(&self, element: &Element) -> anyhow::Result<String> {
        let id = element.element_id();
        let url = format!("{}/element/{}/computedlabel", self.session, &*id);
        let answer = http::send(Method::GET, &url, None, None).await?;
        let name = answer["value"].as_str();
        Ok(name.context("the driver gave no name")?.to_owned())
    }

    /// What axe-core finds wrong with the page as it now is, each as `rule: element`.
    ///
    /// # Errors
    /// If axe-core is not there, or cannot be run.
    pub async fn axe(&self) -> anyhow::Result<Vec<String>> {
        let axe = self.axe_source()?;
        self.client.execute_async(DRAWN, Vec::new()).await?;
        let script = format!("{axe}\n{AXE}");
        let found = self.client.execute_async(&script, Vec::new()).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// axe-core itself, for a script that runs it in its own way.
    ///
    /// # Errors
    /// If it is not there.
    pub fn axe_source(&self) -> anyhow::Result<String> {
        let peers = std::env::var_os("AVMSDK_PEERS")
            .map_or_else(|| root().join("target/peers/node_modules"), PathBuf::from);
        std::fs::read_to_string(peers.join("axe-core/axe.min.js"))
            .context("axe-core is missing, run `cargo xtask peers`")
    }

    /// Saves what the visitor sees as `NAME.png`, once the page has drawn what it has.
    ///
    /// # Errors
    /// If there is no picture, or it cannot be saved.
    pub async fn screenshot(&self, name: &str) -> anyhow::Result<()> {
        self.client.execute_async(DRAWN, Vec::new()).await?;
        let file = out()?.join(format!("{name}.png"));
        std::fs::write(&file, self.client.screenshot().await?)
            .with_context(|| format!("cannot save: {}", file.display()))
    }

    /// Ends the session in good order; on failure dropping does it the hard way.
    ///
    /// # Errors
    /// If the driver does not end it.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.client.clone().close().await?)
    }
}
