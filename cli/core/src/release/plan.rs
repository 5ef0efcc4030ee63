//! The plan of a change to what readers get: ordered steps, each with its reason and what it expects to find.
//!
//! The value that is printed or kept for review is the value that is carried out.

use super::record::parse;
use super::{CorsPlan, ETag, Headers, RELEASES, ReleaseError, ReleaseRecord, Target, max_age};
use crate::package::Class;
use serde::{Deserialize, Serialize};

/// The folder of files that were overwritten, by their SHA-256, below the public path.
pub const BLOBS: &str = "releases/blobs";

/// The key of a prune that is under way, below the public path.
pub const PRUNING: &str = "releases/pruning.json";

pub(super) const SCHEMA: &str = "avmsdk.deploy-plan/1";

/// What will be done, wave by wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployPlan {
    /// `avmsdk.deploy-plan/1`.
    pub schema: String,
    /// What it is for.
    pub verb: Verb,
    /// What it was asked for with, which is no part of the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// The release that readers will get.
    pub record: ReleaseRecord,
    /// What the first release is made over, which no record names yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<ReleaseRecord>,
    /// Whether that release is the current one already, and only mended or finished.
    pub is_current: bool,
    /// The steps, in the order of their waves.
    pub steps: Vec<Step>,
    /// The keys of files that stay as they are.
    pub kept: Vec<String>,
    /// What to do about CORS.
    pub cors: CorsPlan,
    /// The URLs whose answers change, to be invalidated in a CDN.
    pub invalidate: Vec<String>,
    /// What deserves a word.
    pub notes: Vec<Note>,
}

/// What a plan holds for: carried out anywhere else it would be another plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The target.
    pub target: Target,
    /// The CDN that is told, as on the command line; `none` where there is none.
    pub cdn: String,
    /// Whether each object was asked for its headers.
    pub deep: bool,
    /// Whether files are stored by gzip where that gains.
    #[serde(default)]
    pub gzip: bool,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// Releasing a package.
    Deploy,
    /// Going back to an earlier release.
    Rollback,
}

/// Steps of one wave may run side by side, unless they replace what readers load; the next wave begins when all are
/// done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wave {
    /// The record of what was found, which the next one names.
    Found,
    /// The record, as a word to others that this release is being made.
    Record,
    /// Files whose names tell their bytes: no reader asks for them yet.
    Hashed,
    /// Copies of what is about to be overwritten.
    Keep,
    /// `releases/current.json`: from here on this release is the one.
    Claim,
    /// Files that are overwritten in place, one after the other.
    Overwrite,
    /// `loader.json`: from here on readers are led to the new files.
    Entry,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// When.
    pub wave: Wave,
    /// The object, below the public path.
    pub key: String,
    /// What is done to it.
    pub action: Action,
    /// Why.
    pub reason: String,
    /// Bytes of the object.
    pub bytes: u64,
    /// The headers that it will have. A copy gets those of what it is made of, here as far as they are known.
    pub headers: Headers,
    /// What must be there, or else the world has changed.
    pub expects: Expect,
    /// Where the bytes come from.
    pub source: Source,
}

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is made.
    Create,
    /// Its bytes are replaced.
    Replace,
    /// It gets other headers, its bytes stay.
    Mend,
    /// It is made as a copy of another.
    Copy,
}

/// What must be in the place of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Expect {
    /// Nothing.
    Absent,
    /// An object with that ETag.
    #[serde(rename = "etag")]
    ETag(ETag),
}

/// Where the bytes of an object come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The file of that key in the package.
    Package,
    /// The plan's record.
    Record,
    /// The plan's record of what was found.
    Found,
    /// The `entry` of the plan's record.
    Entry,
    /// The object itself.
    Itself,
    /// Another object.
    Object {
        /// Its key.
        key: String,
        /// Its ETag.
        etag: ETag,
    },
}

/// A word that goes with a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// A name for scripts.
    pub code: String,
    /// What is the case.
    pub message: String,
    /// What to do, or to expect.
    pub hint: String,
}

impl DeployPlan {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.cors.to_write().is_none()
    }

    /// Whether no release was made there before.
    #[must_use]
    pub fn is_first(&self) -> bool {
        let claims = |step: &Step| step.expects == Expect::Absent;
        self.wave(Wave::Claim).any(claims)
    }

    /// The steps of a wave.
    pub fn wave(&self, wave: Wave) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.wave == wave)
    }

    /// The keys whose bytes or headers readers are to get anew.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        let serves = |step: &&Step| matches!(step.wave, Wave::Hashed | Wave::Overwrite | Wave::Entry);
        self.steps
            .iter()
            .filter(serves)
            .map(|step| step.key.clone())
            .collect()
    }

    /// For how many seconds a cache may still give what was there before; 0 where nothing is overwritten.
    #[must_use]
    pub fn stale_for(&self) -> u32 {
        let replaced = self.steps.iter().filter(|step| step.action != Action::Create);
        let ages = replaced.map(|step| match step.wave {
            Wave::Overwrite => max_age(Class::Versioned),
            Wave::Entry => max_age(Class::Entry),
            _ => 0,
        });
        ages.max().unwrap_or(0)
    }

    /// Bytes that have to be sent.
    #[must_use]
    pub fn bytes_to_send(&self) -> u64 {
        let sent = self
            .steps
            .iter()
            .filter(|step| !matches!(step.source, Source::Itself));
        let sent = sent.filter(|step| step.action != Action::Copy);
        sent.map(|step| step.bytes).sum()
    }

    /// Reads a plan that was kept. `name` names it in the message.
    ///
    /// # Errors
    /// When it is none, or was written by another version.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, ReleaseError> {
        parse(name, SCHEMA, bytes)
    }

    /// Where this plan and another part, in one line; `None` where they are the same.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        if let Some(why) = terms(self.terms.as_ref(), other.terms.as_ref()) {
            return Some(why);
        }
        let mine = self.steps.iter().filter(|step| !other.steps.contains(step));
        let theirs = other.steps.iter().filter(|step| !self.steps.contains(step));
        let steps = mine.chain(theirs);
        // What readers load tells more than our own records of it.
        let step = steps.min_by_key(|step| step.key.starts_with(RELEASES));
        Some(match step {
            _ if self.record.public_path != other.record.public_path => {
                "the public path is another".to_owned()
            }
            Some(step) => format!("`{}` needs another step", step.key),
            None if self.cors != other.cors => "the bucket's CORS rules are others".to_owned(),
            None => "the package or the bucket is not the same".to_owned(),
        })
    }
}

fn terms(mine: Option<&Terms>, theirs: Option<&Terms>) -> Option<String> {
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return (mine != theirs).then(|| "the plan does not say where it is for".to_owned());
    };
    if mine.target != theirs.target {
        return Some(format!(
            "it is for {}, and this is {}",
            mine.target, theirs.target
        ));
    }
    if mine.cdn != theirs.cdn {
        return Some(format!(
            "it is for the CDN `{}`, and this is `{}`",
            mine.cdn, theirs.cdn
        ));
    }
    if mine.gzip != theirs.gzip {
        return Some("one of them was made with `--encoding gzip`, the other without".to_owned());
    }
    (mine.deep != theirs.deep).then(|| "one of them was made with `--deep`, the other without".to_owned())
}
