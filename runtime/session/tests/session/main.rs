//! The session against a model of a service, rule by rule and in random interleavings.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bench;
mod interleavings;
mod receiving;
mod sending;
mod service;
mod starting;
