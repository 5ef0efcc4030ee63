//! A file while it comes in. What is not kept in the end leaves nothing behind.

use super::scan::{Finding, Scan};
use super::{Entry, Files, MAX_FILE, disk};
use std::io;
use tokio::io::AsyncWriteExt as _;

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Incoming {
    files: Files,
    id: String,
    /// Taken when the file is whole.
    file: Option<tokio::fs::File>,
    size: u64,
    scan: Scan,
}

/// Why a file cannot be taken in.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// It is larger than [`MAX_FILE`].
    TooLarge,
    /// All files together would take more than they may.
    Full,
    /// The system refuses.
    System,
}

impl From<io::Error> for WriteError {
    fn from(_: io::Error) -> Self {
        WriteError::System
    }
}

impl Files {
    /// Begins a file.
    ///
    /// # Errors
    /// What the system says where none can be made.
    pub(crate) async fn begin(&self) -> Result<Incoming, WriteError> {
        let id = self.state().entropy.secret();
        tokio::fs::create_dir_all(&self.inner.folder).await?;
        let mut incoming = Incoming {
            files: self.clone(),
            id,
            file: None,
            size: 0,
            scan: Scan::default(),
        };
        let path = disk::unfinished(&self.inner.folder, &incoming.id);
        incoming.file = Some(tokio::fs::File::create_new(path).await?);
        Ok(incoming)
    }
}

impl Incoming {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`WriteError`]; the file is of no use any more.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let more = bytes.len() as u64;
        if self.size + more > MAX_FILE {
            return Err(WriteError::TooLarge);
        }
        {
            let mut state = self.files.state();
            if state.total + more > self.files.inner.limit {
                return Err(WriteError::Full);
            }
            state.total += more;
            self.size += more;
        }
        self.scan.see(bytes);
        match &mut self.file {
            Some(file) => Ok(file.write_all(bytes).await?),
            None => Ok(()),
        }
    }

    /// Bytes so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// What was noticed in them.
    pub(crate) fn finding(&self) -> Option<Finding> {
        self.scan.finding()
    }

    /// Keeps the file under this description, whose size is set to what was written; returns its id
    /// and the description.
    ///
    /// # Errors
    /// What the system says; then nothing is left of it.
    pub(crate) async fn keep(mut self, mut entry: Entry) -> io::Result<(String, Entry)> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
        }
        entry.size = self.size;
        disk::finish(&self.files.inner.folder, &self.id, &entry)?;
        let id = std::mem::take(&mut self.id);
        self.files.state().entries.insert(id.clone(), entry.clone());
        Ok((id, entry))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.id.is_empty() {
            let mut state = self.files.state();
            state.total = state.total.saturating_sub(self.size);
            drop(state);
            disk::remove(&self.files.inner.folder, &self.id);
        }
    }
}
