//! Chromium 64, 73 and 80 by the DevTools protocol: no driver knows them any more.

use crate::process::Process;
use crate::{http, out, until};
use anyhow::{Context as _, bail, ensure};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt as _, StreamExt as _};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// No page is so busy that it does not answer for so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// One browser with an empty profile and one page. Dropping it ends the browser and all that it started.
#[derive(Debug)]
pub struct OldChromium {
    version: u32,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last: u32,
    is_lost: bool,
    said: Vec<String>,
    // Fields are dropped in this order: the profile goes when nobody writes to it any more.
    _process: Process,
    _profile: TempDir,
}

impl OldChromium {
    /// Those that there are, the oldest first.
    pub const VERSIONS: [u32; 3] = [64, 73, 80];

    /// Whether they are left out on this machine, as [`crate::Engine::is_left_out`] says of others.
    pub fn are_left_out() -> bool {
        std::env::var("AVMSDK_SKIP_ENGINES")
            .is_ok_and(|names| names.split(',').any(|name| name == "old-chromium"))
    }

    /// Starts one, with a page of 1280×800; `log` names its log file.
    ///
    /// # Errors
    /// If the program is missing, does not start or is of another version.
    pub async fn open(log: &str, version: u32) -> anyhow::Result<Self> {
        let profile = TempDir::with_prefix("avmsdk-e2e-")?;
        let folder = profile
            .path()
            .to_str()
            .context("the folder for temporary files is no UTF-8")?;
        let profile_at = format!("--user-data-dir={folder}");
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0",
            &profile_at,
            "about:blank",
        ];
        let process = Process::start(log, program(version)?, args)?;
        let port = process.wait_for(port_in)?;
        let list =
            async || http::send(Method::GET, &format!("http://127.0.0.1:{port}/json"), None, None).await;
        let pages = until("a page of the browser", list, |pages| {
            pages[0]["webSocketDebuggerUrl"].is_string()
        })
        .await?;
        let address = pages[0]["webSocketDebuggerUrl"]
            .as_str()
            .context("the page has no address")?;
        let (socket, _) = connect_async(address).await?;
        let mut browser = Self {
            version,
            socket,
            last: 0,
            is_lost: false,
            said: Vec::new(),
            _process: process,
            _profile: profile,
        };
        for domain in ["Page", "Runtime", "Log", "Inspector"] {
            browser.command(&format!("{domain}.enable"), json!({})).await?;
        }
        let agent: String = browser.evaluate("navigator.userAgent").await?;
        ensure!(
            agent.contains(&format!("Chrome/{version}.")),
            "not Chromium {version}: {agent}"
        );
        browser.resize_to(1280, 800).await?;
        Ok(browser)
    }

    /// Its major version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Makes the page so large, in CSS pixels, each of which is one of the picture's.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn resize_to(&mut self, width: u32, height: u32) -> anyhow::Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Loads a page. What was said by the one before is forgotten.
    ///
    /// # Errors
    /// If the browser does not come to that page.
    pub async fn goto(&mut self, url: &str) -> anyhow::Result<()> {
        self.said.clear();
        // The page that is left may have the same address. Where there is none to ask, none is left.
        let _ = self.evaluate::<bool>("window.isLeft = true").await;
        self.command("Page.navigate", json!({ "url": url })).await?;
        let wanted = serde_json::to_string(url)?;
        let script =
            format!("!window.isLeft && location.href === {wanted} && document.readyState === 'complete'");
        // While it goes from one page to the other there may be none to ask.
        self.until(url, &script, |is_there: &Option<bool>| *is_there == Some(true))
            .await?;
        Ok(())
    }

    /// Asks the page until the answer is as wanted, and gives that back. A page that cannot be asked answers nothing.
    ///
    /// # Errors
    /// If it never is.
    pub async fn until<T: DeserializeOwned + std::fmt::Debug>(
        &mut self,
        wanted: &str,
        script: &str,
        good: impl Fn(&Option<T>) -> bool,
    ) -> anyhow::Result<T> {
        let look = async || match self.evaluate(script).await {
            Err(error) if self.is_lost => Err(error),
            answer => Ok(answer.ok()),
        };
        let seen = until(wanted, look, good).await?;
        seen.with_context(|| format!("no answer is taken for {wanted}"))
    }

    /// What an expression is in the page, by way of JSON. It is no script of the page's: policies do not hold for it.
    ///
    /// # Errors
    /// If it throws, or is something else.
    pub async fn evaluate<T: DeserializeOwned>(&mut self, expression: &str) -> anyhow::Result<T> {
        let params = json!({ "expression": expression, "returnByValue": true });
        let answer = self.command("Runtime.evaluate", params).await?;
        if !answer["exceptionDetails"].is_null() {
            bail!("the page threw: {}", answer["exceptionDetails"]);
        }
        let value = answer["result"]["value"].clone();
        serde_json::from_value(value).with_context(|| format!("unexpected answer of the page: {answer}"))
    }

    /// What the page said on the console, threw without anybody catching it, or was told of by the browser.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// Takes a picture into the folder for screenshots: `NAME.png`.
    ///
    /// # Errors
    /// If there is none.
    pub async fn screenshot(&mut self, name: &str) -> anyhow::Result<()> {
        let answer = self.command("Page.captureScreenshot", json!({})).await?;
        let picture = STANDARD.decode(answer["data"].as_str().context("there is no picture")?)?;
        std::fs::write(out()?.join(format!("{name}.png")), picture)?;
        Ok(())
    }

    async fn command(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        ensure!(!self.is_lost, "the page has crashed or hangs");
        self.is_lost = true;
        let answer = timeout(PATIENCE, self.answer(method, params)).await;
        let answer = answer
            .with_context(|| format!("the page does not answer {method}, it said: {:#?}", self.said))??;
        self.is_lost = false;
        if !answer["error"].is_null() {
            bail!("{method} failed: {}", answer["error"]);
        }
        Ok(answer["result"].clone())
    }

    async fn answer(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.last += 1;
        let message = json!({ "id": self.last, "method": method, "params": params });
        self.socket.send(Message::text(message.to_string())).await?;
        loop {
            let message = self.socket.next().await.context("the browser has ended")??;
            let Message::Text(text) = message else { continue };
            let answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.last {
                return Ok(answer);
            }
            self.said.extend(said_in(&answer));
            ensure!(
                answer["method"] != "Inspector.targetCrashed",
                "the page has crashed, it said: {:#?}",
                self.said
            );
        }
    }
}

