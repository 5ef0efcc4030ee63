//! What a sandbox holds at its start and after a reset, beside the demo app: from TOML or JSON.
//!
//! Whatever is wrong with a seed is told by its key, and its line in TOML; nothing in it is passed over.

mod read;
mod tree;

#[cfg(test)]
mod seed_test;

use crate::world::{Directory, Person, demo};
use avmsdk_protocol::Value;

/// What there is at first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seed {
    /// Apps and integrations beside those of the demo.
    pub(crate) directory: Directory,
    /// Users with their conversations.
    pub(crate) people: Vec<Person>,
}

/// Why a seed cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct SeedError {
    /// Where: `users[0].email`; empty for the whole.
    pub key: String,
    /// The line in TOML, from 1.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub what: String,
}

impl SeedError {
    fn text(&self) -> String {
        let at = self.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        if self.key.is_empty() {
            format!("{at}{}", self.what)
        } else {
            format!("{at}`{}` {}", self.key, self.what)
        }
    }
}

impl Seed {
    /// Reads a seed.
    ///
    /// # Errors
    /// [`SeedError`] for the first thing that is wrong.
    pub fn from_toml(text: &str) -> Result<Self, SeedError> {
        read::seed(&tree::from_toml(text)?)
    }

    /// Reads a seed from the same keys in JSON.
    pub(crate) fn from_json(value: &Value) -> Result<Self, SeedError> {
        read::seed(&tree::from_json(value))
    }

    /// Apps and integrations, those of the demo included.
    pub(crate) fn whole_directory(&self) -> Directory {
        let mut directory = demo::directory();
        directory.apps.extend(self.directory.apps.clone());
        directory.integrations.extend(self.directory.integrations.clone());
        directory
    }
}
