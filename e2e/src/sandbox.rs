//! `avmsdk dev` as its users start it, and the business on the other side of the talk.

use crate::process::Process;
use crate::{http, program};
use anyhow::Context as _;
use axum::http::Method;
use serde_json::{Value, json};

/// The demo app, the same on every machine.
pub const APP: &str = "5f00000000000000000000a1";
/// Its web integration.
pub const INTEGRATION: &str = "5f00000000000000000000b1";
/// The demo app's API key.
const KEY: (&str, &str) = ("app_5f00000000000000000000c1", "sandbox-secret");

/// A running sandbox with a fresh state in memory.
#[derive(Debug)]
pub struct Sandbox {
    origin: String,
    _process: Process,
}

impl Sandbox {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// If the binary is missing, or does not say its URL.
    pub fn start(log: &str) -> anyhow::Result<Self> {
        Self::start_with(log, &[])
    }

    /// The same, with more arguments.
    ///
    /// # Errors
    /// As [`Sandbox::start`].
    pub fn start_with(log: &str, more: &[&str]) -> anyhow::Result<Self> {
        let args = ["dev", "--port", "0", "--data", "memory"];
        let args = args.iter().chain(more).copied();
        let process = Process::start(log, program::binary()?, args)?;
        let origin = process.wait_for(origin_in)?;
        Ok(Self {
            origin,
            _process: process,
        })
    }

    /// Where it listens, such as `http://localhost:8000`, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a path of the sandbox.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The business posts a text; the answer is the service's id for it.
    ///
    /// # Errors
    /// If the service does not take it.
    pub async fn reply(&self, conversation: &str, text: &str) -> anyhow::Result<String> {
        let message = json!({
            "author": { "type": "business", "displayName": "Ann" },
            "content": { "type": "text", "text": text },
        });
        let answer = http::send(
            Method::POST,
            &self.messages_url(conversation),
            Some(KEY),
            Some(&message),
        )
        .await?;
        let id = answer["messages"][0]["id"].as_str();
        Ok(id
            .with_context(|| format!("the answer names no message: {answer}"))?
            .to_owned())
    }

    /// Every text of a conversation as the business sees it, oldest first, with `user` or `business`.
    ///
    /// # Errors
    /// If the service does not know the conversation.
    pub async fn texts(&self, conversation: &str) -> anyhow::Result<Vec<(String, String)>> {
        let answer = http::send(Method::GET, &self.messages_url(conversation), Some(KEY), None).await?;
        let messages = answer["messages"]
            .as_array()
            .with_context(|| format!("no list of messages: {answer}"))?;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let text = |message: &Value| {
            (
                word(&message["author"]["type"]),
                word(&message["content"]["text"]),
            )
        };
        Ok(messages.iter().map(text).collect())
    }

    /// Every message of a conversation as the business sees it, oldest first.
    ///
    /// # Errors
    /// If the service does not know the conversation.
    pub async fn messages(&self, conversation: &str) -> anyhow::Result<Vec<Value>> {
        let answer = http::send(Method::GET, &self.messages_url(conversation), Some(KEY), None).await?;
        let messages = answer["messages"].as_array();
        Ok(messages
            .with_context(|| format!("no list of messages: {answer}"))?
            .clone())
    }

    /// Asks a control path, with a body or without.
    ///
    /// # Errors
    /// If the sandbox refuses.
    pub async fn control(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        http::send(method, &self.url(&format!("/sandbox{path}")), None, body).await
    }

    /// Asks the business API by its whole path, with the demo app's key.
    ///
    /// # Errors
    /// If the service refuses.
    pub async fn business(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        http::send(method, &self.url(path), Some(KEY), body).await
    }

    /// What clients sent and got since the last reset, oldest first, as far as the sandbox remembers.
    ///
    /// # Errors
    /// If the sandbox refuses.
    pub async fn traffic(&self) -> anyhow::Result<Vec<Value>> {
        let lines = http::text(Method::GET, &self.url("/sandbox/traffic?after=0")).await?;
        lines
            .lines()
            .map(|line| serde_json::from_str(line).with_context(|| format!("no JSON: {line}")))
            .collect()
    }

    /// Closes every socket, and answers new ones with an error for a while.
    ///
    /// # Errors
    /// If the sandbox refuses to.
    pub async fn drop_sockets(&self, refuse_ms: u32) -> anyhow::Result<()> {
        let body = json!({ "refuseMs": refuse_ms });
        http::send(
            Method::POST,
            &self.url("/sandbox/sockets/drop"),
            None,
            Some(&body),
        )
        .await?;
        Ok(())
    }

    fn messages_url(&self, conversation: &str) -> String {
        self.url(&format!("/v2/apps/{APP}/conversations/{conversation}/messages"))
    }
}

/// The origin of the first local URL in a line.
fn origin_in(line: &str) -> Option<String> {
    let start = line.find("http://localhost:")?;
    let port_at = start + "http://localhost:".len();
    let port: String = line[port_at..].chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty()).then(|| format!("http://localhost:{port}"))
}

#[cfg(test)]
mod tests {
    use super::origin_in;

    #[test]
    fn the_origin_is_read_from_a_line() {
        for (line, origin) in [
            (
                "demo page  http://localhost:4321/ (Ctrl-C stops)",
                Some("http://localhost:4321"),
            ),
            ("http://localhost:80", Some("http://localhost:80")),
            ("public path http://localhost:<port>/", None),
            ("starting", None),
        ] {
            assert_eq!(origin_in(line).as_deref(), origin);
        }
    }
}
