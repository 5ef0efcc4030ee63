//! What happens, as it happens: `GET /sandbox/live`, server-sent events.
//!
//! Each is named by its trigger (`conversation:message` and the like) and carries
//! `{app, conversation, at, payload}`: `conversation` is an id or null, `at` seconds since the epoch,
//! `payload` that of the webhook. Whoever reads too slowly hears `lagged` in place of what was lost,
//! and should read everything again.

use super::super::Service;
use crate::world::Notice;
use avmsdk_protocol::{Object, Value, Wire as _, json};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http_body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Pieces that wait for the connection; beyond it the notices themselves wait, and in the end are lost.
const WAITING: usize = 16;
/// The first words: come back after a second when this breaks off.
const HELLO: &str = "retry: 1000\n\n";

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new().route("/live", get(live))
}

async fn live(State(service): State<Service>) -> Response {
    let (pieces, body) = mpsc::channel(WAITING);
    // Subscribed before the head leaves: what happens from now on is told.
    let notices = service.notices.subscribe();
    tokio::spawn(tell(notices, service.ended, pieces));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies on the way should not gather it.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (headers, Body::new(Pieces(body))).into_response()
}

/// Writes until the reader has gone or the service ends.
async fn tell(
    mut notices: broadcast::Receiver<Arc<Notice>>,
    mut ended: watch::Receiver<bool>,
    pieces: mpsc::Sender<Bytes>,
) {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut piece = HELLO.to_owned();
    loop {
        tokio::select! {
            sent = pieces.send(piece.into()) => if sent.is_err() { return },
            _ = ended.wait_for(|ended| *ended) => return,
        }
        piece = tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => return,
            () = pieces.closed() => return,
            heard = notices.recv() => match heard {
                Ok(notice) => event(&notice),
                Err(RecvError::Lagged(_)) => "event: lagged\ndata: {}\n\n".to_owned(),
                Err(RecvError::Closed) => return,
            },
            _ = heartbeat.tick() => ":\n\n".to_owned(),
        };
    }
}

/// One event. JSON text holds no line break, so it is one line.
fn event(notice: &Notice) -> String {
    let conversation = notice.conversation.as_ref();
    let mut data = Object::new();
    data.set("app", notice.app.as_str());
    data.set(
        "conversation",
        conversation.map_or(Value::Null, |id| id.as_str().into()),
    );
    data.set("at", notice.at.to_value());
    data.set("payload", Value::Object(notice.payload.clone()));
    let text = json::write(&Value::Object(data));
    format!("event: {}\ndata: {text}\n\n", notice.trigger)
}

/// A body that comes piece by piece and ends with its sender.
struct Pieces(mpsc::Receiver<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use avmsdk_protocol::Seconds;
    use avmsdk_protocol::id::{AppId, ConversationId};

    fn notice(text: &str) -> Notice {
        let mut payload = Object::new();
        payload.set("text", text);
        Notice {
            app: AppId::new("a"),
            trigger: "conversation:message",
            conversation: Some(ConversationId::new("c")),
            at: Seconds::from_millis(1500),
            payload,
        }
    }

    /// A teller with room for `kept` notices, what it reads, and the switch that ends it.
    fn teller(
        kept: usize,
    ) -> (
        broadcast::Sender<Arc<Notice>>,
        watch::Sender<bool>,
        mpsc::Receiver<Bytes>,
    ) {
        let (notices, heard) = broadcast::channel(kept);
        let (ending, ended) = watch::channel(false);
        let (pieces, body) = mpsc::channel(WAITING);
        tokio::spawn(tell(heard, ended, pieces));
        (notices, ending, body)
    }

    #[test]
    fn a_notice_is_one_event_whatever_it_tells() {
        assert_eq!(
            event(&notice("two\nlines")),
            "event: conversation:message\ndata: \
             {\"app\":\"a\",\"conversation\":\"c\",\"at\":1.5,\"payload\":{\"text\":\"two\\nlines\"}}\n\n"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn it_greets_tells_and_shows_that_it_lives() {
        let (notices, _ending, mut body) = teller(4);
        assert_eq!(body.recv().await.unwrap(), HELLO);
        notices.send(Arc::new(notice("x"))).unwrap();
        assert_eq!(body.recv().await.unwrap(), event(&notice("x")));
        assert_eq!(body.recv().await.unwrap(), ":\n\n");
    }

    #[tokio::test]
    async fn who_lags_is_told_so_and_hears_the_rest() {
        let (notices, _ending, mut body) = teller(2);
        for number in 0..5 {
            notices.send(Arc::new(notice(&number.to_string()))).unwrap();
        }
        assert_eq!(body.recv().await.unwrap(), HELLO);
        assert_eq!(body.recv().await.unwrap(), "event: lagged\ndata: {}\n\n");
        assert_eq!(body.recv().await.unwrap(), event(&notice("3")));
    }

    #[tokio::test]
    async fn it_ends_with_the_service_and_with_its_reader() {
        let (_notices, ending, mut body) = teller(2);
        assert_eq!(body.recv().await.unwrap(), HELLO);
        ending.send(true).unwrap();
        assert_eq!(body.recv().await, None);

        let (notices, _ending, mut body) = teller(2);
        assert_eq!(body.recv().await.unwrap(), HELLO);
        drop(body);
        while notices.receiver_count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
