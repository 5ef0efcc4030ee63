//! Cloudflare: <https://developers.cloudflare.com/api/resources/cache/methods/purge/>, by address, with a token that
//! has the permission "Cache Purge" for the zone.

use super::Caller;
use super::call::{Reply, call, refused, token};
use crate::failure::Failure;
use reqwest::StatusCode;
use serde::Deserialize;

const NAME: &str = "Cloudflare";
const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
/// Every plan takes as many in one call.
const AT_ONCE: usize = 30;

pub(super) const API: &str = "https://api.cloudflare.com/client/v4";

#[derive(Deserialize)]
struct Document {
    success: bool,
    #[serde(default)]
    errors: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    code: i64,
    message: String,
}

/// Whether there is what a call needs.
pub(super) fn ready() -> Result<(), Failure> {
    token(NAME, TOKEN).map(|_| ())
}

/// Purges the addresses, in as few calls as may be.
pub(super) async fn invalidate(
    caller: &Caller<'_>,
    api: &str,
    zone: &str,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    invalidate_as(caller, api, &token(NAME, TOKEN)?, zone, urls, told).await
}

pub(super) async fn invalidate_as(
    caller: &Caller<'_>,
    api: &str,
    token: &str,
    zone: &str,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    for some in urls.chunks(AT_ONCE) {
        told(&format!("purging {} at Cloudflare", some.join(", ")));
        let request = caller
            .http
            .post(format!("{api}/zones/{zone}/purge_cache"))
            .bearer_auth(token)
            .json(&serde_json::json!({ "files": some }));
        let reply = call(NAME, request).await?;
        let document: Option<Document> = serde_json::from_str(&reply.text).ok();
        if !reply.status.is_success() || !document.as_ref().is_some_and(|document| document.success) {
            return Err(explain(&reply, document));
        }
    }
    Ok(format!("Cloudflare, zone {zone}"))
}

fn explain(reply: &Reply, document: Option<Document>) -> Failure {
    let errors = document.map(|document| document.errors).unwrap_or_default();
    let said: Vec<String> = errors
        .iter()
        .map(|error| format!("{} ({})", error.message, error.code))
        .collect();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(": {}", said.join("; "))
    };
    let token = match reply.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            format!("; look at {TOKEN} (permission `Cache Purge` for this zone)")
        }
        _ => String::new(),
    };
    refused(
        NAME,
        &format!("it answers with status {}{said}{token}", reply.status),
    )
}
