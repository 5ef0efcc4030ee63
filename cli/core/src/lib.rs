//! Everything that avmsdk decides without touching the world.
//!
//! Facts come in as values, plans go out as values. No file system, environment, network, clock or
//! printing in here: `clippy.toml` beside this crate's manifest holds the fence.

pub mod configure;
pub mod csp;
mod error;
pub mod package;
pub mod public_path;
pub mod release;
pub mod rewrite;
pub mod schema;
pub mod settings;
mod shown;
pub mod verify;

pub use error::Coded;
pub use public_path::{PLACEHOLDER, PublicPath};
pub use shown::{without_user_info, without_user_infos};
