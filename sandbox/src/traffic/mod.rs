//! What clients sent and got: requests with their answers, frames of the realtime channel.
//!
//! Kept in memory only, the newest of it, as it came; secrets are taken out when it is shown
//! ([`mask`]). Recording costs a copy and must never keep anybody waiting.

mod capture;
mod entry;
mod mask;
mod multipart;
mod ring;

pub(crate) use capture::Capture;
pub(crate) use entry::{Direction, Exchange, FrameRecord, Record, Transport};

use crate::clock;
use ring::Ring;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The record, and what of the traffic goes into it.
#[derive(Debug)]
pub(crate) struct Traffic {
    ring: Mutex<Ring>,
    requests: AtomicBool,
    frames: AtomicBool,
}

impl Traffic {
    /// Nothing yet; everything will be recorded.
    pub(crate) fn new() -> Self {
        Traffic {
            ring: Mutex::default(),
            requests: AtomicBool::new(true),
            frames: AtomicBool::new(true),
        }
    }

    /// Whether requests are recorded, and whether frames are.
    pub(crate) fn recorded(&self) -> (bool, bool) {
        (
            self.requests.load(Ordering::Relaxed),
            self.frames.load(Ordering::Relaxed),
        )
    }

    /// Chooses what is recorded from now on.
    pub(crate) fn record(&self, requests: bool, frames: bool) {
        self.requests.store(requests, Ordering::Relaxed);
        self.frames.store(frames, Ordering::Relaxed);
    }

    /// Takes in a request that is over.
    pub(crate) fn exchange(&self, exchange: Exchange) {
        self.ring().push(Record::Exchange(Box::new(exchange)));
    }

    /// Takes in a frame of a socket, or of a poll where there is no number.
    pub(crate) fn frame(&self, direction: Direction, socket: Option<u64>, transport: Transport, text: &str) {
        if !self.frames.load(Ordering::Relaxed) {
            return;
        }
        let frame = FrameRecord::new(clock::millis(), direction, socket, transport, text);
        self.ring().push(Record::Frame(frame));
    }

    /// Entries after a number, the oldest of them first and no more than `limit`; without a number
    /// the newest.
    pub(crate) fn lines(&self, after: Option<u64>, limit: usize) -> String {
        // Written without the lock: masking takes its time.
        let entries = self.ring().select(after, limit);
        let mut lines = String::new();
        for (number, record) in entries {
            lines.push_str(&avmsdk_protocol::json::write(&record.describe(number)));
            lines.push('\n');
        }
        lines
    }

    /// Forgets everything; numbers go on. Returns how many entries there were.
    pub(crate) fn clear(&self) -> usize {
        self.ring().clear()
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
