//! An error as a person needs it: what failed, why, what to do.
//!
//! Commands return `anyhow::Result`; a [`Failure`] in its chain brings the hint, the stable code and the
//! exit. Errors of the core become one with [`Explain::explain`].

use crate::exit::Exit;
use avmsdk_core::Coded;
use std::error::Error;
use std::fmt;

/// One failed step, with what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
    code: &'static str,
    exit: Exit,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure that no other error caused.
    pub(crate) fn new(code: &'static str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            code,
            exit: Exit::Failed,
            source: None,
        }
    }

    /// The same failure with its cause.
    #[must_use]
    pub(crate) fn because(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The same failure with its cause in words.
    #[must_use]
    pub(crate) fn why(self, text: impl Into<String>) -> Self {
        self.because(Why(text.into()))
    }

    /// The same failure, laid at the door of the command line: exit code 2.
    #[must_use]
    pub(crate) fn with_usage_exit(mut self) -> Self {
        self.exit = Exit::Usage;
        self
    }

    /// The same failure after everything was uploaded: exit code 3.
    #[must_use]
    pub(crate) fn with_not_visible_exit(mut self) -> Self {
        self.exit = Exit::NotVisible;
        self
    }

    /// The same failure, because someone else changed what was to be changed: exit code 4.
    #[must_use]
    pub(crate) fn with_world_changed_exit(mut self) -> Self {
        self.exit = Exit::WorldChanged;
        self
    }

    /// Whether someone else changed what was to be changed.
    pub(crate) fn is_world_changed(&self) -> bool {
        self.exit == Exit::WorldChanged
    }

    pub(crate) fn hint(&self) -> &str {
        &self.hint
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| source.as_ref() as &(dyn Error + 'static))
    }
}

/// A cause that no other error tells.
#[derive(Debug)]
struct Why(String);

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Why {}

/// Turns a core error into a [`Failure`] that says what was being done.
pub(crate) trait Explain<T> {
    /// `what` in the words of the user: "cannot configure `x`".
    fn explain(self, what: impl FnOnce() -> String) -> Result<T, Failure>;
}

impl<T, E: Coded + Send + Sync + 'static> Explain<T> for Result<T, E> {
    fn explain(self, what: impl FnOnce() -> String) -> Result<T, Failure> {
        self.map_err(|error| {
            let exit = if error.is_usage() {
                Exit::Usage
            } else if error.is_world_changed() {
                Exit::WorldChanged
            } else {
                Exit::Failed
            };
            Failure {
                what: what(),
                hint: error.hint(),
                code: error.code(),
                exit,
                source: Some(Box::new(error)),
            }
        })
    }
}

/// The failure in an error's chain, if a command explained it.
pub(crate) fn find(error: &anyhow::Error) -> Option<&Failure> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

/// The exit that an error asks for.
pub(crate) fn exit_of(error: &anyhow::Error) -> Exit {
    find(error).map_or(Exit::Failed, |failure| failure.exit)
}
