//! Requests of the test itself: to the sandbox's APIs, to a bucket and to the browser's driver.

use anyhow::{Context as _, ensure};
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// No answer that a test asks for is longer, in bytes.
const LIMIT: usize = 16 << 20;

/// Sends a request and reads the JSON of the answer (`null` if it has none); a status other than 2xx is an
/// error. `auth` is a key id and its secret.
pub(crate) async fn send(
    method: Method,
    url: &str,
    auth: Option<(&str, &str)>,
    body: Option<&Value>,
) -> anyhow::Result<Value> {
    let (status, answer) = exchange(&method, url, auth, body)
        .await
        .with_context(|| format!("{method} {url}"))?;
    ensure!(
        status.is_success(),
        "{method} {url} was answered with {status}: {answer}"
    );
    if answer.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&answer)
        .with_context(|| format!("{method} {url} was not answered with JSON: {answer}"))
}

/// Asks for a text; a status other than 2xx is an error.
pub(crate) async fn text(method: Method, url: &str) -> anyhow::Result<String> {
    let (status, answer) = exchange(&method, url, None, None)
        .await
        .with_context(|| format!("{method} {url}"))?;
    ensure!(status.is_success(), "{method} {url} was answered with {status}");
    Ok(answer)
}

/// Puts a text there; a status other than 2xx is an error.
pub(crate) async fn put(url: &str, text: &str) -> anyhow::Result<()> {
    let request = Request::builder().method(Method::PUT).uri(url);
    let (status, answer) = sent(request, Body::from(text.to_owned()))
        .await
        .with_context(|| format!("PUT {url}"))?;
    ensure!(
        status.is_success(),
        "PUT {url} was answered with {status}: {answer}"
    );
    Ok(())
}

async fn exchange(
    method: &Method,
    url: &str,
    auth: Option<(&str, &str)>,
    body: Option<&Value>,
) -> anyhow::Result<(StatusCode, String)> {
    let mut request = Request::builder().method(method).uri(url);
    if let Some((id, secret)) = auth {
        let basic = STANDARD.encode(format!("{id}:{secret}"));
        request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    sent(request, body).await
}

async fn sent(request: Builder, body: Body) -> anyhow::Result<(StatusCode, String)> {
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let response = client.request(request.body(body)?).await?;
    let status = response.status();
    let bytes = to_bytes(Body::new(response.into_body()), LIMIT).await?;
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}
