//! Why a folder is no package that we can configure.

use crate::Coded;
use thiserror::Error;

/// A refused source.
#[derive(Debug, Error)]
pub enum PackageError {
    /// No `cdnPackage` folder with files in it.
    #[error("the source holds no `cdnPackage` folder with files in it")]
    NoCdnFolder,
    /// A symlink leaves the source.
    #[error("`{path}` is a link that leaves the source: {target}")]
    LinkOutside {
        /// The link.
        path: String,
        /// Its target.
        target: String,
    },
    /// A symlink leads nowhere.
    #[error("`{path}` is a link to nothing: {target}")]
    LinkBroken {
        /// The link.
        path: String,
        /// Its target.
        target: String,
    },
    /// A symlink leads to a folder that holds it.
    #[error("`{path}` is a link to a folder that holds it: {target}")]
    LinkLoop {
        /// The link.
        path: String,
        /// Its target.
        target: String,
    },
    /// A device, pipe or socket.
    #[error("`{path}` is {sort}, not a file")]
    Special {
        /// Its path.
        path: String,
        /// Its sort.
        sort: &'static str,
    },
    /// A name that could be written outside the output.
    #[error("a file's name could leave the output folder: {path}")]
    Escapes {
        /// The name.
        path: String,
    },
    /// A name that is not UTF-8 has no URL.
    #[error("a file's name is not UTF-8: {path}")]
    NameNotUtf8 {
        /// The name, as far as it can be shown.
        path: String,
    },
    /// Our mark or manifest is damaged.
    #[error("`{path}` cannot be read")]
    Damaged {
        /// Which of them.
        path: &'static str,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// Our mark or manifest comes from a newer version.
    #[error("`{path}` was written by a newer version: {schema}")]
    Newer {
        /// Which of them.
        path: &'static str,
        /// Its schema.
        schema: String,
    },
}

impl Coded for PackageError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoCdnFolder => "source-no-cdn-folder",
            Self::LinkOutside { .. } => "source-link-outside",
            Self::LinkBroken { .. } => "source-link-broken",
            Self::LinkLoop { .. } => "source-link-loop",
            Self::Special { .. } => "source-special-file",
            Self::Escapes { .. } => "source-name-escapes",
            Self::NameNotUtf8 { .. } => "source-name-not-utf8",
            Self::Damaged { .. } => "source-damaged",
            Self::Newer { .. } => "source-newer",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::NoCdnFolder => {
                "give the folder that holds `cdnPackage` (or `files/cdnPackage`): `--source ./web-messenger-sdk`"
            }
            Self::LinkOutside { .. } => "put a copy of the target in its place, inside the source",
            Self::LinkBroken { .. } | Self::LinkLoop { .. } => "remove the link from the source",
            Self::Special { .. } => "remove it from the source; a package holds plain files",
            Self::Escapes { .. } => "rename it without `\\` and `..`, as in `cdnPackage/loader.json`",
            Self::NameNotUtf8 { .. } => "rename it; files are served under UTF-8 names",
            Self::Damaged { .. } => "unpack the package again, or remove that file to treat it as a vendor package",
            Self::Newer { .. } => "use the version of avmsdk that made it, or a newer one",
        }
        .to_owned()
    }
}
