//! What travels between a web messenger and its messaging service, each type defined once.
//!
//! - [`json`]: a value that loses nothing, its reader and its writer, small enough for the widget.
//! - [`record!`](crate::record): the one macro that ties a Rust struct to its JSON object.
//! - the rest: the records themselves, one idea a file, and [`path`], where each call goes.
//!
//! This crate decides shapes only. It must never hold behaviour of a client or of a service.

pub mod json;
#[macro_use]
pub mod record;

pub mod activity;
pub mod author;
pub mod bayeux;
pub mod business;
pub mod call;
pub mod channel;
pub mod config;
pub mod conversation;
pub mod error;
pub mod event;
pub mod form;
pub mod id;
pub mod link;
pub mod login;
pub mod message;
pub mod path;
pub mod seconds;
pub mod user;

pub use json::{Object, Value};
pub use record::{Malformed, Wire};
pub use seconds::Seconds;
