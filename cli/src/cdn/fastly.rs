//! Fastly: <https://www.fastly.com/documentation/reference/api/purging/>.
//!
//! An address is purged whatever service it belongs to (`POST /purge/{cached_url}`, by a token of scope
//! `purge_select`), so the service's id is only looked up: a wrong one would otherwise pass in silence.

use super::Caller;
use super::call::{Reply, call, refused, token};
use crate::failure::Failure;
use reqwest::StatusCode;

const NAME: &str = "Fastly";
const TOKEN: &str = "FASTLY_API_TOKEN";

pub(super) const API: &str = "https://api.fastly.com";

/// Whether there is what a call needs.
pub(super) fn ready() -> Result<(), Failure> {
    token(NAME, TOKEN).map(|_| ())
}

/// Purges each address at once, and not softly: a soft purge goes on serving what it should forget.
pub(super) async fn invalidate(
    caller: &Caller<'_>,
    api: &str,
    service: &str,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    invalidate_as(caller, api, &token(NAME, TOKEN)?, service, urls, told).await
}

pub(super) async fn invalidate_as(
    caller: &Caller<'_>,
    api: &str,
    token: &str,
    service: &str,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    let with_token = |request: reqwest::RequestBuilder| {
        request
            .header("fastly-key", token)
            .header("accept", "application/json")
    };
    let known = call(
        NAME,
        with_token(caller.http.get(format!("{api}/service/{service}"))),
    )
    .await?;
    match known.status {
        // A token that may only purge may not look.
        status if status.is_success() || status == StatusCode::FORBIDDEN => {}
        StatusCode::NOT_FOUND => return Err(refused(NAME, &format!("there is no service `{service}`"))),
        _ => return Err(explain(&known)),
    }
    for url in urls {
        let cached = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        told(&format!("purging {url}"));
        let request =
            with_token(caller.http.post(format!("{api}/purge/{cached}"))).header("content-length", "0");
        let reply = call(NAME, request).await?;
        if !reply.status.is_success() || field(&reply, "status").as_deref() != Some("ok") {
            return Err(explain(&reply));
        }
    }
    Ok(format!("Fastly, service {service}"))
}

fn explain(reply: &Reply) -> Failure {
    let said = field(reply, "detail").or_else(|| field(reply, "msg"));
    let said = said.map(|said| format!(": {said}")).unwrap_or_default();
    let token = match reply.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            format!("; look at {TOKEN} (scope `purge_select`)")
        }
        _ => String::new(),
    };
    refused(
        NAME,
        &format!("it answers with status {}{said}{token}", reply.status),
    )
}

fn field(reply: &Reply, name: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(&reply.text).ok()?;
    Some(document.get(name)?.as_str()?.to_owned())
}
