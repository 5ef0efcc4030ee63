//! From the bucket to the readers: what a CDN has to forget, and whether they get the release.

use super::bucket::Bucket;
use crate::args::deploy::ReadersArgs;
use crate::cdn::{Caller, Cdn};
use crate::deploy::{Applied, now};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::{self, Printer, Verified};
use crate::settings::Origins;
use crate::storage::{Profile, Storage};
use crate::verify::{Client, Patience, Proof, prove, record_missing};
use avmsdk_core::release::{
    Action, DeployPlan, DeployReport, Expect, Headers, ProofReport, ReleaseRecord, Step, Target, Untold,
    file_url, record_key,
};
use avmsdk_core::verify::{self, FindingDocument, Level, entry_name, no_record};
use std::time::Duration;

/// A CDN that is asked to forget has done so within that time, in seconds.
const OF_A_CDN: u32 = 120;
/// What the network may take on top of what caches may.
const OF_THE_NETWORK: u32 = 15;

/// What is to be done until readers get a release.
pub(super) struct Readers {
    pub(super) cdn: Cdn,
    wait: Option<u32>,
    proof: bool,
    profile: Option<Profile>,
}

impl Readers {
    /// From the arguments.
    pub(super) fn of(args: &ReadersArgs, bucket: &Bucket, origins: &Origins) -> Result<Self, Failure> {
        let cdn = match args.cdn.as_ref().filter(|cdn| !cdn.is_empty()) {
            None => Cdn::None,
            // What was given is not repeated: there could be a password in it.
            Some(text) => text.parse().map_err(|how: String| {
                let what = format!("cannot use this CDN{}", origins.note(&["cdn"]));
                Failure::new("deploy-cdn", what, how).with_usage_exit()
            })?,
        };
        Ok(Self {
            cdn,
            wait: args.wait,
            proof: !args.no_proof,
            profile: bucket.connection.profile.clone(),
        })
    }

    /// Whether the CDN can be told: to be known before anything is uploaded.
    pub(super) async fn ready(&self) -> Result<(), Failure> {
        self.cdn.ready(self.profile.as_ref()).await
    }

    /// Ends a run: the CDN forgets what changed, readers are seen to get the release, and all of it is told. A run
    /// that changed nothing looks only at `loader.json`, and only where a CDN could have kept an older one: the run
    /// that changed it may have been cut short before it told the CDN. What the CDN could not be told of is kept in the
    /// bucket; `untold` are the keys of what earlier runs have kept.
    pub(super) async fn finish(
        &self,
        plan: &DeployPlan,
        untold: &[String],
        storage: &Storage,
        target: &Target,
        applied: Applied,
        printer: &mut Printer,
    ) -> anyhow::Result<Exit> {
        let mut report = DeployReport::new(plan, target, applied.sent, applied.bytes);
        if plan.is_empty() && self.cdn == Cdn::None {
            // Nobody is to be asked: certificates need not be read.
            return end(&report, printer);
        }
        let client = Client::new()?;
        let mut changed = plan.changed();
        let mut urls = plan.invalidate.clone();
        let is_behind = plan.is_empty() && self.cdn != Cdn::None && is_behind(&client, &plan.record).await;
        if is_behind {
            printer.say("the CDN still has an older release");
        }
        // The run that began with this release could not tell the CDN of all that it changed.
        if is_behind || is_resumed(plan) {
            let before = before(storage, &plan.record).await?;
            for file in plan.record.overwritten(before.as_ref()) {
                let url = plan.record.url(file);
                if !urls.contains(&url) {
                    changed.push(file.key.to_string());
                    urls.push(url);
                }
            }
            report.invalidate.clone_from(&urls);
        }
        let kept: &[String] = if self.cdn == Cdn::None { &[] } else { untold };
        let new = urls.clone();
        for url in read_untold(storage, kept).await? {
            if urls.contains(&url) {
                continue;
            }
            let file = plan.record.files.iter().find(|file| plan.record.url(file) == url);
            changed.extend(file.map(|file| file.key.to_string()));
            report.invalidate.push(url.clone());
            urls.push(url);
        }
        if !kept.is_empty() {
            printer.say("the CDN has not been told of all that was changed before");
        }
        if plan.steps.is_empty() && plan.cors.to_write().is_some() {
            changed.push(entry_name().to_owned());
        }
        // The bytes may stay, and the same may have been told before: it is no repetition of that.
        let is_anew = !kept.is_empty() || (plan.is_current && plan.steps.iter().any(is_mend));
        report.invalidated = match self.invalidate(&client, plan, &urls, is_anew, printer).await {
            Ok(by) => {
                for key in kept {
                    storage.delete(key).await?;
                }
                by
            }
            Err(failure) => {
                keep_untold(storage, new, printer).await;
                return Err(failure.into());
            }
        };
        if changed.is_empty() || !self.proof {
            return end(&report, printer);
        }
        let proof = self.prove(&client, plan, target, &changed, printer).await?;
        let seconds = proof.after.as_secs();
        report.proof = Some(ProofReport {
            visible: proof.is_visible,
            seconds,
            findings: proof.findings.sorted().map(FindingDocument::from).collect(),
        });
        let has_errors = proof.findings.count(Level::Error) > 0;
        report.ok = proof.is_visible && !has_errors;
        if has_errors || proof.findings.count(Level::Warning) > 0 {
            printer.say(&print::verify_report(&Verified::default(), &proof.findings, true));
        }
        end(&report, printer)
    }

