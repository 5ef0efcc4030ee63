//! Why the file cannot be used, with the line.

use super::Kind;
use crate::Coded;
use thiserror::Error;

/// What is wrong with the file. No value of it is ever repeated: it could be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// It is no TOML.
    #[error("{}{said}", at(*line))]
    NotUnderstood {
        /// The line, counted from 1.
        line: Option<usize>,
        /// What the parser says.
        said: String,
    },
    /// There is no such key.
    #[error("line {line}: unknown key `{key}` {}", place(table))]
    UnknownKey {
        /// The line, counted from 1.
        line: usize,
        /// The key.
        key: String,
        /// The table that it stands in, empty at the top.
        table: String,
        /// What to write instead.
        remedy: String,
    },
    /// The value is of another kind.
    #[error("line {line}: `{key}` {} is {found}", place(table))]
    WrongKind {
        /// The line, counted from 1.
        line: usize,
        /// The key.
        key: String,
        /// The table that it stands in, empty at the top.
        table: String,
        /// What stands there.
        found: &'static str,
        /// What should; `None` for a table.
        wanted: Option<Kind>,
    },
    /// It does not know the place.
    #[error("there is no `[env.{wanted}]`")]
    UnknownEnv {
        /// The name.
        wanted: String,
        /// The name that is most like it.
        nearest: Option<String>,
        /// The names that it knows.
        known: Vec<String>,
    },
}

fn at(line: Option<usize>) -> String {
    line.map(|line| format!("line {line}: ")).unwrap_or_default()
}

fn place(table: &str) -> String {
    if table.is_empty() {
        "at the top".to_owned()
    } else {
        format!("under `[{table}]`")
    }
}

impl SettingsError {
    /// The line that it is about.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::NotUnderstood { line, .. } => *line,
            Self::UnknownKey { line, .. } | Self::WrongKind { line, .. } => Some(*line),
            Self::UnknownEnv { .. } => None,
        }
    }
}

impl Coded for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotUnderstood { .. } => "settings-not-understood",
            Self::UnknownKey { .. } => "settings-unknown-key",
            Self::WrongKind { .. } => "settings-wrong-kind",
            Self::UnknownEnv { .. } => "settings-unknown-env",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::NotUnderstood { .. } => {
                "mend that line; docs/settings.md has a whole `avmsdk.toml`".to_owned()
            }
            Self::UnknownKey { remedy, .. } => remedy.clone(),
            Self::WrongKind { key, wanted, .. } => match wanted {
                Some(kind) => format!("give {}", kind.example(key)),
                None => format!("make it a table: `[{key}]` and its keys on the lines below"),
            },
            Self::UnknownEnv { known, .. } if known.is_empty() => {
                "add that table, or leave `--env` out".to_owned()
            }
            Self::UnknownEnv {
                nearest: Some(nearest),
                ..
            } => format!("write `--env {nearest}`, if that is meant"),
            Self::UnknownEnv { known, .. } => format!("those that it knows: {}", known.join(", ")),
        }
    }

    fn is_usage(&self) -> bool {
        true
    }
}
