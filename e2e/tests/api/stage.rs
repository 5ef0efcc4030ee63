//! Where a check is done: a page whose storage is empty, and a service that has forgotten everything.

use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{APP, Browser, Method, Sandbox, until};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// One check's place.
pub(crate) struct Stage<'a> {
    pub(crate) browser: &'a Browser,
    pub(crate) sandbox: &'a Sandbox,
    /// Of the pages, such as `http://localhost:40123`.
    pub(crate) origin: String,
}

/// Runs a script by what `page.js` offers.
const RUN: &str = "const [script, done] = arguments; window.T.run(script, done);";

impl Stage<'_> {
    /// Loads one of the pages, and waits until the widget's host has taken the snippet's place.
    pub(crate) async fn open(&self, path: &str) -> anyhow::Result<()> {
        self.browser.goto(&format!("{}{path}", self.origin)).await?;
        self.run("await host()").await
    }

    /// Loads the page again, as the same visitor.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        self.browser.client().refresh().await?;
        self.run("await host()").await
    }

    /// Opens the plain page and starts the widget; `more` is an object of options, in JavaScript.
    pub(crate) async fn start(&self, more: &str) -> anyhow::Result<()> {
        self.open("/").await?;
        self.run(&format!("await start({more})")).await
    }

    /// Starts, lets the visitor say something, and waits until the realtime channel is up. The answer is
    /// the conversation's id; the events so far are forgotten.
    pub(crate) async fn talk(&self, more: &str) -> anyhow::Result<String> {
        self.start(more).await?;
        self.run(
            "await sdk.sendMessage('hello'); await event('connected'); await event('message');\
            forget(); return sdk.getConversation()._id",
        )
        .await
    }

    /// Runs a script in the page, as the body of an asynchronous function, and gives back what it returns.
    pub(crate) async fn run<T: DeserializeOwned>(&self, script: &str) -> anyhow::Result<T> {
        let answer: Value = self.browser.ask(RUN, vec![json!(script)]).await?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        let value = answer["value"].as_str().context("the page gave no answer")?;
        serde_json::from_str(value).with_context(|| format!("unexpected answer of the page: {value}"))
    }

    /// Checks by a script.
    pub(crate) async fn check(&self, script: &str) -> anyhow::Result<()> {
        self.run::<Value>(script).await?;
        Ok(())
    }

    /// Sets up trouble, as `docs/sandbox.md` has it.
    pub(crate) async fn fault(&self, fault: Value) -> anyhow::Result<()> {
        self.sandbox
            .control(Method::POST, "/faults", Some(&fault))
            .await?;
        Ok(())
    }

    /// Ends all trouble.
    pub(crate) async fn no_faults(&self) -> anyhow::Result<()> {
        self.sandbox.control(Method::DELETE, "/faults", None).await?;
        Ok(())
    }

    /// The requests of this check that the service has got, each with `method`, `path`, `status` and more:
    /// those of a method, with a path that ends so.
    pub(crate) async fn requests(&self, method: &str, end: &str) -> anyhow::Result<Vec<Value>> {
        let mut all = self.sandbox.traffic().await?;
        all.retain(|one| {
            let path = one["path"].as_str().unwrap_or_default();
            let path = path.split('?').next().unwrap_or_default();
            one["method"] == method && path.starts_with("/sdk/") && path.ends_with(end)
        });
        Ok(all)
    }

    /// Waits until there have been so many such requests.
    pub(crate) async fn until_requests(
        &self,
        method: &str,
        end: &str,
        count: usize,
    ) -> anyhow::Result<Vec<Value>> {
        let wanted = format!("{count} times {method} …{end}");
        until(
            &wanted,
            async || self.requests(method, end).await,
            |all| all.len() == count,
        )
        .await
    }

    /// The texts of a conversation as the business has them.
    pub(crate) async fn texts(&self, conversation: &str) -> anyhow::Result<Vec<String>> {
        let sign = |who: &str| if who == "user" { '>' } else { '<' };
        let texts = self.sandbox.texts(conversation).await?;
        Ok(texts
            .iter()
            .map(|(who, text)| format!("{} {text}", sign(who)))
            .collect())
    }

    /// Checks what the business has of a conversation.
    pub(crate) async fn has_texts(&self, conversation: &str, wanted: &[&str]) -> anyhow::Result<()> {
        let texts = self.texts(conversation).await?;
        ensure!(texts == wanted, "the service has {texts:?} and not {wanted:?}");
        Ok(())
    }

    /// A JWT for a user whom the business knows by this name.
    pub(crate) async fn jwt(&self, user: &str) -> anyhow::Result<String> {
        self.token("/jwt", json!({ "userId": user }), "jwt").await
    }

    /// A JWT that is refused.
    pub(crate) async fn expired_jwt(&self, user: &str) -> anyhow::Result<String> {
        let body = json!({ "userId": user, "expired": true });
        self.token("/jwt", body, "jwt").await
    }

    /// A code by which a browser becomes this user.
    pub(crate) async fn auth_code(&self, user: &str) -> anyhow::Result<String> {
        self.token("/authcode", json!({ "userId": user }), "authCode")
            .await
    }

    /// Users and conversations, by the keys of a seed.
    pub(crate) async fn seed(&self, seed: Value) -> anyhow::Result<Value> {
        self.sandbox.control(Method::POST, "/seed", Some(&seed)).await
    }

    /// Asks the business API, below the demo app.
    pub(crate) async fn business(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let path = format!("/v2/apps/{APP}{path}");
        self.sandbox.business(method, &path, body.as_ref()).await
    }

    async fn token(&self, path: &str, body: Value, key: &str) -> anyhow::Result<String> {
        let answer = self.sandbox.control(Method::POST, path, Some(&body)).await?;
        let token = answer[key].as_str();
        Ok(token.context("the service gave no token")?.to_owned())
    }
}
