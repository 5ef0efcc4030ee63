//! What deserves a word although the configuration worked.

use super::FromUrl;
use crate::package::PackagePath;
use serde::Serialize;
use std::fmt;

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum ConfigureWarning {
    /// Plain `http` on a host that is not local.
    InsecureRemote,
    /// `--from` replaced text.
    FromIsText {
        /// The text.
        from: FromUrl,
    },
    /// A compressed sibling in the source does not have the new bytes.
    StaleCompressed {
        /// The sibling.
        path: PackagePath,
    },
    /// A policy cannot name the host.
    NoPolicy {
        /// Why.
        reason: String,
    },
}

impl ConfigureWarning {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::InsecureRemote => {
                "pages served by `https` refuse such files: host them under an `https://` URL"
            }
            Self::FromIsText { .. } => {
                "compare the output with the source, or configure the original package instead"
            }
            Self::StaleCompressed { .. } => {
                "do not upload it, or remove it from the source and use `--precompress br,gzip`"
            }
            Self::NoPolicy { .. } => {
                "a page with a Content-Security-Policy needs files on a host with a name"
            }
        }
        .to_owned()
    }
}

impl fmt::Display for ConfigureWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InsecureRemote => {
                f.write_str("the public path is not encrypted (`http`) and its host is not this machine")
            }
            Self::FromIsText { from } => write!(
                f,
                "every `{from}` was replaced; the public path cannot be told from the same text in the source"
            ),
            Self::StaleCompressed { path } => {
                write!(f, "`{path}` was compressed before the placeholder was replaced")
            }
            Self::NoPolicy { reason } => write!(f, "no Content-Security-Policy was written: {reason}"),
        }
    }
}