    async fn invalidate(
        &self,
        client: &Client,
        plan: &DeployPlan,
        urls: &[String],
        is_anew: bool,
        printer: &mut Printer,
    ) -> Result<Option<String>, Failure> {
        let caller = Caller {
            http: client.calls(),
            aws_profile: self.profile.as_ref(),
            within: Duration::from_secs(u64::from(self.wait.unwrap_or(OF_A_CDN).max(OF_THE_NETWORK))),
        };
        let mut release = plan.record.id.to_string();
        if is_anew {
            release += &format!("-{}", now());
        }
        let told = self
            .cdn
            .invalidate(&caller, &release, urls, &mut |word| printer.say(word))
            .await;
        match told {
            Ok(done) => Ok(done.map(|done| done.by)),
            Err(failure) => {
                printer.say("everything is uploaded, but the CDN has not forgotten what was there before; run it again to tell it once more");
                Err(failure.with_not_visible_exit())
            }
        }
    }

    async fn prove(
        &self,
        client: &Client,
        plan: &DeployPlan,
        target: &Target,
        changed: &[String],
        printer: &mut Printer,
    ) -> anyhow::Result<Proof> {
        let path = &plan.record.public_path;
        printer.say(&format!("looking at {path} as readers do"));
        let within = match (self.wait, &self.cdn) {
            (Some(seconds), _) => seconds,
            (None, Cdn::None) => plan.stale_for() + OF_THE_NETWORK,
            (None, _) => OF_A_CDN,
        };
        let patience = Patience {
            within: Duration::from_secs(u64::from(within)),
            ..Patience::default()
        };
        let mut proof = prove(
            client,
            path,
            &plan.record,
            changed,
            None,
            patience,
            &mut |since| {
                printer.say(&format!(
                    "not there yet after {} s, looking again",
                    since.as_secs()
                ));
            },
        )
        .await?;
        // The same bytes could be in another place too, but not under this release's name.
        if proof.is_visible
            && let Some(seen) = record_missing(client, &plan.record).await
        {
            no_record(&plan.record, target, &seen, &mut proof.findings);
            proof.is_visible = false;
        }
        Ok(proof)
    }
}

fn is_mend(step: &Step) -> bool {
    step.action == Action::Mend
}

/// The addresses that earlier runs have kept, since they could not tell the CDN.
async fn read_untold(storage: &Storage, keys: &[String]) -> Result<Vec<String>, Failure> {
    let mut urls = Vec::new();
    for key in keys {
        // Another run may have told the CDN meanwhile.
        let Some(object) = storage.get(key).await? else {
            continue;
        };
        let untold = Untold::parse(key, &object.bytes);
        urls.extend(untold.explain(|| format!("cannot use `{key}`"))?.urls);
    }
    Ok(urls)
}

/// Keeps the addresses for the next run. That the CDN could not be told is told in any case.
async fn keep_untold(storage: &Storage, urls: Vec<String>, printer: &mut Printer) {
    if urls.is_empty() {
        return;
    }
    let untold = Untold::new(now(), urls);
    let (key, bytes) = (untold.key(), untold.to_bytes());
    let kept = storage
        .put(&key, &bytes, &Headers::of_record(), &Expect::Absent)
        .await;
    if let Err(error) = kept {
        printer.say(&format!(
            "what it has to be told could not be kept for the next run: {error}"
        ));
    }
}

/// Tells all of it.
fn end(report: &DeployReport, printer: &mut Printer) -> anyhow::Result<Exit> {
    printer.report(&print::deploy_report(report))?;
    printer.document(report)?;
    Ok(if report.ok { Exit::Done } else { Exit::NotVisible })
}

/// Whether this run goes on where another was cut short after its claim.
fn is_resumed(plan: &DeployPlan) -> bool {
    plan.is_current && plan.steps.iter().any(|step| step.action != Action::Mend)
}

/// The record of the release before, as long as it is there.
async fn before(storage: &Storage, record: &ReleaseRecord) -> Result<Option<ReleaseRecord>, Failure> {
    let Some(id) = &record.previous else {
        return Ok(None);
    };
    let key = record_key(id);
    let object = storage.get(&key).await?;
    Ok(object.and_then(|object| ReleaseRecord::parse(&key, &object.bytes).ok()))
}

/// Whether readers get another `loader.json`. Who cannot be reached is not known to be behind.
async fn is_behind(client: &Client, record: &ReleaseRecord) -> bool {
    let url = file_url(&record.public_path, entry_name());
    let answer = client.ask(url, false).await;
    answer.is_ok_and(|answer| verify::is_behind(&record.entry, &answer))
}
