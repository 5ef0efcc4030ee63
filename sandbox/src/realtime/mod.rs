//! The realtime channel: Bayeux over WebSocket, long-polling and callback-polling, as the open Faye
//! server speaks it and its clients expect it.
//!
//! [`hub`] knows the connections and holds what waits for them; [`bayeux`] answers requests;
//! [`socket`] and [`polling`] carry both. None of them may know what an event means.

mod bayeux;
mod connection;
mod courier;
mod handle;
mod hub;
mod line;
mod polling;
mod publisher;
mod socket;

pub(crate) use bayeux::Bayeux;
pub(crate) use courier::Courier;
pub(crate) use hub::Hub;
pub(crate) use line::Trouble;
pub(crate) use polling::{endpoint, post};
pub(crate) use publisher::publish;

use std::time::Duration;

/// Whether a request for this path is for the realtime channel. Some clients of Bayeux name the message's
/// channel in the path: `/faye/handshake`.
pub(crate) fn is_realtime(path: &str) -> bool {
    path.strip_prefix("/faye")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How long a connect is held before it is answered without an event.
const HOLD: Duration = Duration::from_secs(25);
/// How long the events of a connection are kept while nothing carries them. Two holds and a little,
/// so that a client that polls is never forgotten between polls.
const GRACE: Duration = Duration::from_secs(60);
/// Messages in one batch. Observed clients send three at most.
const MAX_BATCH: usize = 64;
