//! Bayeux over plain requests: long-polling by POST, callback-polling (JSONP) by GET.
//!
//! One request carries a batch and is answered once. A connect that stands alone is held until an
//! event comes; one in a batch is not, as the other answers would have to wait with it.

use super::MAX_BATCH;
use super::bayeux::{Answer, Bayeux, read};
use super::connection::Frame;
use super::line::{self, Trouble};
use super::socket;
use crate::traffic::{Direction, Transport};
use avmsdk_protocol::json::{self, Value};
use avmsdk_protocol::record::to_text;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tokio::time::timeout;

/// The largest frame of a client, and the longest batch.
const MAX_FRAME: usize = 64 * 1024;

/// Bytes that a socket reads at a time. The usual 128 KiB would be most of what an idle client costs.
const READ_BUFFER: usize = 4 * 1024;

/// `GET /faye`: a socket, or callback-polling.
pub(crate) async fn endpoint(
    State(bayeux): State<Bayeux>,
    RawQuery(query): RawQuery,
    trouble: Option<Extension<Trouble>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if bayeux.hub.is_refusing() {
        return refused();
    }
    match upgrade {
        Ok(upgrade) => upgrade
            .max_message_size(MAX_FRAME)
            .max_frame_size(MAX_FRAME)
            .read_buffer_size(READ_BUFFER)
            .on_upgrade(move |mut socket| async move {
                if line::survives(&mut socket, trouble).await {
                    socket::run(socket, bayeux).await;
                }
            }),
        Err(_) => callback(&bayeux, query.as_deref().unwrap_or_default()).await,
    }
}

/// Callback-polling: `?message=…&jsonp=…`.
async fn callback(bayeux: &Bayeux, query: &str) -> Response {
    let field = |name| url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    let Some((_, message)) = field("message") else {
        return plain(StatusCode::BAD_REQUEST, "`message` should be there");
    };
    // What a script may call; anything else could be a script of its own.
    let callback = field("jsonp")
        .map(|(_, name)| name.into_owned())
        .unwrap_or_default();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    if callback.is_empty() || callback.len() > 64 || !callback.bytes().all(is_name) {
        return plain(
            StatusCode::BAD_REQUEST,
            "`jsonp` should be 1 to 64 of the characters A-Z a-z 0-9 _ $ .",
        );
    }
    match answer(bayeux, &message, Transport::CallbackPolling).await {
        // The comment keeps the answer from being taken for a file of another type; U+2028 and
        // U+2029 end a line in old engines.
        Ok(json) => {
            let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
            typed(
                "text/javascript; charset=utf-8",
                format!("/**/{callback}({json});"),
            )
        }
        Err(Unreadable) => plain(
            StatusCode::BAD_REQUEST,
            "`message` should be a Bayeux message or a list of at most 64",
        ),
    }
}

/// `POST /faye`: the batch as JSON, or as the form field `message`.
pub(crate) async fn post(
    State(bayeux): State<Bayeux>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if bayeux.hub.is_refusing() {
        return refused();
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return plain(rejection.status(), "the batch is too large"),
    };
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let text = if content_type.starts_with("application/json") {
        String::from_utf8_lossy(&body)
    } else {
        let message = url::form_urlencoded::parse(&body).find(|(key, _)| key == "message");
        message.map(|(_, message)| message).unwrap_or_default()
    };
    match answer(&bayeux, &text, Transport::LongPolling).await {
        Ok(json) => typed("application/json; charset=utf-8", json),
        Err(Unreadable) => plain(
            StatusCode::BAD_REQUEST,
            "the body should be a Bayeux message or a list of at most 64",
        ),
    }
}

/// The text is no Bayeux at all, or too much of it.
struct Unreadable;

async fn answer(bayeux: &Bayeux, text: &str, transport: Transport) -> Result<String, Unreadable> {
    bayeux.traffic.frame(Direction::In, None, transport, text);
    let messages = match json::parse(text).map_err(|_| Unreadable)? {
        Value::Array(messages) if messages.len() > MAX_BATCH => return Err(Unreadable),
        Value::Array(messages) => messages,
        one @ Value::Object(_) => vec![one],
        _ => return Err(Unreadable),
    };
    let is_alone = messages.len() == 1;
    let mut frames: Vec<Frame> = Vec::new();
    let mut connects = Vec::new();
    for message in messages {
        let answer = match read(message) {
            Ok(message) => bayeux.answer(message).await,
            Err(error) => Answer::Now(error),
        };
        match answer {
            Answer::Now(reply) => frames.push(to_text(&reply).into()),
            Answer::Held(client, reply, hold) => {
                if is_alone && !hold.is_zero() {
                    // Ends by an event, by a newer transport of the same client, or by its time.
                    let _ = timeout(hold, bayeux.hub.wait(&client)).await;
                }
                frames.extend(bayeux.hub.take_queue(&client));
                connects.push(to_text(&reply).into());
            }
        }
    }
    frames.extend(connects);
    let text = format!("[{}]", frames.join(","));
    bayeux.traffic.frame(Direction::Out, None, transport, &text);
    Ok(text)
}

fn typed(content_type: &'static str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, typed("text/plain; charset=utf-8", text.to_owned())).into_response()
}

fn refused() -> Response {
    plain(StatusCode::SERVICE_UNAVAILABLE, "refusing connections")
}
