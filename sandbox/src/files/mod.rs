//! What was uploaded: bytes in a folder of the sandbox's own, found by ids that cannot be guessed.
//!
//! Everything kept is known by an index in memory; a path is never made of what a client sends. A
//! file is written under a name that marks it as unfinished and renamed when it is whole; only then
//! is its description written. So after a kill a file is there as a whole or swept away.

mod disk;
mod incoming;
mod kind;
mod name;
mod scan;

#[cfg(test)]
mod files_test;

pub(crate) use incoming::{Incoming, WriteError};
pub(crate) use kind::{Kind, kind_of};
pub(crate) use scan::Finding;

use crate::Data;
use crate::world::{Change, Entropy};
use avmsdk_protocol::id::{AppId, ConversationId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The largest upload, in bytes (observed: 25 MiB).
pub(crate) const MAX_FILE: u64 = 26_214_400;
/// What all files together may take, in bytes: a browser in a loop must not fill the disk.
const MAX_TOTAL: u64 = 2 << 30;

/// What stays as it is in a segment of a URL.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// All files. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// Removes the folder in the end, where nothing is to last.
    _temporary: Option<tempfile::TempDir>,
    limit: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    entries: HashMap<String, Entry>,
    /// Bytes of all entries, and of what is coming in.
    total: u64,
    entropy: Entropy,
}

/// A file as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The app it belongs to.
    pub(crate) app: AppId,
    /// The conversation it was sent in, if any.
    pub(crate) conversation: Option<ConversationId>,
    /// The conversation that this one was merged into: with that it goes, under its old address.
    pub(crate) merged_into: Option<ConversationId>,
    /// Its name as people see it, which says of what kind it is.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

impl Entry {
    /// The conversation that it goes away with.
    fn owner(&self) -> Option<&ConversationId> {
        self.merged_into.as_ref().or(self.conversation.as_ref())
    }

    /// The segments of its path, not encoded; the last two are its id and its name.
    pub(crate) fn segments<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut segments = vec!["media", "apps", self.app.as_str()];
        if let Some(conversation) = &self.conversation {
            segments.extend(["conversations", conversation.as_str()]);
        }
        segments.extend([id, &self.name]);
        segments
    }

    /// The path of its URL. The name comes last: clients show that.
    pub(crate) fn path(&self, id: &str) -> String {
        let segments = self.segments(id).into_iter();
        segments
            .map(|segment| format!("/{}", utf8_percent_encode(segment, SEGMENT)))
            .collect()
    }
}

impl Files {
    /// Opens the folder beside the data file, or one that goes away with the process.
    ///
    /// # Errors
    /// What the system says where the folder cannot be read or made.
    pub(crate) fn open(data: &Data) -> io::Result<Self> {
        Self::with_limit(data, MAX_TOTAL)
    }

    fn with_limit(data: &Data, limit: u64) -> io::Result<Self> {
        let (folder, temporary) = match data {
            Data::File(path) => {
                let mut folder = path.clone().into_os_string();
                folder.push(".files");
                (PathBuf::from(folder), None)
            }
            Data::Memory => {
                let folder = tempfile::Builder::new().prefix("avmsdk-sandbox-").tempdir()?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let entries = disk::read(&folder)?;
        let state = State {
            total: entries.values().map(|entry| entry.size).sum(),
            entries,
            entropy: crate::engine::fresh_entropy()?,
        };
        Ok(Files {
            inner: Arc::new(Inner {
                folder,
                _temporary: temporary,
                limit,
                state: Mutex::new(state),
            }),
        })
    }

    /// A file by its id.
    pub(crate) fn find(&self, id: &str) -> Option<Entry> {
        self.state().entries.get(id).cloned()
    }

    /// Where the bytes of a kept file are.
    ///
    /// # Errors
    /// What the system says where they cannot be read.
    pub(crate) async fn read(&self, id: &str) -> io::Result<tokio::fs::File> {
        tokio::fs::File::open(self.bytes_of(id)).await
    }

    /// Takes a file away.
    pub(crate) fn remove(&self, id: &str) {
        let mut state = self.state();
        if let Some(entry) = state.entries.remove(id) {
            state.total = state.total.saturating_sub(entry.size);
            disk::remove(&self.inner.folder, id);
        }
    }

    /// Takes away what belongs to conversations that are gone.
    pub(crate) fn follow(&self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::ThreadRemoved(id) => self.remove_where(|entry| entry.owner() == Some(id)),
                Change::ThreadMerged(gone, kept) => self.hand_over(gone, kept),
                Change::Cleared => self.remove_where(|_| true),
                _ => {}
            }
        }
    }

    fn remove_where(&self, is_meant: impl Fn(&Entry) -> bool) {
        let meant: Vec<String> = {
            let state = self.state();
            let entries = state.entries.iter().filter(|(_, entry)| is_meant(entry));
            entries.map(|(id, _)| id.clone()).collect()
        };
        for id in meant {
            self.remove(&id);
        }
    }

    /// What belonged to a conversation belongs to another.
    fn hand_over(&self, gone: &ConversationId, kept: &ConversationId) {
        let mut state = self.state();
        let entries = state.entries.iter_mut();
        for (id, entry) in entries.filter(|(_, entry)| entry.owner() == Some(gone)) {
            entry.merged_into = Some(kept.clone());
            // Where it cannot be written, the file stays for longer than its conversation.
            let _ = disk::describe(&self.inner.folder, id, entry);
        }
    }

    fn bytes_of(&self, id: &str) -> PathBuf {
        self.inner.folder.join(id)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held; and if it did, the index would still be whole.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
