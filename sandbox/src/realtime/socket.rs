//! Bayeux over one WebSocket.
//!
//! Events are pushed as they come. Of the connects that it carries the first is answered at once,
//! since a client that has lost its connection waits for just that to say that it is back; later
//! ones are held. A frame that cannot be read gets an error and costs nobody else anything.

use super::bayeux::{Answer, Bayeux, ERROR, malformed, read};
use super::connection::{ClientId, Frame};
use super::handle::{Output, SocketHandle};
use super::line::Line;
use super::{HOLD, MAX_BATCH};
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::json;
use avmsdk_protocol::record::to_text;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use std::collections::HashSet;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Events that may wait for a socket to take them; a client slower than that is cut off, and finds
/// the rest in its queue when it returns.
const OUTPUT: usize = 512;
/// How long one frame may take to leave.
const WRITE: Duration = Duration::from_secs(10);
/// A client is never silent for longer: its keep-alive comes every half hold, its connect every hold.
const SILENCE: Duration = HOLD.saturating_mul(5);
/// How long a socket stays open after a complaint: closed with bytes unread it would be reset, and a client that
/// is told so throws away what it was told before.
const LINGER: Duration = Duration::from_millis(500);
/// Connects that one socket holds at a time: one a connection, and few connections.
const MAX_HELD: usize = 8;

/// Runs a socket until it closes.
pub(super) async fn run(mut socket: WebSocket, bayeux: Bayeux) {
    let (output, mut events) = mpsc::channel(OUTPUT);
    let Some(handle) = bayeux.hub.open_socket(output) else {
        let close = CloseFrame {
            code: close_code::AGAIN,
            reason: "refusing connections".into(),
        };
        let _ = socket.send(Message::Close(Some(close))).await;
        return;
    };
    let mut line = Line::new(socket, &bayeux, handle.number);
    let mut session = Session {
        bayeux,
        handle,
        held: Vec::new(),
        greeted: HashSet::new(),
    };
    let unsent = session.serve(&mut line, &mut events).await;
    session.end(unsent, &mut events);
}

struct Session {
    bayeux: Bayeux,
    handle: SocketHandle,
    held: Vec<Held>,
    /// Whose first connect on this socket has been answered.
    greeted: HashSet<ClientId>,
}

struct Held {
    due: Instant,
    client: ClientId,
    reply: BayeuxMessage,
}

/// The socket can carry nothing any more; an event that was on its way comes back.
struct Gone(Option<(ClientId, Frame)>);

impl Session {
    async fn serve(
        &mut self,
        socket: &mut Line,
        events: &mut mpsc::Receiver<Output>,
    ) -> Option<(ClientId, Frame)> {
        let mut heard = Instant::now();
        loop {
            let next = self
                .held
                .iter()
                .map(|held| held.due)
                .min()
                .unwrap_or_else(|| Instant::now() + HOLD);
            let done = tokio::select! {
                received = socket.recv() => {
                    heard = Instant::now();
                    self.receive(socket, received).await
                }
                event = events.recv() => self.push(socket, event, !events.is_empty()).await,
                () = sleep_until(next) => self.release_due(socket).await,
                () = sleep_until(heard + SILENCE) => Err(Gone(None)),
            };
            if let Err(Gone(unsent)) = done {
                return unsent;
            }
        }
    }

    async fn receive(
        &mut self,
        socket: &mut Line,
        received: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Gone> {
        match received {
            Some(Ok(Message::Text(text))) => self.frame(socket, text.as_str()).await,
            Some(Ok(Message::Binary(_))) => write(socket, &[malformed(ERROR)]).await,
            // The library answers pings.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Err(error)) => {
                if let Some(close) = complaint(&error) {
                    let _ = timeout(WRITE, socket.send(Message::Close(Some(close)))).await;
                    sleep(LINGER).await;
                }
                Err(Gone(None))
            }
            Some(Ok(Message::Close(_))) | None => Err(Gone(None)),
        }
    }

