//! Which paths a page of another origin may call, and how a browser is told.
//!
//! The client API and the realtime channel are made to be called from any page; static files and what
//! was uploaded may be loaded by any; everything else is nobody's but this origin's.

use crate::realtime::is_realtime;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The headers that a messenger sends (observed).
const REQUEST_HEADERS: &str =
    "accept, authorization, content-type, x-smooch-appid, x-smooch-clientid, x-smooch-sdk";
/// Those, and what Bayeux clients of others send along (CometD, jQuery, proxies that forbid caching).
const REALTIME_HEADERS: &str = "accept, authorization, content-type, x-smooch-appid, x-smooch-clientid, x-smooch-sdk, \
     cache-control, pragma, x-requested-with";
/// Seconds that a browser may remember a preflight: as long as Chromium does.
const MAX_AGE: &str = "7200";

#[derive(Clone, Copy, PartialEq)]
enum Reach {
    Api,
    Realtime,
    Files,
    Nobody,
}

fn reach(path: &str) -> Reach {
    if path.starts_with("/sdk/") {
        Reach::Api
    } else if is_realtime(path) {
        Reach::Realtime
    } else if path.starts_with("/static/") || path.starts_with("/media/") {
        Reach::Files
    } else {
        Reach::Nobody
    }
}

/// Answers preflights and marks what may be read.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let reach = reach(request.uri().path());
    let origin = request.headers().get(header::ORIGIN).cloned();
    // Nothing else is asked by this method here; tools and proxies leave out what a browser asks for.
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = if is_preflight && reach != Reach::Nobody {
        (StatusCode::NO_CONTENT, preflight(reach), Body::empty()).into_response()
    } else {
        next.run(request).await
    };
    mark(response.headers_mut(), reach, origin);
    response
}

fn preflight(reach: Reach) -> HeaderMap {
    let methods = if reach == Reach::Files {
        "GET, HEAD"
    } else {
        "GET, POST, PUT, DELETE"
    };
    let asked_with = if reach == Reach::Realtime {
        REALTIME_HEADERS
    } else {
        REQUEST_HEADERS
    };
    let pairs = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, asked_with),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect()
}

fn mark(headers: &mut HeaderMap, reach: Reach, origin: Option<HeaderValue>) {
    let any = HeaderValue::from_static("*");
    match reach {
        Reach::Nobody => {}
        Reach::Files => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        }
        Reach::Api | Reach::Realtime => {
            // An observed client polls with credentials, for which `*` does not count. There are no
            // cookies, so nothing is given away by it.
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.unwrap_or(any));
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("Retry-After"),
            );
            if reach == Reach::Realtime {
                headers.insert(
                    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                    HeaderValue::from_static("true"),
                );
            }
        }
    }
}
