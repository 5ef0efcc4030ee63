//! Requests meet their faults here: below `/sdk` and `/v2`, and at `/faye`.

use super::Service;
use crate::faults::{Action, Met, RequestFacts, Retort};
use crate::realtime::{Trouble, is_realtime};
use crate::world::{self, Call, ControlCall};
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::{Object, Value, json};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http_body::Frame;
use percent_encoding::percent_decode_str;
use std::future::Future as _;
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// Marks the answer to a request that met this fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Struck(pub(super) u64);

/// Whether requests for this path meet faults and are recorded.
pub(super) fn is_exposed(path: &str) -> bool {
    path.starts_with("/sdk/") || path.starts_with("/v2/") || is_realtime(path)
}

/// Lets a request meet its fault.
pub(super) async fn meet(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    if !is_exposed(request.uri().path()) {
        return next.run(request).await;
    }
    // Nearly always there is none, and nothing is looked at.
    let (is_calm, is_personal) = {
        let faults = service.faults.lock();
        (faults.all().is_empty(), faults.name_users())
    };
    let met = if is_calm {
        None
    } else {
        let mut facts = facts(&request);
        if is_personal {
            facts.users = also_called(&service, facts.users).await;
        }
        service.faults.lock().decide(&facts)
    };
    let Some(Met { fault, action }) = met else {
        return next.run(request).await;
    };
    let is_upgrade = request.headers().contains_key(header::UPGRADE);
    let mut response = match action {
        Action::Answer(retort) => answer(&retort, request.method(), request.uri().path()),
        Action::Delay(time) => {
            sleep(time).await;
            next.run(request).await
        }
        Action::DropAfter => {
            drop(next.run(request).await);
            hang_up()
        }
        Action::DropDuring => break_off(next.run(request).await),
        Action::Close if is_upgrade => {
            request.extensions_mut().insert(Trouble::Close);
            next.run(request).await
        }
        Action::Silence(time) if is_upgrade => {
            request.extensions_mut().insert(Trouble::Silence(time));
            next.run(request).await
        }
        // A poll is a socket for as long as it lasts.
        Action::Silence(time) => {
            sleep(time).await;
            hang_up()
        }
        _ => hang_up(),
    };
    response.extensions_mut().insert(Struck(fault));
    response
}

fn facts(request: &Request) -> RequestFacts {
    let path = percent_decode_str(request.uri().path())
        .decode_utf8_lossy()
        .into_owned();
    let mut users = Vec::new();
    let mut segments = path.split('/');
    while let Some(segment) = segments.next() {
        if matches!(segment, "appusers" | "users") {
            users.extend(segments.next().map(str::to_owned));
        }
    }
    let given = request.headers().get(header::AUTHORIZATION);
    users.extend(given.and_then(|value| value.to_str().ok()).and_then(caller));
    RequestFacts {
        method: request.method().to_string(),
        path,
        users,
    }
}

/// The same users by each of their ids: a fault may know them by another than the request does.
async fn also_called(service: &Service, users: Vec<String>) -> Vec<String> {
    let call = Call::Control(ControlCall::NamesOf(users.clone()));
    match &service.engine.call(call).await.reply.body {
        world::Body::Json(Value::Object(found)) => {
            get_field::<Option<Vec<String>>>(found, "names").unwrap_or(users)
        }
        _ => users,
    }
}

/// Who calls, as the header says; whether that is true is looked at later.
fn caller(authorization: &str) -> Option<String> {
    let (scheme, rest) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        return pair.split_once(':').map(|(name, _)| name.to_owned());
    }
    let claims = URL_SAFE_NO_PAD.decode(rest.trim().split('.').nth(1)?).ok()?;
    let claims = json::parse(std::str::from_utf8(&claims).ok()?).ok()?;
    let names = ["external_id", "userId"];
    let name = names.iter().find_map(|name| claims.get(name)?.as_str());
    name.map(str::to_owned)
}

