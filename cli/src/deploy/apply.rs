//! Carries a plan out, wave by wave.

use super::changed::{changed, half_done};
use crate::failure::{Explain as _, Failure};
use crate::print::Progress;
use crate::storage::{Put, Storage};
use avmsdk_core::release::{
    Action, BLOBS, CURRENT, CorsPlan, DeployPlan, ETag, Expect, Headers, ReleaseRecord, Sha256, Source, Step,
    Wave,
};
use futures_util::future::try_join;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::collections::BTreeMap;

/// How often an object that changes under our hands is tried again, while the release is still ours to finish.
pub(super) const TRIES: usize = 3;

/// A plan and what it needs.
pub(crate) struct Apply<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) plan: &'a DeployPlan,
    /// Bytes of the package by key; empty for a rollback.
    pub(crate) bodies: &'a BTreeMap<String, Vec<u8>>,
    pub(crate) progress: &'a Progress,
    pub(crate) concurrency: usize,
}

/// What was done.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Applied {
    /// Bodies sent.
    pub(crate) sent: usize,
    /// Their bytes.
    pub(crate) bytes: u64,
}

impl Apply<'_> {
    /// Runs every step.
    pub(crate) async fn run(&self) -> Result<Applied, Failure> {
        let mut applied = Applied::default();
        let mut record = self.plan.record.clone();
        let kept = self.kept().await?;
        // Asked while files are on their way, at the latest before the claim.
        let mut is_unprobed = self.plan.is_first();
        if let Some(rules) = self.plan.cors.to_write() {
            self.progress.begin("write the CORS rules", 1);
            // All rules are written at once: one that someone has added since would be gone.
            if CorsPlan::of(&self.storage.cors().await?, true) != self.plan.cors {
                return Err(self.changed(
                    Wave::Found,
                    "its CORS rules",
                    "someone has changed them since the plan was made",
                ));
            }
            self.storage.put_cors(rules).await?;
            self.progress.done("CORS", 0);
        }
        for wave in [
            Wave::Found,
            Wave::Record,
            Wave::Hashed,
            Wave::Keep,
            Wave::Claim,
            Wave::Overwrite,
            Wave::Entry,
        ] {
            let steps: Vec<&Step> = self.plan.wave(wave).collect();
            if steps.is_empty() {
                continue;
            }
            if wave == Wave::Claim && is_unprobed {
                self.probe().await?;
            }
            self.progress.begin(title(wave), steps.len() as u64);
            let width = self.width(&steps);
            let done = stream::iter(steps).map(|step| self.step(step, &record, &kept));
            let done = done.buffered(width).try_collect::<Vec<(&Step, Option<ETag>)>>();
            let done = if wave == Wave::Hashed && is_unprobed {
                is_unprobed = false;
                try_join(done, self.probe()).await.map(|(done, ())| done)
            } else {
                done.await
            };
            let done = match done {
                // Some of what readers load may be ours, the rest is theirs.
                Err(failure) if wave > Wave::Claim && failure.is_world_changed() => {
                    super::settle::settle(self.storage, self.plan).await?;
                    return Err(failure);
                }
                done => done?,
            };
            for (step, etag) in done {
                let Some(etag) = etag else { continue };
                if step.source != Source::Itself {
                    applied.sent += 1;
                    applied.bytes += step.bytes;
                }
                // A bucket may name bytes otherwise than by their MD5; the record tells what it lists.
                if let Some(file) = record.files.iter_mut().find(|file| file.key.as_str() == step.key) {
                    file.etag = etag;
                }
            }
        }
        super::settle::settle(self.storage, self.plan).await?;
        self.progress.end();
        Ok(applied)
    }

    /// How many steps of a wave go at a time. What readers load is replaced one by one, in the announced order; where
    /// nothing of it is there yet, there is nothing to mix.
    fn width(&self, steps: &[&Step]) -> usize {
        let is_loaded = |step: &&Step| matches!(step.wave, Wave::Overwrite | Wave::Entry);
        let is_new = |step: &&Step| self.plan.is_first() && step.action == Action::Create;
        if steps.iter().all(|step| !is_loaded(step) || is_new(step)) {
            self.concurrency
        } else {
            1
        }
    }

    /// Whether the server heeds the conditions that everything rests on: the first release of a target asks for
    /// what must be refused. What is written if it is not is what is there already.
    async fn probe(&self) -> Result<(), Failure> {
        let (key, body) = (self.plan.record.key(), self.plan.record.to_bytes());
        let other = Expect::ETag(ETag::of(b"nothing has this content"));
        for expects in [Expect::Absent, other] {
            let put = self
                .storage
                .put(&key, &body, &Headers::of_record(), &expects)
                .await?;
            if put != Put::Conflict {
                let hint =
                    "use a server that heeds `If-Match` and `If-None-Match`; docs/deploy.md names some";
                return Err(Failure::new("storage-no-conditions", "cannot deploy there safely", hint).why(
                    "the server overwrites objects that it was told to leave alone, so two deploys at once could mix",
                ));
            }
        }
        Ok(())
    }

    /// One step; the ETag that the object has by now, unless it is a copy.
    async fn step<'s>(
        &self,
        step: &'s Step,
        record: &ReleaseRecord,
        kept: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(&'s Step, Option<ETag>), Failure> {
        let sent = match (&step.source, &step.expects) {
            (Source::Itself, Expect::ETag(etag)) => Some(self.mend(step, etag).await?),
            (Source::Object { key, etag }, _) if step.action == Action::Copy => {
                if self.storage.copy(key, etag, &step.key).await? == Put::Conflict {
                    return Err(self.changed(step.wave, &step.key, "it is not there any more as it was"));
                }
                None
            }
            _ => {
                let body = self.body(step, record, kept)?;
                Some(self.put(step, &body).await?)
            }
        };
        self.progress.done(&step.key, step.bytes);
        Ok((step, sent))
    }

    /// What is to be brought back, by the key where it is kept: read before the claim, since afterwards it would be
    /// too late to find it damaged.
    async fn kept(&self) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
        let mut kept = BTreeMap::new();
        for step in self.plan.steps.iter().filter(|step| step.action != Action::Copy) {
            let Source::Object { key, etag } = &step.source else {
                continue;
            };
            match self.storage.get(key).await? {
                Some(object) if object.etag == *etag => {
                    kept.insert(key.clone(), whole(key, object.bytes)?);
                }
                _ => return Err(self.changed(Wave::Found, key, "it is not there any more as it was")),
            }
        }
        Ok(kept)
    }

    /// The bytes of a step.
    fn body(
        &self,
        step: &Step,
        record: &ReleaseRecord,
        kept: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Vec<u8>, Failure> {
        match &step.source {
            Source::Package | Source::Itself => {
                self.bodies.get(&step.key).cloned().ok_or_else(|| {
                    self.changed(step.wave, &step.key, "the package does not hold it any more")
                })
            }
            Source::Found => Ok(self.announced(step).to_bytes()),
            // The word to others is the plan's; the claim tells what the bucket has said since.
            Source::Record if step.wave == Wave::Record => Ok(self.announced(step).to_bytes()),
            Source::Record => Ok(record.to_bytes()),
            Source::Entry => Ok(record.entry.clone().into_bytes()),
            Source::Object { key, .. } => kept
                .get(key)
                .cloned()
                .ok_or_else(|| self.changed(step.wave, key, "it is not there any more as it was")),
        }
    }

    async fn put(&self, step: &Step, body: &[u8]) -> Result<ETag, Failure> {
        let mut expects = step.expects.clone();
        for _ in 0..TRIES {
            match self.storage.put(&step.key, body, &step.headers, &expects).await? {
                Put::Done(etag) => return Ok(etag),
                Put::Conflict => {}
            }
            let found = self.storage.get(&step.key).await?;
            // An answer that was lost on the way: the bytes arrived.
            if let Some(found) = found.as_ref().filter(|found| found.bytes == body) {
                return Ok(found.etag.clone());
            }
            // Not refused, but in the way of another request: what was expected is there.
            if found.as_ref().map(|found| &found.etag) == expected(&expects) {
                continue;
            }
            match step.wave {
                Wave::Claim => return self.claimed_by_whom(found.map(|found| found.bytes)),
                Wave::Overwrite | Wave::Entry => self.still_ours(step).await?,
                // Whoever makes the same release tells others of it, if not in the same words.
                Wave::Found | Wave::Record
                    if found
                        .as_ref()
                        .is_some_and(|found| self.is_word(step, &found.bytes)) => {}
                Wave::Found | Wave::Record | Wave::Hashed | Wave::Keep => {
                    return Err(self.changed(
                        step.wave,
                        &step.key,
                        "another program has written other bytes there",
                    ));
                }
            }
            expects = found.map_or(Expect::Absent, |found| Expect::ETag(found.etag));
        }
        Err(self.changed(step.wave, &step.key, "another program keeps changing it"))
    }

    /// The record that a step of the first two waves writes.
    fn announced(&self, step: &Step) -> &ReleaseRecord {
        let found = self.plan.found.as_ref().filter(|_| step.source == Source::Found);
        found.unwrap_or(&self.plan.record)
    }

    /// Whether these bytes are a record of the same release.
    fn is_word(&self, step: &Step, bytes: &[u8]) -> bool {
        let record = self.announced(step);
        ReleaseRecord::parse(&record.key(), bytes).is_ok_and(|theirs| theirs.id == record.id)
    }

    async fn mend(&self, step: &Step, etag: &ETag) -> Result<ETag, Failure> {
        match self.storage.mend(&step.key, etag, &step.headers).await? {
            Put::Done(etag) => Ok(etag),
            Put::Conflict => Err(self.changed(step.wave, &step.key, "its bytes have changed")),
        }
    }

    /// Another deploy was quicker, or there is something else.
    fn claimed_by_whom(&self, found: Option<Vec<u8>>) -> Result<ETag, Failure> {
        let Some(bytes) = found else {
            return Err(changed(CURRENT, "it is gone"));
        };
        let theirs = ReleaseRecord::parse(CURRENT, &bytes)
            .explain(|| "cannot tell which release is the current one".to_owned())?;
        if theirs.id == self.plan.record.id {
            return Ok(ETag::of(&bytes));
        }
        Err(changed(
            CURRENT,
            &format!("another deploy was quicker: the current release is {}", theirs.id),
        ))
    }

    /// Whether the release is still the one that readers are to get: else someone else finishes theirs.
    async fn still_ours(&self, step: &Step) -> Result<(), Failure> {
        let found = self.storage.get(CURRENT).await?;
        let Some(found) = found else {
            return Err(half_done(CURRENT, "it is gone"));
        };
        let current = ReleaseRecord::parse(CURRENT, &found.bytes)
            .explain(|| "cannot tell which release is the current one".to_owned())?;
        if current.id == self.plan.record.id {
            return Ok(());
        }
        Err(half_done(
            &step.key,
            &format!(
                "another deploy came after this one: the current release is {}",
                current.id
            ),
        ))
    }

    /// The same as [`changed`] or [`half_done`], by how far this release has come when that wave is run.
    fn changed(&self, wave: Wave, key: &str, why: &str) -> Failure {
        let is_after = |wave: Wave| wave > Wave::Claim;
        // A run before this one has claimed it.
        let goes_on = self.plan.is_current && self.plan.steps.iter().any(|step| is_after(step.wave));
        if is_after(wave) || goes_on {
            half_done(key, why)
        } else {
            changed(key, why)
        }
    }
}

fn title(wave: Wave) -> &'static str {
    match wave {
        Wave::Found => "record what is there",
        Wave::Record => "announce the release",
        Wave::Hashed => "upload files",
        Wave::Keep => "keep what will be overwritten",
        Wave::Claim => "make it the current release",
        Wave::Overwrite => "overwrite files",
        Wave::Entry => "write loader.json",
    }
}

/// The ETag that is expected, if anything is.
pub(super) fn expected(expects: &Expect) -> Option<&ETag> {
    match expects {
        Expect::Absent => None,
        Expect::ETag(etag) => Some(etag),
    }
}

/// Bytes that were kept under their digest, if they still have it.
pub(super) fn whole(key: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let digest = key.strip_prefix(BLOBS).and_then(|name| name.strip_prefix('/'));
    if digest.is_some_and(|digest| digest != Sha256::of(&bytes).as_str()) {
        let hint = "deploy the package of that release again, or choose another (`avmsdk releases`)";
        return Err(
            Failure::new("release-blob-damaged", format!("cannot bring back `{key}`"), hint)
                .why("its bytes are not those that its name tells"),
        );
    }
    Ok(bytes)
}
