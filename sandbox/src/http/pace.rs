//! Bodies must come at some pace: whoever sends a byte now and then would hold a connection for good.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Body as _, Frame, SizeHint};
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a body may take before its pace counts.
const GRACE: Duration = Duration::from_secs(10);
/// Bytes a second that a body must bring on average from then on. The slowest phone does better.
const RATE: u64 = 1024;

/// A body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub(super) struct TooSlow;

impl TooSlow {
    /// Whether this is why something failed.
    pub(super) fn is_behind(error: &(dyn Error + 'static)) -> bool {
        let mut error = Some(error);
        while let Some(one) = error {
            if one.is::<TooSlow>() {
                return true;
            }
            error = one.source();
        }
        false
    }
}

/// Watches the body of a request.
pub(super) async fn keep(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::new(Paced::new(body)))).await
}

struct Paced {
    body: Body,
    began: Instant,
    received: u64,
    late: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(body: Body) -> Self {
        let began = Instant::now();
        Paced {
            body,
            began,
            received: 0,
            late: Box::pin(sleep_until(began + GRACE)),
        }
    }
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let more = frame.data_ref().map_or(0, Bytes::len);
                self.received += u64::try_from(more).unwrap_or(u64::MAX);
                let due = self.began + GRACE + Duration::from_secs(self.received / RATE);
                self.late.as_mut().reset(due);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => match self.late.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Some(Err(TooSlow.into()))),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
