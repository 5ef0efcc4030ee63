//! Where each value came from, so that a wrong one can be found.

use std::collections::BTreeMap;

/// A place outside of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A variable, by its name.
    Variable(String),
    /// A key of the file.
    File {
        /// The file as it is shown.
        file: String,
        /// The key.
        key: String,
        /// Where it stands, counted from 1.
        line: usize,
    },
}

/// The places of a run's values, by the id of the flag. What was typed is not among them.
#[derive(Debug, Default)]
pub(crate) struct Origins(pub(super) BTreeMap<String, Origin>);

impl Origins {
    /// Whether the file said so.
    pub(crate) fn is_file(&self, flag: &str) -> bool {
        matches!(self.0.get(flag), Some(Origin::File { .. }))
    }

    /// Whether it came from outside of the command line.
    pub(crate) fn is_default(&self, flag: &str) -> bool {
        self.0.contains_key(flag)
    }

    /// What a flag's value is called: by its variable, by its key, or as it was typed.
    pub(crate) fn name(&self, flag: &str) -> String {
        match self.0.get(flag) {
            None => format!("`--{}`", flag.replace('_', "-")),
            Some(Origin::Variable(name)) => name.clone(),
            Some(origin) => origin.to_string(),
        }
    }

    /// What to add to the word on a wrong value; nothing where it was typed.
    pub(crate) fn note(&self, flags: &[&str]) -> String {
        let mut origins = flags.iter().filter_map(|flag| self.0.get(*flag));
        origins
            .next()
            .map(|origin| format!(" ({origin})"))
            .unwrap_or_default()
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "from {name}"),
            Self::File { file, key, line } => write!(f, "`{key}` in `{file}`, line {line}"),
        }
    }
}
