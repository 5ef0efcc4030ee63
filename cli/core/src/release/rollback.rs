//! From an earlier release's record and a bucket to the steps that bring that release back.

use super::deploy::refuse_while_pruned;
use super::reach::host_of;
use super::steps::{Found, Frame, blob_key, frame, steps};
use super::{BucketFacts, CorsFacts, DeployError, DeployPlan, ReleaseRecord, Source, Timestamp, Verb};
use crate::package::{Class, PackagePath};

/// What a rollback is planned from.
#[derive(Debug, Clone)]
pub struct RollbackFacts {
    /// The release to bring back.
    pub target: ReleaseRecord,
    /// The bucket.
    pub bucket: BucketFacts,
    /// The time, for the name of the release.
    pub now: Timestamp,
}

/// Plans a rollback, or tells which objects have to be asked before that can be done. It is a release of its own,
/// after the current one, with the files of the earlier one: history only grows.
///
/// # Errors
/// When a file of that release is nowhere in the bucket any more, or holds other bytes.
pub fn plan_rollback(facts: &RollbackFacts) -> Result<Found<DeployPlan>, DeployError> {
    let (target, bucket) = (&facts.target, &facts.bucket);
    let mut lost = Vec::new();
    for file in &target.files {
        let key = file.key.as_str();
        let is_there = bucket.objects.contains_key(key);
        let is_kept = bucket.objects.contains_key(&blob_key(file.sha256.as_str()));
        if file.class == Class::Hashed && !is_there {
            lost.push(key.to_owned());
        }
        if file.class == Class::Versioned && !is_there && !is_kept {
            lost.push(key.to_owned());
        }
    }
    // What a site of other means leads to no record names.
    let host = host_of(&target.entry, &target.public_path).ok();
    if let Some(host) = host.as_ref().map(PackagePath::as_str)
        && target.file(host).is_none()
        && !bucket.objects.contains_key(host)
    {
        lost.push(host.to_owned());
    }
    if !lost.is_empty() {
        return Err(DeployError::FilesGone {
            id: target.id.clone(),
            keys: lost,
        });
    }
    let source = |file: &super::ReleaseFile| {
        if file.class == Class::Entry {
            return Ok(Source::Entry);
        }
        let key = blob_key(file.sha256.as_str());
        match bucket.objects.get(&key) {
            Some(blob) => Ok(Source::Object {
                key,
                etag: blob.etag.clone(),
            }),
            None => Err(DeployError::FilesGone {
                id: target.id.clone(),
                keys: vec![file.key.to_string()],
            }),
        }
    };
    let current = bucket.current.as_ref().map(|current| &current.record);
    let steps = match steps(&target.files, bucket, current, false, false, source)? {
        Ok(steps) => steps,
        Err(looks) => return Ok(Err(looks)),
    };
    let mut record = ReleaseRecord::new(
        facts.now,
        current.map(|current| current.id.clone()),
        target.public_path.clone(),
        target.package.clone(),
        target.entry.clone(),
        steps.files.clone(),
    );
    record.restores = Some(target.id.clone());
    record.found = target.found;
    // A hashed file stays in the encoding in which it lies there now.
    if let Some(current) = current.filter(|current| current.serves_same(&record)) {
        record = current.clone();
    }
    let plan = frame(
        Frame {
            verb: Verb::Rollback,
            record,
            found: None,
            host: host.as_ref(),
            cors: &CorsFacts::NotAsked,
            fix_cors: false,
            notes: Vec::new(),
        },
        bucket,
        steps,
    );
    refuse_while_pruned(&plan, bucket)?;
    Ok(Ok(plan))
}
