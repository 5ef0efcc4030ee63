//! Carries a prune out. The mark goes first, then the current record changes: a deploy that looked before sees the
//! one or the other, and does not build on what is about to go.

use super::apply::{TRIES, expected};
use super::changed::changed;
use crate::failure::Failure;
use crate::print::Progress;
use crate::storage::{Put, Storage};
use avmsdk_core::release::{
    CURRENT, Doomed, Expect, Headers, PRUNING, PrunePlan, Sha256, Timestamp, id_of_key,
};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::{Deserialize, Serialize};
use std::time::SystemTime;

/// A plan and what it needs.
pub(crate) struct CleanOut<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) plan: &'a PrunePlan,
    pub(crate) progress: &'a Progress,
    pub(crate) concurrency: usize,
}

/// What lies under the mark: the plan, and what no other prune of the same plan has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mark<'a> {
    began: Option<Timestamp>,
    nonce: String,
    plan: &'a PrunePlan,
}

/// When the prune began that wrote these bytes; `None` if they are no mark.
pub(crate) fn began(mark: &[u8]) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Head {
        began: Timestamp,
    }
    serde_json::from_slice(mark).ok().map(|Head { began }| began)
}

/// Another each time and in each process; it has to differ, not to be secret.
fn nonce() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let nanoseconds = since.unwrap_or_default().as_nanos();
    let seed = format!("{} {nanoseconds}", std::process::id());
    Sha256::of(seed.as_bytes()).to_string()
}

impl CleanOut<'_> {
    /// Removes what the plan names: files first, then records, at last the mark.
    pub(crate) async fn run(&self) -> anyhow::Result<()> {
        self.progress.begin("mark the bucket", 2);
        let mark = serde_json::to_vec_pretty(&Mark {
            began: self.plan.record.pruned,
            nonce: nonce(),
            plan: self.plan,
        })?;
        let expects = match &self.plan.unfinished {
            Some(etag) => Expect::ETag(etag.clone()),
            None => Expect::Absent,
        };
        self.put(PRUNING, &mark, expects).await?;
        let record = self.plan.record.to_bytes();
        if let Err(failure) = self
            .put(CURRENT, &record, Expect::ETag(self.plan.current.clone()))
            .await
        {
            // Nothing is removed yet: the mark would only be in the way of the deploy that was quicker.
            self.unmark(&mark).await?;
            return Err(failure.into());
        }
        let (records, files): (Vec<&Doomed>, Vec<&Doomed>) = self
            .plan
            .remove
            .iter()
            .partition(|doomed| id_of_key(&doomed.key).is_some());
        self.progress.begin("remove files", files.len() as u64);
        self.still_marked(&mark).await?;
        self.remove(files).await?;
        self.progress.begin("remove records", records.len() as u64);
        self.still_marked(&mark).await?;
        self.remove(records).await?;
        self.unmark(&mark).await?;
        self.progress.end();
        Ok(())
    }

    /// Whether the mark is still ours: else another prune has taken over, and deploys go by what that one leaves.
    async fn still_marked(&self, mark: &[u8]) -> Result<(), Failure> {
        let found = self.storage.get(PRUNING).await?;
        if found.is_some_and(|found| found.bytes == mark) {
            return Ok(());
        }
        Err(changed(PRUNING, "another prune has taken over from this one"))
    }

    async fn unmark(&self, mark: &[u8]) -> Result<(), Failure> {
        self.still_marked(mark).await?;
        Ok(self.storage.delete(PRUNING).await?)
    }

    async fn put(&self, key: &str, body: &[u8], expects: Expect) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let put = self
                .storage
                .put(key, body, &Headers::of_record(), &expects)
                .await?;
            if put == Put::Conflict {
                let found = self.storage.get(key).await?;
                // In the way of another request: what was expected is there.
                if found.as_ref().map(|found| &found.etag) == expected(&expects) {
                    continue;
                }
                if found.is_none_or(|found| found.bytes != body) {
                    return Err(changed(key, "a deploy or another prune was quicker"));
                }
            }
            self.progress.done(key, body.len() as u64);
            return Ok(());
        }
        Err(changed(key, "another program keeps changing it"))
    }

    async fn remove(&self, doomed: Vec<&Doomed>) -> Result<(), Failure> {
        let removed = stream::iter(doomed).map(async |doomed| {
            self.storage.delete(&doomed.key).await?;
            self.progress.done(&doomed.key, doomed.size);
            Ok::<_, Failure>(())
        });
        removed
            .buffer_unordered(self.concurrency)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(())
    }
}
