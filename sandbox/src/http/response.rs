//! Replies on the wire.
//!
//! The body keeps the reply's [`Hold`] until it has been handed to the connection: so the caller
//! reads its answer before anybody, itself included, hears of it by the realtime channel.

use crate::engine::{Answer, Hold};
use crate::world::{Body as Said, Refusal, Reply};
use avmsdk_protocol::json;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        write(self.reply, Some(self.hold))
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        write(self, None)
    }
}

/// What a path says to a method that it does not know, in the words of the client API and the control paths.
pub(super) async fn wrong_method() -> Response {
    let sentence = "This path is not called by this method";
    let refusal = Refusal::new(405, "method_not_allowed", sentence);
    refusal.to_client().into_response()
}

fn write(reply: Reply, hold: Option<Hold>) -> Response {
    let (content_type, text) = match reply.body {
        Said::Json(value) => ("application/json; charset=utf-8", json::write(&value)),
        Said::Text(text) => ("text/plain; charset=utf-8", text.to_owned()),
    };
    let is_empty = reply.status == 204;
    let body = Body::new(HeldBody {
        text: (!is_empty).then(|| Bytes::from(text)),
        _hold: hold,
    });
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// A body in one piece. The server drops it once it has taken that piece to write it.
struct HeldBody {
    text: Option<Bytes>,
    _hold: Option<Hold>,
}

impl http_body::Body for HeldBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.text.take().map(|text| Ok(Frame::data(text))))
    }

    fn is_end_stream(&self) -> bool {
        self.text.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.text.as_ref().map_or(0, |text| text.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use avmsdk_protocol::Object;
    use tokio::sync::oneshot::{self, error::TryRecvError};

    #[tokio::test]
    async fn others_hear_of_it_once_the_body_has_been_taken() {
        let (release, mut after) = oneshot::channel();
        let answer = Answer {
            reply: Reply::ok(&Object::new()),
            hold: Hold::of(release),
        };
        let response = answer.into_response();
        assert_eq!(after.try_recv(), Err(TryRecvError::Empty));
        let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!(
            (&*body, after.try_recv()),
            (&b"{}"[..], Err(TryRecvError::Closed))
        );
    }
}
