//! Chromium through its driver, as one visitor with an empty profile.

use crate::out::root;
use crate::process::Process;
use crate::{chromium, http, out};
use anyhow::Context as _;
use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
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
    client: Client,
    /// The driver's URL of this session.
    session: String,
    // Fields are dropped in this order: the profile goes when nobody writes to it any more.
    _driver: Process,
    _profile: TempDir,
}

/// Collects what a Content-Security-Policy blocked, from before the page's first script.
const WATCH_POLICY: &str = r#"
window.__violations = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.__violations.push(event.violatedDirective + " blocked " + (event.blockedURI || "?")
    + " at " + (event.sourceFile || "?") + ":" + event.lineNumber + " " + event.sample);
});
"#;

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
    /// If either is missing or does not start.
    pub async fn open(log: &str, view: View) -> anyhow::Result<Self> {
        let driver = Process::start(log, "chromedriver", ["--port=0"])
            .and_then(|driver| Ok((driver.wait_for(port_in)?, driver)))
            .context("`cargo xtask test --e2e` installs the browser, or says how");
        let (port, driver) = driver?;
        let profile = TempDir::with_prefix("avmsdk-e2e-")?;
        let profile_path = profile
            .path()
            .to_str()
            .context("the folder for temporary files is no UTF-8")?;
        let capabilities = chromium::capabilities(view, profile_path);
        let driver_url = format!("http://localhost:{port}");
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver_url)
            .await?;
        let id = client
            .session_id()
            .await?
            .context("the driver gave the session no id")?;
        let session = format!("{driver_url}/session/{id}");
        let browser = Self {
            client,
            session,
            _driver: driver,
            _profile: profile,
        };
        browser
            .devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": WATCH_POLICY }),
            )
            .await?;
        if view == View::Desktop {
            // The window has borders; this is the page itself.
            let size = json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false });
            browser
                .devtools("Emulation.setDeviceMetricsOverride", size)
                .await?;
        }
        Ok(browser)
    }

    /// The WebDriver session, for clicks and keys.
    pub fn client(&self) -> &Client {
        &self.client
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

    /// Shows pages in the dark, or in the light, from now on.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn prefer_dark(&self, is_dark: bool) -> anyhow::Result<()> {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// What axe-core finds wrong with the page as it now is, each as `rule: element`.
    ///
    /// # Errors
    /// If axe-core is not there, or cannot be run.
    pub async fn axe(&self) -> anyhow::Result<Vec<String>> {
        let peers = std::env::var_os("AVMSDK_PEERS")
            .map_or_else(|| root().join("target/peers/node_modules"), PathBuf::from);
        let axe = std::fs::read_to_string(peers.join("axe-core/axe.min.js"))
            .context("axe-core is missing, run `cargo xtask peers`")?;
        self.client.execute_async(DRAWN, Vec::new()).await?;
        let script = format!("{axe}\n{AXE}");
        let found = self.client.execute_async(&script, Vec::new()).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// What the page's policy has blocked since it was loaded.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn violations(&self) -> anyhow::Result<Vec<String>> {
        self.run("return window.__violations").await
    }

    /// What the page and the browser wrote to the console since the last call, as `LEVEL text`.
    ///
    /// # Errors
    /// If the driver cannot be asked.
    pub async fn console(&self) -> anyhow::Result<Vec<String>> {
        let url = format!("{}/se/log", self.session);
        let answer = http::send(Method::POST, &url, None, Some(&json!({ "type": "browser" }))).await?;
        let entries = answer["value"].as_array().context("the driver gave no log")?;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .map(|entry| format!("{} {}", word(&entry["level"]), word(&entry["message"])))
            .collect())
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

    /// A command of the DevTools protocol.
    async fn devtools(&self, command: &str, params: Value) -> anyhow::Result<Value> {
        let url = format!("{}/goog/cdp/execute", self.session);
        http::send(
            Method::POST,
            &url,
            None,
            Some(&json!({ "cmd": command, "params": params })),
        )
        .await
    }
}

fn port_in(line: &str) -> Option<u16> {
    line.strip_prefix("ChromeDriver was started successfully on port ")?
        .trim_end_matches('.')
        .parse()
        .ok()
}
