//! What views need to know of texts and addresses, none of which may be trusted.

mod files;
mod links;
pub mod markup;

pub use files::{file_name, size_words};
pub use links::{address_of, find_link, is_followed, is_web};
