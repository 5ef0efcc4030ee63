//! What only Chromium's driver can do: the DevTools protocol and the console.

use super::{Browser, DESKTOP, View};
use crate::{Engine, http};
use anyhow::{Context as _, ensure};
use axum::http::Method;
use serde_json::{Value, json};

/// Collects what a Content-Security-Policy blocked, from before the page's first script.
const WATCH_POLICY: &str = r#"
window.__violations = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.__violations.push(event.violatedDirective + " blocked " + (event.blockedURI || "?")
    + " at " + (event.sourceFile || "?") + ":" + event.lineNumber + " " + event.sample);
});
"#;

impl Browser {
    /// Listens to the policy of every page, and makes the page itself as large as a desktop: the window has
    /// borders.
    pub(super) async fn prepare(&self, view: View) -> anyhow::Result<()> {
        let watch = json!({ "source": WATCH_POLICY });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", watch)
            .await?;
        if view == View::Desktop {
            self.resize_to(DESKTOP.0, DESKTOP.1).await?;
        }
        Ok(())
    }

    /// Makes the page so large, in CSS pixels, each of which is one of the picture's. Only Chromium.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn resize_to(&self, width: u32, height: u32) -> anyhow::Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Cuts the browser off from every network, or lets it back: new requests and sockets fail, and the
    /// page hears `offline` and `online`. A socket that is open stays open and hears nothing. Only Chromium.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn go_offline(&self, is_offline: bool) -> anyhow::Result<()> {
        let conditions = json!({
            "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Shows pages in the dark, or in the light, from now on. Only Chromium.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn prefer_dark(&self, is_dark: bool) -> anyhow::Result<()> {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Shows pages in the system's colours, as where a visitor asks for contrast, or in their own again. Only Chromium.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn force_colours(&self, is_forced: bool) -> anyhow::Result<()> {
        let value = if is_forced { "active" } else { "none" };
        let features = json!({ "features": [{ "name": "forced-colors", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// What the page's policy has blocked since it was loaded. Only Chromium.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn violations(&self) -> anyhow::Result<Vec<String>> {
        self.only_chromium("violations")?;
        self.run("return window.__violations").await
    }

    /// What the page and the browser wrote to the console since the last call, as `LEVEL text`.
    /// Only Chromium.
    ///
    /// # Errors
    /// If the driver cannot be asked.
    pub async fn console(&self) -> anyhow::Result<Vec<String>> {
        self.only_chromium("the console")?;
        let url = format!("{}/se/log", self.session);
        let answer = http::send(Method::POST, &url, None, Some(&json!({ "type": "browser" }))).await?;
        let entries = answer["value"].as_array().context("the driver gave no log")?;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .map(|entry| format!("{} {}", word(&entry["level"]), word(&entry["message"])))
            .collect())
    }

    /// A command of the DevTools protocol.
    pub(super) async fn devtools(&self, command: &str, params: Value) -> anyhow::Result<Value> {
        self.only_chromium(command)?;
        let url = format!("{}/goog/cdp/execute", self.session);
        http::send(
            Method::POST,
            &url,
            None,
            Some(&json!({ "cmd": command, "params": params })),
        )
        .await
    }

    fn only_chromium(&self, what: &str) -> anyhow::Result<()> {
        let name = self.engine.name();
        ensure!(
            self.engine == Engine::Chromium,
            "only Chromium's driver can do this, not that of {name}: {what}"
        );
        Ok(())
    }
}
