//! What can go from a bucket: files that only forgotten releases name. Whatever no record names is left alone.

use super::bucket::State;
use super::steps::blob_key;
use super::{
    BucketFacts, DeployError, ETag, Found, History, Look, PRUNING, ReleaseId, ReleaseRecord, Timestamp,
};
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
    /// Releases that readers got less than this many seconds ago are kept too.
    pub older_than: i64,
    /// When the prune began whose mark is there, if the mark tells.
    pub marked: Option<Timestamp>,
    /// Whether that prune is known not to run any more.
    pub take_over: bool,
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

/// Plans a prune, or tells which objects have to be asked before that can be done.
///
/// # Errors
/// When nothing was ever released there, when the current release is not finished, and while another prune runs.
pub fn plan_prune(facts: &PruneFacts) -> Result<Found<PrunePlan>, DeployError> {
    let bucket = &facts.bucket;
    let current = bucket.current.as_ref().ok_or(DeployError::NothingReleased)?;
    let is_fresh = |began: Timestamp| began > facts.now.minus(HOUR);
    if bucket.objects.contains_key(PRUNING) && !facts.take_over && facts.marked.is_some_and(is_fresh) {
        return Err(DeployError::OtherPrune);
    }
    let looks = look_at_current(&current.record, bucket)?;
    if !looks.is_empty() {
        return Ok(Err(looks));
    }
    let history = History::new(&current.record, facts.records.clone());
    let is_young = |record: &ReleaseRecord, seconds| record.time > facts.now.minus(seconds);
    let keep = facts.keep.max(1);
    // What a kept release brought back, or brings back, is named by its own record: nothing else has to be followed.
    let (mut kept, mut forgotten) = (Vec::new(), Vec::new());
    for (index, record) in history.released.iter().enumerate() {
        // Readers got it until the next one was made, however old it was then.
        let next = index.checked_sub(1).and_then(|index| history.released.get(index));
        if index < keep || is_young(next.unwrap_or(record), facts.older_than) {
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
    // A site that was put there by other means loads files that its record does not name.
    let mut all_kept = kept.iter().chain(&pending).chain(&unclear);
    let is_unnamed_needed = all_kept.any(|record| record.found);
    let mut doomed: BTreeSet<String> = BTreeSet::new();
    for record in &forgotten {
        let keys = keys_of(record).into_iter();
        doomed.extend(keys.filter(|key| {
            let may_be_needed = is_unnamed_needed && record.file(key).is_some();
            !may_be_needed && !needed.contains(key)
        }));
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
    Ok(Ok(PrunePlan {
        schema: "avmsdk.prune-plan/1".to_owned(),
        record,
        current: current.etag.clone(),
        unfinished: bucket.objects.get(PRUNING).map(|mark| mark.etag.clone()),
        kept: ids(kept),
        pending: ids(pending),
        forgotten: ids(forgotten),
        unclear: ids(unclear),
        remove,
    }))
}

/// Whether readers get the current release: `loader.json` and what else is overwritten are as its record says. Else
/// they get files that only an earlier record names. What the listing does not tell has to be asked.
fn look_at_current(record: &ReleaseRecord, bucket: &BucketFacts) -> Result<Vec<Look>, DeployError> {
    let (mut looks, mut keys) = (Vec::new(), Vec::new());
    for file in record.files.iter().filter(|file| file.class != Class::Hashed) {
        match bucket.state(file, false) {
            State::Unknown(look) if look.body => looks.push(look),
            State::Absent | State::OtherBytes => keys.push(file.key.to_string()),
            State::Same | State::OtherHeaders | State::OtherEncoding(_) | State::Unknown(_) => {}
        }
    }
    if keys.is_empty() {
        return Ok(looks);
    }
    Err(DeployError::Unfinished {
        id: record.id.clone(),
        keys,
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
        let sizes = self.remove.iter().map(|doomed| doomed.size);
        // As a bucket lists them: that may be anything.
        sizes.fold(0, u64::saturating_add)
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
