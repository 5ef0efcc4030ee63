//! How the process ends. Scripts depend on these numbers: they never change meaning.

use std::process::ExitCode;

/// The outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// It failed, or the answer is "no".
    Failed = 1,
    /// What was typed is not understood.
    Usage = 2,
    /// It is uploaded, but readers do not get it, or not as they should.
    NotVisible = 3,
    /// Something else changed what was to be changed: look again, then run it again.
    WorldChanged = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
