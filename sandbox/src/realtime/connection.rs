//! One connection: which transport carries it, and what waits while none does.
//!
//! An event goes to a poll that waits, else to a socket that is bound, else into the queue; never to
//! two of them.

use super::handle::SocketHandle;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Events that wait for one connection, by number and by bytes. Beyond it the oldest go: a client that
/// was away so long fetches the history anyway.
pub(super) const QUEUE: usize = 1000;
const QUEUE_BYTES: usize = 4 * 1024 * 1024;
/// Channels that one connection may listen to; an observed client listens to one.
const MAX_CHANNELS: usize = 16;

/// A Bayeux client id.
pub(crate) type ClientId = String;
/// A Bayeux message, written once for everyone who gets it.
pub(crate) type Frame = Arc<str>;

/// A Bayeux client id with what belongs to it. It outlives its transports.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) channels: HashSet<String>,
    pub(super) queue: VecDeque<Frame>,
    queued: usize,
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
            queued: 0,
            socket: None,
            poll: None,
            seen: Instant::now(),
        }
    }

    /// Whether a poll waits whose client has not gone away meanwhile.
    pub(super) fn is_polling(&self) -> bool {
        self.poll.as_ref().is_some_and(|poll| !poll.is_closed())
    }

    /// Whether it may listen to the channel too.
    pub(super) fn has_room_for(&self, channel: &str) -> bool {
        self.channels.len() < MAX_CHANNELS || self.channels.contains(channel)
    }

    /// Hands it one event, by whatever carries it now.
    pub(super) fn deliver(&mut self, id: &str, frame: Frame) {
        self.poll.take_if(|poll| poll.is_closed());
        if self.poll.is_none()
            && let Some(socket) = &self.socket
        {
            match socket.push(id, frame) {
                Ok(()) => return,
                // It ends, and puts back what it has before what comes now.
                Err(frame) => {
                    self.socket = None;
                    return self.enqueue(frame);
                }
            }
        }
        self.enqueue(frame);
        if let Some(poll) = self.poll.take() {
            // A poll that was given up takes nothing: the event stays.
            let _ = poll.send(());
        }
    }

    fn enqueue(&mut self, frame: Frame) {
        self.queued += frame.len();
        self.queue.push_back(frame);
        self.trim();
    }

    /// Puts an event before all that wait.
    pub(super) fn put_back(&mut self, frame: Frame) {
        self.queued += frame.len();
        self.queue.push_front(frame);
        self.trim();
    }

    /// Takes all that wait.
    pub(super) fn take_queue(&mut self) -> VecDeque<Frame> {
        self.queued = 0;
        std::mem::take(&mut self.queue)
    }

    fn trim(&mut self) {
        while self.queue.len() > QUEUE || self.queued > QUEUE_BYTES {
            let Some(oldest) = self.queue.pop_front() else {
                return;
            };
            self.queued -= oldest.len();
        }
    }
}
