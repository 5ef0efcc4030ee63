//! The effects of `avmsdk configure`: reading a source folder, writing an output folder.
//!
//! What the files are is decided by the core. Here is how they get from disk and to disk: the output
//! appears whole or not at all, and nothing outside the source is read or outside the output written.

mod compressor;
mod source;
mod stage;
mod swap;
mod sweep;
mod target;

pub(crate) use compressor::Siblings;
pub(crate) use source::Source;
pub(crate) use stage::Stage;
pub(crate) use target::Target;
