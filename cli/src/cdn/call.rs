//! One call to a CDN, made again where that can help.

use crate::failure::Failure;
use crate::verify::innermost;
use reqwest::{RequestBuilder, Response, StatusCode, header};
use std::time::Duration;

const TRIES: u32 = 4;
/// No server is waited for longer than this between two tries.
const LONGEST: u64 = 30;
/// Bytes of a body that are looked at.
const MOST: usize = 1 << 20;

/// What a CDN said.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) text: String,
}

/// Sends a request, again where the server is busy or the line broke; all our calls may be repeated.
pub(super) async fn call(cdn: &str, request: RequestBuilder) -> Result<Reply, Failure> {
    let mut tries = 0;
    loop {
        tries += 1;
        let Some(again) = request.try_clone() else {
            return Err(refused(cdn, "the request cannot be repeated"));
        };
        let wait = match again.send().await {
            Ok(response) => {
                let status = response.status();
                let wait = response.headers().get(header::RETRY_AFTER);
                let wait = wait.and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
                let is_busy = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
                if !is_busy || status == StatusCode::NOT_IMPLEMENTED || tries == TRIES {
                    let text = beginning(response).await;
                    return Ok(Reply { status, text });
                }
                wait
            }
            Err(error) if tries == TRIES || error.is_builder() => return Err(unreachable(cdn, &error)),
            Err(_) => None,
        };
        let seconds = wait.unwrap_or(1 << (tries - 1)).min(LONGEST);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

/// The body, up to what any answer of theirs has; nothing where the line breaks.
async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < MOST {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => return String::new(),
        }
    }
    bytes.truncate(MOST);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unreachable(cdn: &str, error: &reqwest::Error) -> Failure {
    let hint = "check the network; the release is uploaded, so running the same command again only repeats this step";
    Failure::new("cdn-unreachable", format!("cannot reach {cdn}"), hint).why(innermost(error))
}

/// The CDN says no.
pub(super) fn refused(cdn: &str, why: &str) -> Failure {
    let hint =
        "mend that and run the same command again: the release is uploaded, only this step is repeated";
    Failure::new(
        "cdn-refused",
        format!("{cdn} does not forget the changed files"),
        hint,
    )
    .why(why)
}

/// A token from the environment.
pub(super) fn token(cdn: &str, name: &str) -> Result<String, Failure> {
    let token = std::env::var(name).ok().filter(|token| !token.is_empty());
    token.ok_or_else(|| {
        let hint = format!("set {name} to an API token that may purge");
        Failure::new("cdn-token", format!("cannot talk to {cdn}"), hint).why(format!("{name} is not set"))
    })
}
