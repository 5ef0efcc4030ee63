//! One try: a request and what its answer means.

use crate::world::WebhookPost;
use avmsdk_protocol::json;
use reqwest::{Client, Response, StatusCode, header, redirect};
use std::error::Error;
use std::time::Duration;

/// Bytes of an answer that are read: enough to use its connection again.
const MOST_READ: usize = 64 * 1024;
/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// What came of a try.
#[derive(Debug)]
pub(super) enum Attempt {
    /// 2xx.
    Taken(u16),
    /// An answer that another try would not change.
    Refused(u16),
    /// No answer, or one that may change.
    Failed {
        /// The status, if there was an answer.
        status: Option<u16>,
        /// What went wrong.
        reason: String,
        /// When the other side wants to be asked again.
        retry_after: Option<Duration>,
    },
}

/// Sends posts.
#[derive(Clone, Debug)]
pub(super) struct Poster {
    http: Client,
}

impl Poster {
    pub(super) fn new(timeout: Duration) -> reqwest::Result<Self> {
        // A redirect to another scheme or host would carry the secret there.
        let redirects = redirect::Policy::custom(|attempt| {
            let first = attempt.previous().first();
            let is_near = first.is_some_and(|first| first.origin() == attempt.url().origin());
            if is_near && attempt.previous().len() <= MOST_REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        });
        let http = Client::builder()
            .timeout(timeout)
            .redirect(redirects)
            .no_proxy()
            .user_agent(concat!("avmsdk-sandbox/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Poster { http })
    }

    pub(super) async fn post(&self, post: &WebhookPost) -> Attempt {
        let request = self
            .http
            .post(&post.target)
            .header("x-api-key", &post.secret)
            .header(header::CONTENT_TYPE, "application/json")
            .body(json::write(&post.body.clone().into()));
        match request.send().await {
            Ok(response) => judge(response).await,
            Err(error) => Attempt::Failed {
                status: None,
                reason: describe(&error),
                retry_after: None,
            },
        }
    }
}

async fn judge(mut response: Response) -> Attempt {
    let status = response.status();
    let retry_after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > MOST_READ {
            break;
        }
    }
    match status {
        status if status.is_success() => Attempt::Taken(status.as_u16()),
        StatusCode::BAD_REQUEST
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::NOT_ACCEPTABLE => Attempt::Refused(status.as_u16()),
        status => Attempt::Failed {
            status: Some(status.as_u16()),
            reason: format!("answered {}", status.as_u16()),
            retry_after,
        },
    }
}

/// The innermost cause: `Connection refused`, not `error sending request`.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
