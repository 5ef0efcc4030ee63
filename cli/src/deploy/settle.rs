//! After the last write: whether the release is still the one that counts, or else what that one says is put back.
//!
//! Whoever claims the next release may look before our last write and find nothing to do. So both look: they at what
//! they have to overwrite, after their claim, and we at the claim, after our last write.

use super::apply::{TRIES, whole};
use super::changed::{changed, half_done};
use crate::failure::{Explain as _, Failure};
use crate::storage::Storage;
use avmsdk_core::package::Class;
use avmsdk_core::release::{
    BLOBS, CURRENT, DeployPlan, Expect, ReleaseFile, ReleaseId, ReleaseRecord, Sha256, Step, Wave,
};

/// Looks once, and if another release was claimed meanwhile, puts back what this plan has overwritten.
pub(super) async fn settle(storage: &Storage, plan: &DeployPlan) -> Result<(), Failure> {
    let steps: Vec<&Step> = plan.wave(Wave::Overwrite).chain(plan.wave(Wave::Entry)).collect();
    if steps.is_empty() {
        return Ok(());
    }
    let mut settled: Option<ReleaseId> = None;
    for _ in 0..TRIES {
        let theirs = current(storage).await?;
        if theirs.id == plan.record.id {
            return Ok(());
        }
        if settled.as_ref() == Some(&theirs.id) {
            break;
        }
        for step in &steps {
            // What they do not name leads nobody astray.
            if let Some(file) = theirs.file(&step.key) {
                put_back(storage, &theirs, file).await?;
            }
        }
        settled = Some(theirs.id);
    }
    let theirs = settled.map_or_else(String::new, |id| id.to_string());
    Err(changed(
        CURRENT,
        &format!("another release was made meanwhile, and readers get that: {theirs}"),
    ))
}

async fn current(storage: &Storage) -> Result<ReleaseRecord, Failure> {
    let Some(found) = storage.get(CURRENT).await? else {
        return Err(half_done(CURRENT, "it is gone"));
    };
    ReleaseRecord::parse(CURRENT, &found.bytes)
        .explain(|| "cannot tell which release is the current one".to_owned())
}

/// Writes one file as that release has it, unless it is so. Whoever makes that release may do the same.
async fn put_back(storage: &Storage, theirs: &ReleaseRecord, file: &ReleaseFile) -> Result<(), Failure> {
    let key = file.key.as_str();
    for _ in 0..TRIES {
        let found = storage.get(key).await?;
        let is_theirs = |bytes: &[u8]| Sha256::of(bytes) == file.sha256;
        if found.as_ref().is_some_and(|found| is_theirs(&found.bytes)) {
            return Ok(());
        }
        let bytes = if file.class == Class::Entry {
            theirs.entry.clone().into_bytes()
        } else {
            let blob = format!("{BLOBS}/{}", file.sha256.as_str());
            match storage.get(&blob).await? {
                Some(kept) => whole(&blob, kept.bytes)?,
                // It was never there before us: they are about to write it themselves.
                None => return Ok(()),
            }
        };
        let expects = found.map_or(Expect::Absent, |found| Expect::ETag(found.etag));
        storage.put(key, &bytes, &file.headers(), &expects).await?;
    }
    Err(half_done(key, "another program keeps changing it"))
}
