//! The real session of the widget against the real world of the sandbox, in memory.
//!
//! Everything between them is in the test's hand: requests, answers, frames, sockets, clocks,
//! restarts, the browser's storage, the page and its functions. Whatever happens in whatever order,
//! in the end they agree, and nothing is lost or doubled. A failure prints its seed and shrinks to
//! the shortest history that still fails.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unforeseen should fail where it does"
)]

mod acts;
mod browser;
mod channel;
mod checks;
mod histories;
mod interleavings;
mod page;
mod paths;
mod play;
mod service;
mod tab;
