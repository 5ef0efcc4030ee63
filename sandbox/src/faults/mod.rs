//! Faults, to see how a client fares under trouble.
//!
//! [`Faults`] decides which request or event meets which trouble; it touches neither socket nor clock,
//! and its dice are seeded, so that a run can be had again. What is to be done is carried out by
//! `http::trouble` for requests and by `realtime::courier` for events. The control paths never meet one.
//!
//! A request or an event meets one fault at most: the oldest that matches, is not used up and whose
//! dice fall. A browser that finds a connection closed which it had used before may send the same
//! request again by itself: a `drop` without `count` makes sure that it does not get through.

mod describe;
mod dice;
mod fault;
mod pattern;
mod read;
mod state;

#[cfg(test)]
mod faults_test;

pub(crate) use fault::{Action, Fault, Retort};
pub(crate) use read::read;
pub(crate) use state::{Faults, Met, Parcel, RequestFacts, Step};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The faults of one service, for all who ask.
#[derive(Debug, Default)]
pub(crate) struct FaultBoard(Mutex<Faults>);

impl FaultBoard {
    /// Never to be held across an `await`.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Faults> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
