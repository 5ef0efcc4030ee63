//! One connection: which transport carries it, and what waits while none does.
//!
//! An event goes to a poll that waits, else to a socket that is bound, else into the queue; never to
//! two of them.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Events that wait for one connection. Beyond it the oldest go: a client that was away so long
/// fetches the history anyway.
pub(super) const QUEUE: usize = 1000;

/// A Bayeux client id.
pub(crate) type ClientId = String;
/// A Bayeux message, written once for everyone who gets it.
pub(crate) type Frame = Arc<str>;

/// What a socket is told to write.
#[derive(Debug)]
pub(super) enum Output {
    /// An event for this connection.
    Event(ClientId, Frame),
    /// The service wants the socket closed.
    Close,
}

/// The sending end of a socket.
#[derive(Clone, Debug)]
pub(super) struct SocketHandle {
    pub(super) number: u64,
    pub(super) output: mpsc::Sender<Output>,
}

/// A Bayeux client id with what belongs to it. It outlives its transports.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) channels: HashSet<String>,
    pub(super) queue: VecDeque<Frame>,
    pub(super) socket: Option<SocketHandle>,
    pub(super) poll: Option<oneshot::Sender<()>>,
    pub(super) seen: Instant,
}

impl Connection {
    /// One that nothing carries yet.
    pub(super) fn new() -> Self {
        Connection {
            channels: HashSet::new(),
            queue: VecDeque::new(),
            socket: None,
            poll: None,
            seen: Instant::now(),
        }
    }

    /// Hands it one event, by whatever carries it now.
    pub(super) fn deliver(&mut self, id: &str, frame: Frame) {
        self.poll.take_if(|poll| poll.is_closed());
        if self.poll.is_none()
            && let Some(socket) = &self.socket
        {
            match socket.output.try_send(Output::Event(id.to_owned(), frame)) {
                Ok(()) => return,
                // Closed, or so slow that its queue is full: the socket sees its end and goes.
                Err(
                    mpsc::error::TrySendError::Full(Output::Event(_, frame))
                    | mpsc::error::TrySendError::Closed(Output::Event(_, frame)),
                ) => {
                    self.socket = None;
                    return self.enqueue(frame);
                }
                Err(_) => return,
            }
        }
        self.enqueue(frame);
        if let Some(poll) = self.poll.take() {
            // A poll that was given up takes nothing: the event stays.
            let _ = poll.send(());
        }
    }

    fn enqueue(&mut self, frame: Frame) {
        if self.queue.len() == QUEUE {
            self.queue.pop_front();
        }
        self.queue.push_back(frame);
    }
}
