//! Replaces strings by others of the same length: file names and integrity strings.
//!
//! Equal lengths keep every offset true that was recorded before.

use memchr::memmem;
use std::collections::BTreeMap;

/// Pairs of old and new strings.
#[derive(Debug, Clone, Default)]
pub struct Swap {
    pairs: BTreeMap<String, String>,
}

impl Swap {
    /// Adds a pair; one of equal strings changes nothing and is left out.
    pub fn add(&mut self, old: String, new: String) {
        debug_assert_eq!(old.len(), new.len(), "names and hashes keep their length");
        if old != new {
            self.pairs.insert(old, new);
        }
    }

    /// Whether any old string stands in the bytes.
    #[must_use]
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        self.pairs
            .keys()
            .any(|old| memmem::find(bytes, old.as_bytes()).is_some())
    }

    /// Replaces every old string; the number of replacements.
    pub fn apply(&self, bytes: &mut [u8]) -> usize {
        let mut count = 0;
        for (old, new) in &self.pairs {
            let found: Vec<usize> = memmem::find_iter(bytes, old).collect();
            for at in &found {
                bytes[*at..at + new.len()].copy_from_slice(new.as_bytes());
            }
            count += found.len();
        }
        count
    }
}
