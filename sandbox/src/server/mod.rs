//! The way in: listeners, how many may come, how long each may take.
//!
//! Accepts connections, keeps those who are slow, silent or too many from costing the others
//! anything, and hands requests to the router. It must never know what a request means.

mod accept;
mod connection;
mod limits;
mod patient;
mod places;
mod tls;

pub(crate) use accept::accept;
pub(crate) use connection::{Entrance, Peer};
pub use limits::Limits;
pub(crate) use places::Places;
pub use tls::{Authority, TlsError};
