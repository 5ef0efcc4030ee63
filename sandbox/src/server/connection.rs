//! One connection: HTTP/1 requests one after the other, or a WebSocket from the upgrade on.

use super::limits::{HEAD, MAX_HEAD, MAX_HEADERS, WRITE};
use super::patient::Patient;
use super::places::Place;
use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// Who is at the other end; an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// What every connection is led to.
#[derive(Debug)]
pub(crate) struct Entrance {
    router: Router,
}

impl Entrance {
    pub(crate) fn new(router: Router) -> Self {
        Entrance { router }
    }

    /// Whether the port speaks HTTPS.
    pub(super) fn is_secure(&self) -> bool {
        false
    }
}

/// Serves one connection to its end. Its place is kept by the stream, so that it counts for as long as
/// a WebSocket that took the stream over.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    entrance: Arc<Entrance>,
    ended: watch::Receiver<bool>,
) {
    let stream = Patient::new(stream, WRITE, place);
    speak(stream, entrance.router.clone(), Peer(peer), ended).await;
}

/// HTTP/1 over any stream of bytes.
async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    peer: Peer,
    mut ended: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    // How a connection ends concerns nobody: what matters was answered or is asked again.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = told(&mut ended) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Resolves when the service ends.
pub(super) async fn told(ended: &mut watch::Receiver<bool>) {
    // Also where nobody can say so any more.
    drop(ended.wait_for(|ended| *ended).await);
}
