//! The loop that takes connections in.

use super::connection::{Entrance, serve, told};
use super::places::Places;
use std::io::{Error, ErrorKind, Write as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How long to wait where the system cannot give another connection, for want of files or memory.
const PAUSE: Duration = Duration::from_millis(250);
/// What one too many is told.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\n\
content-type: text/plain\r\ncontent-length: 22\r\n\r\ntoo many connections.\n";

/// Takes connections in until `ended` says so, then lets those that are there finish.
pub(crate) async fn accept(
    listener: TcpListener,
    places: Places,
    entrance: Arc<Entrance>,
    mut ended: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            () = told(&mut ended) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Frames are small and somebody waits for each.
                let _ = stream.set_nodelay(true);
                match places.take(peer.ip()) {
                    Some(place) => {
                        connections.spawn(serve(stream, peer, place, Arc::clone(&entrance), ended.clone()));
                    }
                    None => refuse(stream, entrance.is_secure()),
                }
            }
            Err(error) if is_of_one(&error) => {}
            Err(_) => sleep(PAUSE).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Says why, as far as that can be said without waiting for anything.
fn refuse(stream: TcpStream, is_secure: bool) {
    if is_secure {
        return;
    }
    if let Ok(mut stream) = stream.into_std() {
        // A client that is gone already need not hear it.
        let _ = stream.write(FULL);
    }
}

/// Whether the error concerns the connection that was about to be taken in, and no other.
fn is_of_one(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}
