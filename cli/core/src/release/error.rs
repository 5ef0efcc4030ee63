//! Why a release cannot be read or made.

use super::ReleaseId;
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

/// Why nothing is deployed, brought back or removed.
#[derive(Debug, Error)]
pub enum DeployError {
    /// A target that is none.
    #[error("`{target}` is no target: {why}")]
    BadTarget {
        /// What was given.
        target: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file of the manifest is not in the folder.
    #[error("a file of the package is gone: {path}")]
    FileLost {
        /// Its path in the package.
        path: String,
    },
    /// A file lies where records are kept.
    #[error("the package has a file where releases are recorded: {path}")]
    ReservedName {
        /// Its path in the package.
        path: String,
    },
    /// A file named by its hash is not what `configure` wrote.
    #[error("`{path}` was changed after `configure`, but its name tells its old content")]
    HashedEdited {
        /// Its path in the package.
        path: String,
    },
    /// No `loader.json`.
    #[error("the package has no `cdnPackage/loader.json`")]
    NoLoader,
    /// `loader.json` is not of the form that the snippet reads.
    #[error("`loader.json` is not of the form `{{\"url\":\"…\"}}`")]
    LoaderNotUnderstood,
    /// `loader.json` leads away.
    #[error("`loader.json` leads away from `{public_path}`: {url}")]
    LoaderElsewhere {
        /// Where it leads.
        url: String,
        /// Where it should.
        public_path: String,
    },
    /// `loader.json` names a script that is not there.
    #[error("`loader.json` names a script that the package does not hold: {host}")]
    HostMissing {
        /// Its key.
        host: String,
    },
    /// A file names another that is not there.
    #[error("`{path}` names a file that the package does not hold: {name}")]
    NameMissing {
        /// The file that names it.
        path: String,
        /// The name.
        name: String,
    },
    /// The target holds other bytes under names that tell their bytes.
    #[error("the target holds other bytes under names that tell their content: {}", keys.join(", "))]
    HashedClash {
        /// The keys.
        keys: Vec<String>,
    },
    /// A prune is under way, or was cut short.
    #[error("the target is being pruned, or a prune was cut short: `releases/pruning.json` is there")]
    Pruning,
    /// Another prune has its mark there, and it is not old.
    #[error(
        "another prune is under way, or was cut short less than an hour ago: `releases/pruning.json` is there"
    )]
    OtherPrune,
    /// Readers do not get what the current record says: its deploy is under way, or was cut short.
    #[error("the current release `{id}` is not finished, readers may still get the one before it: {}", keys.join(", "))]
    Unfinished {
        /// The current release.
        id: ReleaseId,
        /// The keys that are not as it says.
        keys: Vec<String>,
    },
    /// Nothing was released there.
    #[error("nothing was ever released there: `releases/current.json` is missing")]
    NothingReleased,
    /// There is no release before the current one.
    #[error("there is no release before the current one")]
    NothingBefore,
    /// The current release is the first; what lay there before was put there by other means.
    #[error("the current release is the first, and no record tells what was there before it")]
    NotReleased,
    /// No release, or several, of that name.
    #[error("{} that name: {wanted}", if *fits == 0 { "no release has" } else { "several releases begin with" })]
    NoSuchRelease {
        /// What was asked for.
        wanted: String,
        /// How many begin so.
        fits: usize,
    },
    /// Files of a release are gone.
    #[error("files of release `{id}` are gone or were overwritten: {}", keys.join(", "))]
    FilesGone {
        /// The release.
        id: ReleaseId,
        /// The keys.
        keys: Vec<String>,
    },
}

impl Coded for DeployError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadTarget { .. } => "deploy-target",
            Self::FileLost { .. } => "deploy-file-lost",
            Self::ReservedName { .. } => "deploy-reserved-name",
            Self::HashedEdited { .. } => "deploy-hashed-edited",
            Self::NoLoader => "deploy-no-loader",
            Self::LoaderNotUnderstood => "deploy-loader-not-understood",
            Self::LoaderElsewhere { .. } => "deploy-loader-elsewhere",
            Self::HostMissing { .. } => "deploy-host-missing",
            Self::NameMissing { .. } => "deploy-name-missing",
            Self::HashedClash { .. } => "deploy-hashed-clash",
            Self::Pruning => "deploy-pruning",
            Self::OtherPrune => "prune-other",
            Self::Unfinished { .. } => "prune-unfinished",
            Self::NothingReleased => "release-none",
            Self::NothingBefore | Self::NotReleased => "release-none-before",
            Self::NoSuchRelease { .. } => "release-unknown",
            Self::FilesGone { .. } => "release-files-gone",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::BadTarget { .. } => "name a bucket and, if you like, a folder in it: `--target s3://acme-chat/widget`",
            Self::FileLost { .. }
            | Self::HashedEdited { .. }
            | Self::NoLoader
            | Self::LoaderNotUnderstood
            | Self::LoaderElsewhere { .. }
            | Self::HostMissing { .. }
            | Self::NameMissing { .. } => "make the package anew by `avmsdk configure`, then deploy that",
            Self::ReservedName { .. } => "move it out of `cdnPackage/releases`",
            Self::HashedClash { .. } => {
                "readers may have cached the old bytes for a year: give the file another name, or find out who wrote those"
            }
            Self::Pruning | Self::OtherPrune => {
                "wait for it; if you know that it was cut short, finish it by `avmsdk prune --take-over`"
            }
            Self::Unfinished { .. } => {
                "wait for its deploy; if that was cut short, run `avmsdk deploy` or `avmsdk rollback` first"
            }
            Self::NothingReleased => "check `--target`, or release something first by `avmsdk deploy`",
            Self::NotReleased => {
                "to go back to what was put there by other means, deploy that package by `avmsdk deploy`; the files that were overwritten lie in `releases/blobs/`, each under its SHA-256"
            }
            Self::NothingBefore | Self::NoSuchRelease { .. } => {
                "see `avmsdk releases` for what is there, and name one by its id"
            }
            Self::FilesGone { .. } => "choose another release (`avmsdk releases`), or deploy that package again",
        }
        .to_owned()
    }

    fn is_usage(&self) -> bool {
        matches!(self, Self::BadTarget { .. } | Self::NoSuchRelease { .. })
    }

    fn is_world_changed(&self) -> bool {
        matches!(self, Self::Pruning | Self::OtherPrune | Self::Unfinished { .. })
    }
}
