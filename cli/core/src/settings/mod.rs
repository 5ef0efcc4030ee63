//! `avmsdk.toml`: defaults for flags, with one set on top for each place to deploy to.
//!
//! Decides what the file may say, what it says for a command, and which of several places counts. Whether a
//! value is right is for those to say who use it. Nothing here knows a flag: the command tells which keys there are.

mod error;
mod file;
mod layers;
mod schema;

pub use error::SettingsError;
pub use file::{FileSettings, Setting};
pub use layers::{Both, Claim, resolve};
pub use schema::{Kind, SHARED, Schema};

#[cfg(test)]
mod file_test;
