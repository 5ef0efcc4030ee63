//! A socket as its session uses it: what passes is recorded, and a fault may silence it.

use super::bayeux::Bayeux;
use super::hub::Hub;
use crate::traffic::{Direction, Traffic, Transport};
use axum::Error;
use axum::Extension;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// What a fault does to a socket that is being opened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble {
    /// It is closed at once.
    Close,
    /// It is not listened to for so long.
    Silence(Duration),
}

/// Lets a new socket go through its trouble; false where that is its end.
pub(super) async fn survives(socket: &mut WebSocket, trouble: Option<Extension<Trouble>>) -> bool {
    match trouble {
        None => true,
        Some(Extension(Trouble::Close)) => {
            let close = CloseFrame {
                code: close_code::AWAY,
                reason: "".into(),
            };
            let _ = socket.send(Message::Close(Some(close))).await;
            false
        }
        Some(Extension(Trouble::Silence(time))) => {
            let end = Instant::now() + time;
            loop {
                match timeout_at(end, socket.recv()).await {
                    Err(_) => return true,
                    Ok(Some(Ok(message))) if !matches!(message, Message::Close(_)) => {}
                    Ok(_) => return false,
                }
            }
        }
    }
}

/// A socket with its number.
pub(super) struct Line {
    socket: WebSocket,
    number: u64,
    hub: Arc<Hub>,
    traffic: Arc<Traffic>,
}

impl Line {
    pub(super) fn new(socket: WebSocket, bayeux: &Bayeux, number: u64) -> Self {
        Line {
            socket,
            number,
            hub: Arc::clone(&bayeux.hub),
            traffic: Arc::clone(&bayeux.traffic),
        }
    }

    /// The next message that anybody is to hear.
    pub(super) async fn recv(&mut self) -> Option<Result<Message, Error>> {
        loop {
            let received = self.socket.recv().await;
            if let Some(Ok(Message::Text(text))) = &received {
                self.record(Direction::In, text.as_str());
                if self.hub.is_silent(self.number) {
                    continue;
                }
            }
            return received;
        }
    }

    pub(super) async fn send(&mut self, message: Message) -> Result<(), Error> {
        if let Message::Text(text) = &message {
            if self.hub.is_silent(self.number) {
                return Ok(());
            }
            self.record(Direction::Out, text.as_str());
        }
        self.socket.send(message).await
    }

    fn record(&self, direction: Direction, text: &str) {
        self.traffic
            .frame(direction, Some(self.number), Transport::WebSocket, text);
    }
}
