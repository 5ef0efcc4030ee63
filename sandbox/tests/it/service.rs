//! A running service and a visitor to it.

use avmsdk_sandbox::{Data, Sandbox, Seed, Site};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const APP: &str = "5f00000000000000000000a1";
pub(crate) const INTEGRATION: &str = "5f00000000000000000000b1";
pub(crate) const CLIENT: &str = "47e04a31fe3649398cd237a6fe8a7276";
pub(crate) const KEY: (&str, &str) = ("app_5f00000000000000000000c1", "sandbox-secret");

/// Ends with the test.
pub(crate) struct Service {
    pub(crate) origin: String,
    pub(crate) http: Client,
    end: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::with(Site::default(), &Data::Memory).await
    }

    pub(crate) async fn with(site: Site, data: &Data) -> Self {
        Self::of(Sandbox::open(data).unwrap(), site).await
    }

    pub(crate) async fn seeded(data: &Data, seed: Seed) -> Self {
        Self::of(Sandbox::open_with(data, seed).unwrap(), Site::default()).await
    }

    pub(crate) async fn of(sandbox: Sandbox, site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (end, ended) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let end = async { drop(ended.await) };
            sandbox
                .serve(vec![listener], site, Vec::new(), end)
                .await
                .unwrap();
        });
        Self {
            origin,
            http: Client::new(),
            end: Some(end),
            running,
        }
    }

    /// `127.0.0.1:port`
    pub(crate) fn address(&self) -> &str {
        self.origin.split("//").last().unwrap()
    }

    /// Ends the service as Ctrl-C does.
    pub(crate) async fn stop(mut self) {
        drop(self.end.take());
        self.running.await.unwrap();
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.origin))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path)
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    /// A call of the business.
    pub(crate) async fn business(&self, method: Method, path: &str, body: Option<&Value>) -> Response {
        let request = self
            .request(method, &format!("/v2/apps/{APP}{path}"))
            .basic_auth(KEY.0, Some(KEY.1));
        let request = match body {
            Some(body) => request.body(body.to_string()),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// A new visitor.
    pub(crate) async fn visitor(&self) -> Visitor<'_> {
        let body = json!({ "client": client(), "intent": "message:appUser" });
        let response = self.post(&format!("/sdk/v2/apps/{APP}/appusers"), &body).await;
        assert_eq!(response.status(), 201);
        let answer = object(response).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Visitor {
            service: self,
            id: text(&answer["appUser"]["_id"]),
            token: text(&answer["sessionToken"]),
            conversation: text(&answer["conversations"][0]["_id"]),
        }
    }
}

/// Somebody with a session.
pub(crate) struct Visitor<'a> {
    pub(crate) service: &'a Service,
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) conversation: String,
}

impl Visitor<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let path = format!("/sdk/v2/apps/{APP}{path}");
        self.service
            .request(method, &path)
            .basic_auth(&self.id, Some(&self.token))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path)
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/conversations/{}{rest}", self.conversation)
    }

    pub(crate) fn channel(&self) -> String {
        format!("/sdk/apps/{APP}/appusers/{}", self.id)
    }

    pub(crate) fn text(&self, text: &str) -> Value {
        json!({
            "message": { "type": "text", "text": text, "role": "appUser" },
            "author": { "role": "appUser", "appUserId": self.id, "client": client(), "sessionId": "s1" },
        })
    }

    /// Says something; returns the message as the service has it.
    pub(crate) async fn say(&self, text: &str) -> Value {
        let response = self.post(&self.path("/messages"), &self.text(text)).await;
        assert_eq!(response.status(), 201);
        object(response).await["messages"][0].take()
    }

    /// Lets the business answer; returns the message as the business sees it.
    pub(crate) async fn hear(&self, text: &str) -> Value {
        let body = json!({ "author": { "type": "business" }, "content": { "type": "text", "text": text } });
        let response = self
            .service
            .business(Method::POST, &self.path("/messages"), Some(&body))
            .await;
        assert_eq!(response.status(), 201);
        object(response).await["messages"][0].take()
    }

    /// The conversation as it is listed.
    pub(crate) async fn listed(&self) -> Value {
        object(self.get(&format!("/appusers/{}/conversations", self.id)).await).await["conversations"][0]
            .take()
    }
}

/// A browser as it describes itself.
pub(crate) fn client() -> Value {
    json!({
        "platform": "web", "id": CLIENT, "integrationId": INTEGRATION,
        "info": { "vendor": "avmessagingsdk", "sdkVersion": "1.0.1", "URL": "shop.example", "currentTitle": "Shop" },
    })
}

/// The JSON of an answer.
pub(crate) async fn object(response: Response) -> Value {
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(content_type, "application/json; charset=utf-8");
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}
