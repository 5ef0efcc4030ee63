//! Things found in a folder, and which of them may be part of a package.

use super::{PackageError, PackageFile, PackagePath};

/// A thing found in a source folder, by the name it was found under.
#[derive(Debug, Clone)]
pub struct FoundEntry {
    /// The path below the source with `/` between names; bytes that are no UTF-8 are shown as `\u{fffd}`.
    pub path: String,
    /// What it is.
    pub found: Found,
}

/// What was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// A file, or a link to one inside the source.
    File(PackageFile),
    /// A symlink whose target lies outside the source.
    LinkOutside {
        /// Where it leads.
        target: String,
    },
    /// A symlink to nothing.
    LinkBroken {
        /// Where it leads.
        target: String,
    },
    /// A symlink to a folder that holds it.
    LinkLoop {
        /// Where it leads.
        target: String,
    },
    /// A device, pipe or socket.
    Special {
        /// Its sort, for the message: `a socket`.
        sort: &'static str,
    },
    /// A name that is not UTF-8.
    NameNotUtf8,
}

impl FoundEntry {
    /// The file it is, or the refusal.
    pub(super) fn judge(self) -> Result<(PackagePath, PackageFile), PackageError> {
        let Self { path, found } = self;
        match found {
            Found::File(file) => match PackagePath::parse(&path) {
                Some(path) => Ok((path, file)),
                None => Err(PackageError::Escapes { path }),
            },
            Found::LinkOutside { target } => Err(PackageError::LinkOutside { path, target }),
            Found::LinkBroken { target } => Err(PackageError::LinkBroken { path, target }),
            Found::LinkLoop { target } => Err(PackageError::LinkLoop { path, target }),
            Found::Special { sort } => Err(PackageError::Special { path, sort }),
            Found::NameNotUtf8 => Err(PackageError::NameNotUtf8 { path }),
        }
    }
}
