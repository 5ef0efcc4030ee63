//! A visitor without a browser, by the client API.

use crate::sandbox::{APP, INTEGRATION, Sandbox};
use crate::{http, patience};
use anyhow::Context as _;
use axum::http::Method;
use serde_json::{Value, json};

/// Somebody with a session and a conversation.
#[derive(Debug)]
pub struct Visitor<'a> {
    sandbox: &'a Sandbox,
    id: String,
    token: String,
    conversation: String,
}

impl<'a> Visitor<'a> {
    /// Comes to the sandbox as somebody of this name.
    ///
    /// # Errors
    /// If the service does not let anybody in.
    pub async fn arrive(sandbox: &'a Sandbox, name: &str) -> anyhow::Result<Self> {
        let body = json!({ "client": client(), "intent": "message:appUser", "givenName": name });
        let url = sandbox.url(&format!("/sdk/v2/apps/{APP}/appusers"));
        let answer = http::send(Method::POST, &url, None, Some(&body)).await?;
        let text = |value: &Value| {
            let text = value.as_str().map(str::to_owned);
            text.with_context(|| format!("no session: {answer}"))
        };
        Ok(Self {
            sandbox,
            id: text(&answer["appUser"]["_id"])?,
            token: text(&answer["sessionToken"])?,
            conversation: text(&answer["conversations"][0]["_id"])?,
        })
    }

    /// The id of its conversation.
    pub fn conversation(&self) -> &str {
        &self.conversation
    }

    /// Says a text.
    ///
    /// # Errors
    /// If the service does not take it.
    pub async fn say(&self, text: &str) -> anyhow::Result<()> {
        let message = json!({ "type": "text", "text": text, "role": "appUser" });
        let author =
            json!({ "role": "appUser", "appUserId": self.id, "client": client(), "sessionId": "s1" });
        self.post("messages", json!({ "message": message, "author": author }))
            .await
    }

    /// Does something without words: `typing:start`, `conversation:read`.
    ///
    /// # Errors
    /// If the service does not take it.
    pub async fn act(&self, kind: &str) -> anyhow::Result<()> {
        let author = json!({ "role": "appUser", "appUserId": self.id, "client": client() });
        self.post(
            "activity",
            json!({ "activity": { "type": kind }, "author": author }),
        )
        .await
    }

    /// Clicks an action.
    ///
    /// # Errors
    /// If the service does not take it.
    pub async fn click(&self, action: &str) -> anyhow::Result<()> {
        let author = json!({ "role": "appUser", "appUserId": self.id, "client": client() });
        self.post(
            "postback",
            json!({ "postback": { "actionId": action }, "author": author }),
        )
        .await
    }

    /// Asks for a code by which a channel is linked.
    ///
    /// # Errors
    /// If the service has none.
    pub async fn ask_for_link(&self, integration: &str) -> anyhow::Result<()> {
        let auth = Some((self.id.as_str(), self.token.as_str()));
        let path = format!("/sdk/v2/apps/{APP}/appusers/{}/linkrequest", self.id);
        let url = self.sandbox.url(&format!("{path}?integrationIds={integration}"));
        http::send(Method::GET, &url, auth, None).await?;
        Ok(())
    }

    /// Every message of the conversation, as this visitor sees it, the oldest first.
    ///
    /// # Errors
    /// If the service refuses.
    pub async fn messages(&self) -> anyhow::Result<Vec<Value>> {
        let auth = Some((self.id.as_str(), self.token.as_str()));
        let answer = http::send(Method::GET, &self.url("messages"), auth, None).await?;
        let messages = answer["messages"].as_array();
        Ok(messages
            .with_context(|| format!("no list of messages: {answer}"))?
            .clone())
    }

    /// Waits until the last message is as wanted, and gives it back.
    ///
    /// # Errors
    /// If it never is.
    pub async fn until_last(&self, wanted: &str, good: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let last = async || Ok(self.messages().await?.pop().unwrap_or_default());
        patience::until(wanted, last, good).await
    }

    async fn post(&self, what: &str, body: Value) -> anyhow::Result<()> {
        let auth = Some((self.id.as_str(), self.token.as_str()));
        http::send(Method::POST, &self.url(what), auth, Some(&body)).await?;
        Ok(())
    }

    fn url(&self, what: &str) -> String {
        let Self { conversation, .. } = self;
        self.sandbox
            .url(&format!("/sdk/v2/apps/{APP}/conversations/{conversation}/{what}"))
    }
}

fn client() -> Value {
    json!({ "platform": "web", "id": "47e04a31fe3649398cd237a6fe8a7276", "integrationId": INTEGRATION, "info": {} })
}
