//! The session against a model of a service, rule by rule and in random interleavings.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod account;
mod bench;
mod border;
mod channels;
mod conversations;
mod counting;
mod delegates;
mod deleted;
mod desk;
mod forms;
mod gone;
mod interleavings;
mod late;
mod listed;
mod outbox;
mod prechat;
mod receiving;
mod review;
mod rows;
mod sending;
mod service;
mod starting;
mod telling;
mod uploads;
