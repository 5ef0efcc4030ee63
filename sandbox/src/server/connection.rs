//! One connection: HTTP/1 requests one after the other, or a WebSocket from the upgrade on.

use super::limits::{GREETING, HEAD, MAX_HEAD, MAX_HEADERS, WRITE};
use super::patient::Patient;
use super::places::Place;
use super::tls::Authority;
use crate::http::FORWARDED_PROTO;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::server::Acceptor;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

/// Who is at the other end; an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// What every connection is led to.
#[derive(Debug)]
pub(crate) struct Entrance {
    router: Router,
    /// Where there is one the port speaks HTTPS and nothing else.
    authority: Option<Arc<Authority>>,
}

impl Entrance {
    pub(crate) fn new(router: Router, authority: Option<Arc<Authority>>) -> Self {
        Entrance { router, authority }
    }

    /// Whether the port speaks HTTPS.
    pub(super) fn is_secure(&self) -> bool {
        self.authority.is_some()
    }
}

/// Serves one connection to its end. Its place is kept by the stream, so that it counts for as long as
/// a WebSocket that took the stream over.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    entrance: Arc<Entrance>,
    mut ended: watch::Receiver<bool>,
) {
    let Some(authority) = &entrance.authority else {
        let stream = Patient::new(stream, WRITE, place);
        return speak(stream, entrance.router.clone(), Peer(peer), None, ended).await;
    };
    let secured = tokio::select! {
        secured = timeout(GREETING, secure(stream, place, authority)) => secured,
        () = told(&mut ended) => return,
    };
    match secured {
        Ok(Some(Greeted::Tls(stream))) => {
            let proto = Some(HeaderValue::from_static("https"));
            speak(*stream, entrance.router.clone(), Peer(peer), proto, ended).await;
        }
        Ok(Some(Greeted::Plain(stream))) => {
            let misled = Router::new().fallback(send_to_https);
            speak(stream, misled, Peer(peer), None, ended).await;
        }
        Ok(None) | Err(_) => {}
    }
}

/// A connection once it is known what it speaks.
enum Greeted {
    Tls(Box<TlsStream<Patient<TcpStream>>>),
    /// Plain HTTP where HTTPS is spoken.
    Plain(Patient<TcpStream>),
}

/// Shakes hands as the name wants that the client asks for. `None` where it comes to nothing.
async fn secure(stream: TcpStream, place: Place, authority: &Authority) -> Option<Greeted> {
    let address = stream.local_addr().ok()?.ip();
    let mut first = [0];
    if stream.peek(&mut first).await.ok()? == 0 {
        return None;
    }
    let stream = Patient::new(stream, WRITE, place);
    if first[0] != HANDSHAKE {
        return Some(Greeted::Plain(stream));
    }
    let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
    let config = authority
        .config(start.client_hello().server_name(), address)
        .ok()?;
    let stream = start.into_stream(config).await.ok()?;
    Some(Greeted::Tls(Box::new(stream)))
}

/// The first byte of TLS: the type of a handshake record, RFC 8446, section 5.1.
const HANDSHAKE: u8 = 22;

/// What is said to plain HTTP: go there, or why not.
async fn send_to_https(method: Method, headers: HeaderMap, uri: Uri) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let target = format!(
        "https://{host}{}",
        uri.path_and_query().map_or("/", |path| path.as_str())
    );
    let is_safe = method == Method::GET || method == Method::HEAD;
    match HeaderValue::try_from(&target) {
        Ok(target) if is_safe => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, target)]).into_response()
        }
        _ => {
            let text = format!("This port speaks HTTPS only, ask for: {target}\n");
            (StatusCode::BAD_REQUEST, text).into_response()
        }
    }
}

/// HTTP/1 over any stream of bytes. With `proto` each request says that it came by that scheme, as a
/// proxy in front of a plain port would.
async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    peer: Peer,
    proto: Option<HeaderValue>,
    mut ended: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        if let Some(proto) = &proto {
            request.headers_mut().insert(FORWARDED_PROTO, proto.clone());
        }
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
