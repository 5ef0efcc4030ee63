//! A text that is one word and shared.

use std::sync::Arc;

/// What an id is made of. One word, where a `String` is three: ids are handed on everywhere, and in the
/// widget this decides how much code it takes.
#[doc(hidden)]
#[derive(Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word(Arc<String>);

impl Word {
    #[inline(never)]
    pub fn new(text: String) -> Self {
        Word(Arc::new(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Clone for Word {
    #[inline(never)]
    fn clone(&self) -> Self {
        Word(Arc::clone(&self.0))
    }
}
