//! What a deploy or a rollback did, and what a target holds, as versioned documents.

use super::{CorsPlan, DeployPlan, History, Note, ReleaseId, ReleaseRecord, Target, Timestamp, Verb};
use crate::PublicPath;
use crate::verify::FindingDocument;
use serde::Serialize;

/// The document that `--json` prints after a deploy or a rollback.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployReport {
    /// `avmsdk.deploy/1`.
    pub schema: &'static str,
    /// Whether readers get it as they should; false goes with exit code 3.
    pub ok: bool,
    /// What was done.
    pub verb: Verb,
    /// Where.
    pub target: Target,
    /// Where readers find it.
    pub public_path: PublicPath,
    /// The release that readers get now.
    pub release: ReleaseId,
    /// The one that they got before.
    pub previous: Option<ReleaseId>,
    /// The one whose files it brings back.
    pub restores: Option<ReleaseId>,
    /// Whether anything was changed.
    pub changed: bool,
    /// Bodies sent, records included.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that stayed as they were.
    pub kept: usize,
    /// What is the case with CORS.
    pub cors: CorsPlan,
    /// URLs whose bytes or headers have changed: caches may still give the old ones.
    pub invalidate: Vec<String>,
    /// The CDN that has forgotten them, in words.
    pub invalidated: Option<String>,
    /// What readers get; none where nobody looked.
    pub proof: Option<ProofReport>,
    /// What deserves a word.
    pub notes: Vec<Note>,
}

impl DeployReport {
    /// The report of a plan that was carried out.
    #[must_use]
    pub fn new(plan: &DeployPlan, target: &Target, sent: usize, bytes: u64) -> Self {
        Self {
            schema: "avmsdk.deploy/1",
            ok: true,
            verb: plan.verb,
            target: target.clone(),
            public_path: plan.record.public_path.clone(),
            release: plan.record.id.clone(),
            previous: plan.record.previous.clone(),
            restores: plan.record.restores.clone(),
            changed: !plan.is_empty(),
            sent,
            bytes,
            kept: plan.kept.len(),
            cors: plan.cors.clone(),
            invalidate: plan.invalidate.clone(),
            invalidated: None,
            proof: None,
            notes: plan.notes.clone(),
        }
    }
}

/// What was seen below the public path at the end.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofReport {
    /// Whether readers get the release.
    pub visible: bool,
    /// How many seconds that took, or how long it was waited for in vain.
    pub seconds: u64,
    /// What is wrong with it.
    pub findings: Vec<FindingDocument>,
}

/// The document that `avmsdk releases --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleasesReport {
    /// `avmsdk.releases/1`.
    pub schema: &'static str,
    /// Always true: a failure has a document of its own.
    pub ok: bool,
    /// Where.
    pub target: Target,
    /// What readers got, the current release first.
    pub releases: Vec<ReleaseLine>,
    /// Releases that are being made, or were cut short.
    pub pending: Vec<ReleaseLine>,
    /// The release before the oldest of them, whose record is not there any more.
    pub forgotten: Option<ReleaseId>,
}

/// One release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseLine {
    /// Its name.
    pub id: ReleaseId,
    /// When it was made.
    pub time: Timestamp,
    /// The package's version, where it tells one.
    pub version: Option<String>,
    /// Where readers find it.
    pub public_path: PublicPath,
    /// How many files it has.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The release whose files it brought back.
    pub restores: Option<ReleaseId>,
    /// Whether it was there before the first deploy, by other means, or brings that back.
    pub found: bool,
}

impl ReleasesReport {
    /// The report of a history.
    #[must_use]
    pub fn new(target: &Target, history: &History) -> Self {
        let lines = |records: &[ReleaseRecord]| records.iter().map(ReleaseLine::of).collect();
        Self {
            schema: "avmsdk.releases/1",
            ok: true,
            target: target.clone(),
            releases: lines(&history.released),
            pending: lines(&history.pending),
            forgotten: history.gap.clone(),
        }
    }
}

impl ReleaseLine {
    fn of(record: &ReleaseRecord) -> Self {
        Self {
            id: record.id.clone(),
            time: record.time,
            version: record.package.version.clone(),
            public_path: record.public_path.clone(),
            files: record.files.len(),
            bytes: record.files.iter().map(|file| file.size).sum(),
            restores: record.restores.clone(),
            found: record.found,
        }
    }
}
