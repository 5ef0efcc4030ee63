//! What can go from a bucket: files that only forgotten releases name. Whatever no record names is left alone.

use super::steps::blob_key;
use super::{BucketFacts, DeployError, ETag, History, PRUNING, ReleaseId, ReleaseRecord, Timestamp};
use crate::package::Class;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const HOUR: i64 = 3_600;

/// For how long a record that no release followed counts as a deploy under way.
pub const PENDING_HOURS: i64 = 24;

/// What a prune is planned from.
#[derive(Debug, Clone)]
pub struct PruneFacts {
    /// The bucket.
    pub bucket: BucketFacts,
    /// All records in it.
    pub records: Vec<ReleaseRecord>,
    /// How many releases to keep, the current one included; it is kept in any case.
    pub keep: usize,
    /// Releases younger than this many seconds are kept too.
    pub older_than: i64,
    /// The time.
    pub now: Timestamp,
}

/// What will be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrunePlan {
    /// `avmsdk.prune-plan/1`.
    pub schema: String,
    /// `current.json` as it will be: with the time of this prune, so that a deploy that looked before it began
    /// finds the world changed.
    pub record: ReleaseRecord,
    /// The ETag that `current.json` must have.
    pub current: ETag,
    /// The ETag of the mark of a prune that was cut short, if there is one.
    pub unfinished: Option<ETag>,
    /// Releases that are kept, the current one first.
    pub kept: Vec<ReleaseId>,
    /// Releases that are being made, whose files are kept.
    pub pending: Vec<ReleaseId>,
    /// Releases that will be forgotten.
    pub forgotten: Vec<ReleaseId>,
    /// Records that are left alone, since it cannot be told what followed them.
    pub unclear: Vec<ReleaseId>,
    /// Objects that will be removed: files first, then records.
    pub remove: Vec<Doomed>,
}

/// An object that will be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doomed {
    /// Its key.
    pub key: String,
    /// Its bytes.
    pub size: u64,
}

/// Plans a prune.
///
/// # Errors
/// When nothing was ever released there.
pub fn plan_prune(facts: &PruneFacts) -> Result<PrunePlan, DeployError> {
    let bucket = &facts.bucket;
    let current = bucket.current.as_ref().ok_or(DeployError::NothingReleased)?;
    let history = History::new(&current.record, facts.records.clone());
    let is_young = |record: &ReleaseRecord, seconds| record.time > facts.now.minus(seconds);
    let keep = facts.keep.max(1);
    // What a kept release brought back, or brings back, is named by its own record: nothing else has to be followed.
    let (mut kept, mut forgotten) = (Vec::new(), Vec::new());
    for (index, record) in history.released.iter().enumerate() {
        if index < keep || is_young(record, facts.older_than) {
            kept.push(record);
        } else {
            forgotten.push(record);
        }
    }
    let (mut pending, mut unclear) = (Vec::new(), Vec::new());
    for record in &history.pending {
        if is_young(record, PENDING_HOURS * HOUR) {
            pending.push(record);
        } else if history.gap.as_ref().is_some_and(|gap| record.id <= *gap) {
            unclear.push(record);
        } else if is_young(record, facts.older_than) {
            pending.push(record);
        } else {
            forgotten.push(record);
        }
    }
    let mut needed = BTreeSet::new();
    for record in kept.iter().chain(&pending).chain(&unclear) {
        needed.extend(keys_of(record));
    }
    let mut doomed: BTreeSet<String> = BTreeSet::new();
    for record in &forgotten {
        doomed.extend(keys_of(record).into_iter().filter(|key| !needed.contains(key)));
    }
    let records: Vec<String> = forgotten.iter().map(|record| record.key()).collect();
    let there = |key: String| {
        let size = bucket.objects.get(&key)?.size;
        Some(Doomed { key, size })
    };
    // A record goes after the files that only it names: cut short, the next prune still knows them.
    let remove = doomed.into_iter().chain(records).filter_map(there).collect();
    let ids = |records: Vec<&ReleaseRecord>| records.into_iter().map(|record| record.id.clone()).collect();
    let mut record = current.record.clone();
    record.pruned = Some(facts.now);
    Ok(PrunePlan {
        schema: "avmsdk.prune-plan/1".to_owned(),
        record,
        current: current.etag.clone(),
        unfinished: bucket.objects.get(PRUNING).map(|mark| mark.etag.clone()),
        kept: ids(kept),
        pending: ids(pending),
        forgotten: ids(forgotten),
        unclear: ids(unclear),
        remove,
    })
}

impl PrunePlan {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.unfinished.is_none()
    }

    /// Bytes that go.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.remove.iter().map(|doomed| doomed.size).sum()
    }
}

/// Every key that a release needs besides its record: its files, and the kept bytes of what can be overwritten.
fn keys_of(record: &ReleaseRecord) -> Vec<String> {
    let mut keys = Vec::new();
    for file in &record.files {
        keys.push(file.key.to_string());
        if file.class != Class::Hashed {
            keys.push(blob_key(file.sha256.as_str()));
        }
    }
    keys
}
