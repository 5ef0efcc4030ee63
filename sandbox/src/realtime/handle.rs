//! The sending end of a socket: what may wait for it to write.

use super::connection::{ClientId, Frame};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::mpsc::{self, error::TrySendError};

/// Bytes that may wait for a socket to take them. A client slower than that is cut off, and finds the
/// rest in its queue when it returns.
const MAX_WAITING: usize = 4 * 1024 * 1024;

/// What a socket is told to write.
#[derive(Debug)]
pub(super) enum Output {
    /// An event for this connection.
    Event(ClientId, Frame),
    /// The service wants the socket closed.
    Close,
}

/// A socket, for those who have something for it.
#[derive(Clone, Debug)]
pub(super) struct SocketHandle {
    pub(super) number: u64,
    output: mpsc::Sender<Output>,
    /// Bytes that wait.
    waiting: Arc<AtomicUsize>,
    is_cut: Arc<AtomicBool>,
}

impl SocketHandle {
    pub(super) fn new(number: u64, output: mpsc::Sender<Output>) -> Self {
        SocketHandle {
            number,
            output,
            waiting: Arc::default(),
            is_cut: Arc::default(),
        }
    }

    /// Hands over an event; gives it back where the socket is closed or too slow. From then on it takes
    /// nothing any more, or events would change their order.
    pub(super) fn push(&self, id: &str, frame: Frame) -> Result<(), Frame> {
        let bytes = frame.len();
        if self.is_cut() || self.waiting.load(Ordering::Relaxed) + bytes > MAX_WAITING {
            self.cut();
            return Err(frame);
        }
        match self.output.try_send(Output::Event(id.to_owned(), frame)) {
            Ok(()) => {
                self.waiting.fetch_add(bytes, Ordering::Relaxed);
                Ok(())
            }
            Err(
                TrySendError::Full(Output::Event(_, frame)) | TrySendError::Closed(Output::Event(_, frame)),
            ) => {
                self.cut();
                Err(frame)
            }
            Err(_) => Ok(()),
        }
    }

    /// Wants the socket closed, after what waits for it has been written.
    pub(super) fn close(&self) {
        // A full one ends once it has written what waits.
        let _ = self.output.try_send(Output::Close);
        self.cut();
    }

    /// An event does not wait any more.
    pub(super) fn taken(&self, frame: &Frame) {
        self.waiting.fetch_sub(frame.len(), Ordering::Relaxed);
    }

    /// Whether it is to end once nothing waits.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::Relaxed)
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::Relaxed);
    }
}