    async fn frame(&mut self, socket: &mut Line, text: &str) -> Result<(), Gone> {
        let Ok(value) = json::parse(text) else {
            return write(socket, &[malformed(ERROR)]).await;
        };
        let messages = match value {
            json::Value::Array(messages) => messages,
            one => vec![one],
        };
        if messages.is_empty() {
            return write(socket, &[]).await;
        }
        if messages.len() > MAX_BATCH {
            return write(socket, &[malformed(ERROR)]).await;
        }
        let mut replies = Vec::new();
        for message in messages {
            match read(message) {
                Ok(message) => replies.extend(self.message(message).await),
                Err(error) => replies.push(error),
            }
        }
        if replies.is_empty() {
            Ok(())
        } else {
            write(socket, &replies).await
        }
    }

    /// The replies that are due now: to this message, or to a connect that it ends.
    async fn message(&mut self, message: BayeuxMessage) -> Vec<BayeuxMessage> {
        let client = message.client_id();
        match self.bayeux.answer(message).await {
            Answer::Now(reply) => {
                if let Some(client) = client.filter(|_| reply.successful() == Some(true)) {
                    self.bayeux.hub.bind(&client, &self.handle);
                }
                vec![reply]
            }
            Answer::Held(client, reply, hold) => {
                // A subscription binds the socket too, but answers no connect.
                let is_first =
                    self.bayeux.hub.bind(&client, &self.handle) | self.greeted.insert(client.clone());
                let mut due = self.take_held(|held| held.client == client);
                if is_first || hold.is_zero() || self.held.len() == MAX_HELD {
                    due.push(reply);
                } else {
                    self.held.push(Held {
                        due: Instant::now() + hold,
                        client,
                        reply,
                    });
                }
                due
            }
        }
    }

    fn take_held(&mut self, is_taken: impl Fn(&Held) -> bool) -> Vec<BayeuxMessage> {
        self.held
            .extract_if(.., |held| is_taken(held))
            .map(|held| held.reply)
            .collect()
    }

    async fn release_due(&mut self, socket: &mut Line) -> Result<(), Gone> {
        let now = Instant::now();
        let due = self.take_held(|held| held.due <= now);
        if due.is_empty() {
            Ok(())
        } else {
            write(socket, &due).await
        }
    }

    async fn push(&mut self, socket: &mut Line, output: Option<Output>, has_more: bool) -> Result<(), Gone> {
        if let Some(Output::Event(client, frame)) = output {
            self.handle.taken(&frame);
            if send(socket, format!("[{frame}]")).await.is_err() {
                return Err(Gone(Some((client, frame))));
            }
            if has_more || !self.handle.is_cut() {
                return Ok(());
            }
        }
        let close = CloseFrame {
            code: close_code::AWAY,
            reason: "".into(),
        };
        let _ = timeout(WRITE, socket.send(Message::Close(Some(close)))).await;
        Err(Gone(None))
    }

    /// Gives back what did not leave.
    fn end(self, first: Option<(ClientId, Frame)>, events: &mut mpsc::Receiver<Output>) {
        self.bayeux.hub.close_socket(self.handle.number);
        events.close();
        let mut unsent: Vec<_> = first.into_iter().collect();
        while let Ok(output) = events.try_recv() {
            if let Output::Event(client, frame) = output {
                unsent.push((client, frame));
            }
        }
        self.bayeux.hub.put_back(unsent);
    }
}

/// What the other side has done wrong, where it may still be told. The library's error has no type that can be
/// named here without depending on the library itself, so its words count.
fn complaint(error: &axum::Error) -> Option<CloseFrame> {
    let words = error.to_string();
    let (code, reason) = if words.contains("too long") {
        (close_code::SIZE, "a message should be at most 64 KiB")
    } else if words.contains("UTF-8") {
        (close_code::INVALID, "a text should be UTF-8")
    } else {
        return None;
    };
    Some(CloseFrame {
        code,
        reason: reason.into(),
    })
}

async fn write(socket: &mut Line, messages: &[BayeuxMessage]) -> Result<(), Gone> {
    let messages: Vec<String> = messages.iter().map(to_text).collect();
    send(socket, format!("[{}]", messages.join(","))).await
}

async fn send(socket: &mut Line, text: String) -> Result<(), Gone> {
    match timeout(WRITE, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone(None)),
    }
}
