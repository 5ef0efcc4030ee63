//! Why a release cannot be read or made.

use crate::Coded;
use thiserror::Error;

/// A refusal about releases.
#[derive(Debug, Error)]
pub enum ReleaseError {
    /// A record that is none.
    #[error("`{key}` is not a release's record")]
    Damaged {
        /// Its key below the public path.
        key: String,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// A record of a newer version, or another program's file of that name.
    #[error("`{key}` has a schema that this version does not know: `{schema}`")]
    Newer {
        /// Its key below the public path.
        key: String,
        /// The schema.
        schema: String,
    },
}

impl Coded for ReleaseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Damaged { .. } => "release-damaged",
            Self::Newer { .. } => "release-newer",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::Damaged { .. } => {
                "look at it in the bucket: `avmsdk deploy` writes these files and nothing else should"
            }
            Self::Newer { .. } => "use the version of avmsdk that wrote it, or a newer one",
        }
        .to_owned()
    }
}
