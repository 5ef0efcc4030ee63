//! The world on disk: one SQLite file in WAL mode.
//!
//! Writes the changes of many calls in one transaction and reads the whole state back at start. It
//! must never decide anything: a row is a record as the world made it. What a process acknowledged
//! survives its death at any moment; a power cut may cost the last few transactions
//! (`synchronous = NORMAL`), which a development tool can bear for ten times the speed.

mod codec;
mod read;
mod schema;
mod write;

#[cfg(test)]
mod history_test;
#[cfg(test)]
mod store_test;

use crate::world::{Change, Directory, State};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the world is kept.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    origin: Directory,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder of the file cannot be made.
    #[error("cannot make the folder of `{}`", path.display())]
    Folder {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not one of ours, or a newer one.
    #[error("not a store of this version of the sandbox: {}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Another sandbox has it.
    #[error("already used by another sandbox: {}", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A row is not what was written.
    #[error("a record in the store is damaged: {0}")]
    Damaged(String),
    /// SQLite failed.
    #[error("the store failed")]
    Sqlite(#[from] rusqlite::Error),
}

impl StoreError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Folder { .. } => "store_folder",
            StoreError::Foreign { .. } => "store_foreign",
            StoreError::Busy { .. } => "store_busy",
            StoreError::Damaged(_) => "store_damaged",
            StoreError::Sqlite(_) => "store_failed",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            StoreError::Busy { .. } => {
                "stop the other one, or keep this one apart: `--data .avmsdk/other.db` or `--data memory`"
            }
            StoreError::Folder { .. } | StoreError::Sqlite(_) => {
                "check that the folder can be written, or keep nothing: `--data memory`"
            }
            StoreError::Foreign { .. } | StoreError::Damaged(_) => {
                "move the file away, or name another: `--data .avmsdk/other.db`"
            }
        }
    }
}

impl Store {
    /// Opens the file, which is made if missing, and reads what it holds on top of `origin`.
    pub(crate) fn open(path: &Path, origin: Directory) -> Result<(Self, State), StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
                path: path.to_owned(),
                source,
            })?;
        }
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::ZERO)?;
        schema::prepare(&mut connection, path).map_err(|error| named(error, path))?;
        let state = read::state(&connection, &origin)?;
        Ok((Store { connection, origin }, state))
    }

    /// Keeps changes, all of them or none.
    pub(crate) fn commit(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for change in changes {
            write::change(&transaction, change)?;
        }
        Ok(transaction.commit()?)
    }

    /// Reads back what was committed.
    pub(crate) fn state(&self) -> Result<State, StoreError> {
        read::state(&self.connection, &self.origin)
    }
}

fn named(error: StoreError, path: &Path) -> StoreError {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, NotADatabase};
    match error {
        StoreError::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => match failure.code {
            DatabaseBusy | DatabaseLocked => StoreError::Busy {
                path: path.to_owned(),
            },
            NotADatabase => StoreError::Foreign {
                path: path.to_owned(),
            },
            _ => error,
        },
        _ => error,
    }
}