/// An error in the words of the API that was asked.
fn answer(retort: &Retort, method: &Method, path: &str) -> Response {
    let is_business = path.starts_with("/v2/");
    let (usual_code, usual_description) = usual(retort.status, is_business);
    let code = retort.code.as_deref().unwrap_or(usual_code);
    let description = retort.description.as_deref().unwrap_or(usual_description);
    // Only as plain text does a client take these as "start anew" (observed).
    let is_session = method == Method::GET
        && matches!(retort.status, 401 | 403 | 404)
        && matches!(path.rsplit('/').nth(1), Some("appusers"));
    let (content_type, body) = match &retort.text {
        Some(text) => ("text/plain; charset=utf-8", text.clone()),
        None if is_realtime(path) => ("text/plain; charset=utf-8", description.to_owned()),
        None if is_session => ("text/plain; charset=utf-8", code.to_owned()),
        None => (
            "application/json; charset=utf-8",
            error(code, description, is_business),
        ),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(retort.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retort.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn error(code: &str, description: &str, is_business: bool) -> String {
    let mut error = Object::new();
    let mut whole = Object::new();
    error.set("code", code);
    if is_business {
        error.set("title", description);
        whole.set("errors", Value::Array(vec![error.into()]));
    } else {
        error.set("description", description);
        whole.set("error", error);
    }
    json::write(&whole.into())
}

/// What an error of this status is called where the fault does not say.
fn usual(status: u16, is_business: bool) -> (&'static str, &'static str) {
    match status {
        400 => ("bad_request", "Bad request"),
        401 if is_business => ("unauthorized", "Authentication failed"),
        401 => ("invalid_auth", "Invalid authentication"),
        402 => ("payment_required", "Payment required"),
        403 => ("forbidden", "Forbidden"),
        404 => ("not_found", "Not found"),
        408 => ("request_timeout", "Request timeout"),
        409 => ("conflict", "Conflict"),
        413 => ("payload_too_large", "Payload too large"),
        415 => ("unsupported_media_type", "Unsupported media type"),
        429 => ("too_many_requests", "Too many requests"),
        500 => ("internal_server_error", "Internal server error"),
        502 => ("bad_gateway", "Bad gateway"),
        503 => ("service_unavailable", "Service unavailable"),
        504 => ("gateway_timeout", "Gateway timeout"),
        _ => ("fault", "A fault that was asked for"),
    }
}

/// An answer whose body breaks before its first byte, so that the server gives up the connection and the
/// client sees an error of the network, not a status.
fn hang_up() -> Response {
    Response::new(Body::new(Broken::default()))
}

/// An answer that breaks off in its beginning. Of a connection that closes without a word a browser thinks
/// that the request never arrived, and sends it again by itself (observed in Chromium and Firefox): what was
/// done would be done twice, and by no client's fault.
fn break_off(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    if matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        // These end with their head.
        parts.status = StatusCode::OK;
    }
    Response::from_parts(
        parts,
        Body::new(Broken {
            pause: Some(Box::pin(sleep(UNTIL_WRITTEN))),
            is_begun: false,
        }),
    )
}

/// How long the beginning of an answer may take to be on the wire.
const UNTIL_WRITTEN: Duration = Duration::from_millis(20);

/// A body that breaks: at once, or after a first byte and a pause.
#[derive(Default)]
struct Broken {
    pause: Option<Pin<Box<Sleep>>>,
    is_begun: bool,
}

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(pause) = &mut self.pause {
            let is_over = pause.as_mut().poll(context).is_ready();
            if !self.is_begun {
                self.is_begun = true;
                return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{")))));
            }
            if !is_over {
                return Poll::Pending;
            }
        }
        Poll::Ready(Some(Err(ErrorKind::ConnectionAborted.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_tells_its_user() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"scope":"appUser","external_id":"bea"}"#);
        let bearer = format!("Bearer e30.{claims}.c2ln");
        let table = [
            ("/sdk/v2/apps/a/appusers/u1/conversations", None, vec!["u1"]),
            (
                "/sdk/v2/apps/a/conversations/c",
                Some("Basic dTE6dA=="),
                vec!["u1"],
            ),
            (
                "/sdk/v2/apps/a/conversations/c",
                Some(bearer.as_str()),
                vec!["bea"],
            ),
            ("/v2/apps/a/users/b%65a", None, vec!["bea"]),
            ("/sdk/v2/apps/a/appusers", Some("Bearer x"), vec![]),
        ];
        for (path, authorization, wanted) in table {
            let mut request = Request::builder().uri(path);
            if let Some(value) = authorization {
                request = request.header(header::AUTHORIZATION, value);
            }
            assert_eq!(
                facts(&request.body(Body::empty()).unwrap()).users,
                wanted,
                "{path}"
            );
        }
    }
}