/// What an event of the protocol says, if it is one of those that say something.
fn said_in(event: &Value) -> Option<String> {
    let params = &event["params"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match event["method"].as_str()? {
        "Runtime.consoleAPICalled" => {
            let words = params["args"].as_array()?.iter();
            let words = words.map(|word| {
                text(&word["value"])
                    .or(text(&word["description"]))
                    .unwrap_or_default()
            });
            let words: Vec<_> = std::iter::once(text(&params["type"])?).chain(words).collect();
            Some(words.join(" "))
        }
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            Some(format!(
                "thrown {} {}",
                text(&details["text"])?,
                text(&details["exception"]["description"]).unwrap_or_default()
            ))
        }
        "Log.entryAdded" => Some(format!(
            "{} {}",
            text(&params["entry"]["level"])?,
            text(&params["entry"]["text"])?
        )),
        _ => None,
    }
}

/// `DevTools listening on ws://127.0.0.1:40123/devtools/browser/…`
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("DevTools listening on ws://")?;
    rest.split(['/', ':']).nth(1)?.parse().ok()
}

/// Told by `cargo xtask test`; else where it puts them.
fn program(version: u32) -> anyhow::Result<PathBuf> {
    let told = std::env::var_os("AVMSDK_OLD_CHROMIUM").map(PathBuf::from);
    let cache = || {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
    };
    let folder = told.or_else(|| Some(cache()?.join("avmsdk/old-chromium")));
    let program = folder
        .context("there is no home folder")?
        .join(format!("chromium-{version}"));
    ensure!(
        program.is_file(),
        "Chromium {version} is missing, `cargo xtask test --e2e` installs it: {}",
        program.display()
    );
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::{port_in, said_in};
    use serde_json::json;

    #[test]
    fn the_port_is_read_from_a_line() {
        let line = "DevTools listening on ws://127.0.0.1:40123/devtools/browser/8a4d";
        assert_eq!(port_in(line), Some(40123));
        assert_eq!(
            port_in("[1126/170000.000:ERROR:gpu_process_transport_factory.cc(1019)] Lost UI"),
            None
        );
    }

    #[test]
    fn events_say_what_went_wrong() {
        let args =
            json!([{ "type": "string", "value": "no" }, { "type": "object", "description": "Error: luck" }]);
        let console =
            json!({ "method": "Runtime.consoleAPICalled", "params": { "type": "error", "args": args } });
        assert_eq!(said_in(&console).as_deref(), Some("error no Error: luck"));
        let details = json!({ "text": "Uncaught", "exception": { "description": "TypeError: x" } });
        let thrown =
            json!({ "method": "Runtime.exceptionThrown", "params": { "exceptionDetails": details } });
        assert_eq!(said_in(&thrown).as_deref(), Some("thrown Uncaught TypeError: x"));
        let entry = json!({ "level": "error", "text": "Refused to load" });
        let log = json!({ "method": "Log.entryAdded", "params": { "entry": entry } });
        assert_eq!(said_in(&log).as_deref(), Some("error Refused to load"));
        assert_eq!(
            said_in(&json!({ "method": "Page.loadEventFired", "params": {} })),
            None
        );
    }
}
