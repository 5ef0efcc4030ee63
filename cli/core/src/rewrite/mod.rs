//! Puts the public path into files, and takes it out again.
//!
//! Decides where the path stands in a file and how that file's syntax writes it. Must never touch a byte
//! that is not part of the exact string looked for, whatever bytes surround it.

mod literal;
mod swap;
mod syntax;
mod wasm;

pub use literal::{Rewritten, literal, restore};
pub use swap::Swap;
pub use syntax::Syntax;
pub use wasm::{WASM_SECTION, WasmError, is_wasm, read_path, remove_path, validate, write_path};
