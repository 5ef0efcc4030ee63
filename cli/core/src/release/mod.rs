//! Releases: what lies in a bucket, and in which steps one release follows another.
//!
//! Decides by content and headers, never by time. Must never plan a step that leaves readers with a
//! release that is not whole.

mod digest;
mod error;
mod id;
mod record;
mod time;

pub use digest::{ETag, Sha256};
pub use error::ReleaseError;
pub use id::ReleaseId;
pub use record::{CURRENT, RELEASES, ReleaseFile, ReleaseRecord, file_url, id_of_key, record_key};
pub use time::Timestamp;
