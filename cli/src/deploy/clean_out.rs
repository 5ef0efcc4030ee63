//! Carries a prune out. The mark goes first, then the current record changes: a deploy that looked before sees the
//! one or the other, and does not build on what is about to go.

use super::apply::changed;
use crate::failure::Failure;
use crate::print::Progress;
use crate::storage::{Put, Storage};
use avmsdk_core::release::{CURRENT, Doomed, Expect, Headers, PRUNING, PrunePlan, id_of_key};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

/// A plan and what it needs.
pub(crate) struct CleanOut<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) plan: &'a PrunePlan,
    pub(crate) progress: &'a Progress,
    pub(crate) concurrency: usize,
}

impl CleanOut<'_> {
    /// Removes what the plan names: files first, then records, at last the mark.
    pub(crate) async fn run(&self) -> anyhow::Result<()> {
        self.progress.begin("mark the bucket", 2);
        let mark = serde_json::to_vec_pretty(self.plan)?;
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
            self.storage.delete(PRUNING).await.map_err(Failure::from)?;
            return Err(failure.into());
        }
        let (records, files): (Vec<&Doomed>, Vec<&Doomed>) = self
            .plan
            .remove
            .iter()
            .partition(|doomed| id_of_key(&doomed.key).is_some());
        self.progress.begin("remove files", files.len() as u64);
        self.remove(files).await?;
        self.progress.begin("remove records", records.len() as u64);
        self.remove(records).await?;
        self.storage.delete(PRUNING).await.map_err(Failure::from)?;
        self.progress.end();
        Ok(())
    }

    async fn put(&self, key: &str, body: &[u8], expects: Expect) -> Result<(), Failure> {
        let put = self
            .storage
            .put(key, body, &Headers::of_record(), &expects)
            .await?;
        if put == Put::Conflict {
            let found = self.storage.get(key).await?;
            if found.is_none_or(|found| found.bytes != body) {
                return Err(changed(key, "a deploy or another prune was quicker"));
            }
        }
        self.progress.done(key, body.len() as u64);
        Ok(())
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
