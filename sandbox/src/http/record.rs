//! Requests and answers go through here on their way into the record of the traffic.
//!
//! Bodies are copied as they pass, never held up. An entry is complete, and taken in, when the answer
//! has been handed to the connection, or when nobody waits for it any more.

use super::Service;
use super::trouble::{Struck, is_exposed};
use crate::clock;
use crate::traffic::{Capture, Exchange, Traffic};
use axum::Error;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

/// Records a request, where requests are recorded.
pub(super) async fn watch(State(service): State<Service>, request: Request, next: Next) -> Response {
    if !is_exposed(request.uri().path()) || !service.traffic.recorded().0 {
        return next.run(request).await;
    }
    let body = Arc::new(Mutex::new(Capture::of(content_type(request.headers()))));
    let mut pending = Pending {
        exchange: Some(begin(&request)),
        body: Arc::clone(&body),
        started: Instant::now(),
        traffic: Arc::clone(&service.traffic),
    };
    let request = request.map(|inner| Body::new(Sent { inner, body }));
    let response = next.run(request).await;
    let exchange = pending.exchange.as_mut();
    if let Some(exchange) = exchange {
        exchange.fault = response.extensions().get().map(|Struck(fault)| *fault);
        exchange.status = Some(response.status().as_u16());
        exchange.answer = Capture::of(content_type(response.headers()));
    }
    response.map(|inner| Body::new(Got { inner, pending }))
}

fn begin(request: &Request) -> Exchange {
    let headers = request.headers().iter();
    Exchange {
        at: clock::millis(),
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().map(str::to_owned),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.as_str().to_owned(), value.into_owned())
            })
            .collect(),
        body: Capture::default(),
        status: None,
        millis: 0,
        answer: Capture::default(),
        fault: None,
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE);
    value.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// An entry that is not complete yet. Dropped, it is taken in as it is.
struct Pending {
    exchange: Option<Exchange>,
    body: Arc<Mutex<Capture>>,
    started: Instant,
    traffic: Arc<Traffic>,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(mut exchange) = self.exchange.take() {
            exchange.millis = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
            exchange.body = std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner));
            self.traffic.exchange(exchange);
        }
    }
}

/// The body of a request.
struct Sent {
    inner: Body,
    body: Arc<Mutex<Capture>>,
}

/// The body of an answer. The server drops it once it has all of it.
struct Got {
    inner: Body,
    pending: Pending,
}

type Polled = Poll<Option<Result<Frame<Bytes>, Error>>>;

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let polled = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if let Some(Ok(frame)) = &polled
            && let Some(bytes) = frame.data_ref()
        {
            self.body
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pass(bytes);
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl http_body::Body for Got {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let polled = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if let Some(exchange) = &mut self.pending.exchange {
            match &polled {
                Some(Ok(frame)) => {
                    if let Some(bytes) = frame.data_ref() {
                        exchange.answer.pass(bytes);
                    }
                }
                // The connection is given up: the client gets no status.
                Some(Err(_)) => exchange.status = None,
                None => {}
            }
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
