//! `avmsdk deploy`: gathers what is in the package and in the bucket, asks the core for a plan, shows it or carries
//! it out.

use super::bucket::{Bucket, agreed, block_on, declined, warn};
use super::readers::Readers;
use crate::args::deploy::{DeployArgs, EncodingArg};
use crate::cdn::Cdn;
use crate::deploy::{Applied, Apply, LocalPackage, bucket, looks, now};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::{self, Printer};
use crate::storage::Storage;
use avmsdk_core::release::{CorsFacts, DeployFacts, DeployPlan, Terms, Timestamp, iam_policy, plan_deploy};
use std::path::Path;

/// Deploys, or shows what a deploy would do.
pub(crate) fn run(args: &DeployArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let to = Bucket::of(&args.bucket)?;
    let readers = Readers::of(&args.readers, &to)?;
    if args.print_policy {
        let distribution = match &readers.cdn {
            Cdn::CloudFront(id) => Some(id.as_str()),
            _ => None,
        };
        printer.json(&iam_policy(&to.target, distribution))?;
        return Ok(Exit::Done);
    }
    let reviewed = args.apply.as_deref().map(read_plan).transpose()?;
    let mut package = LocalPackage::open(args.package.as_deref())?;
    let terms = reviewed.as_ref().and_then(|plan| plan.terms.as_ref());
    let encodes = args.encoding == Some(EncodingArg::Gzip) || terms.is_some_and(|terms| terms.gzip);
    if encodes {
        package.encode();
    }
    block_on(async {
        readers.ready().await?;
        let storage = to.open().await?;
        let concurrency = to.concurrency(Some(&args.run));
        // A reviewed plan is made again at its own time: if nothing has changed, it is the same to the letter.
        let at = reviewed.as_ref().map_or_else(now, |plan| plan.record.time);
        let fix_cors = args.fix_cors
            || reviewed
                .as_ref()
                .is_some_and(|plan| plan.cors.to_write().is_some());
        let deep = args.deep || terms.is_some_and(|terms| terms.deep);
        let (mut plan, untold) = plan(&storage, &package, deep, fix_cors, at, concurrency).await?;
        plan.terms = Some(Terms {
            target: to.target.clone(),
            cdn: readers.cdn.to_string(),
            deep,
            gzip: encodes,
        });
        if let Some(reviewed) = &reviewed {
            compare(reviewed, &plan)?;
        }
        if args.run.plan || args.plan_out.is_some() {
            warn(&plan, printer);
            if let Some(file) = &args.plan_out {
                write_plan(&plan, file)?;
            }
            printer.report(&print::deploy_plan(&plan, &to.target))?;
            printer.document(&plan)?;
            return Ok(Exit::Done);
        }
        let mut applied = Applied::default();
        if !plan.is_empty() {
            warn(&plan, printer);
            if reviewed.is_none() {
                printer.say(&print::deploy_plan(&plan, &to.target));
                if !agreed(&args.run, printer, "go on?", true) {
                    return Err(declined("answer with `y`, or give `--yes`").into());
                }
            }
            let progress = printer.progress(args.run.progress);
            let apply = Apply {
                storage: &storage,
                plan: &plan,
                bodies: &package.bodies,
                progress: &progress,
                concurrency,
            };
            let outcome = apply.run().await;
            progress.end();
            applied = outcome?;
        }
        readers
            .finish(&plan, &untold, &storage, &to.target, applied, printer)
            .await
    })
}

/// Asks the bucket until the plan can be told, which goes with the keys of what a CDN was not told of. CORS is asked for only where something changes or is to be mended.
async fn plan(
    storage: &Storage,
    package: &LocalPackage,
    deep: bool,
    fix_cors: bool,
    at: Timestamp,
    concurrency: usize,
) -> Result<(DeployPlan, Vec<String>), Failure> {
    let mut facts = DeployFacts {
        candidate: package.candidate.clone(),
        bucket: bucket(storage).await?,
        cors: CorsFacts::NotAsked,
        fix_cors,
        deep,
        now: at,
    };
    loop {
        let planned =
            plan_deploy(&facts).explain(|| format!("cannot deploy `{}`", package.folder.display()))?;
        match planned {
            Err(unknown) => looks(storage, &mut facts.bucket, unknown, concurrency).await?,
            Ok(plan) if facts.cors == CorsFacts::NotAsked && (fix_cors || !plan.is_empty()) => {
                facts.cors = storage.cors().await?;
            }
            Ok(plan) => return Ok((plan, facts.bucket.untold())),
        }
    }
}

fn write_plan(plan: &DeployPlan, file: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(plan)? + "\n";
    std::fs::write(file, text).map_err(|error| {
        let hint = "name a file that this user may write: `--plan-out plan.json`";
        Failure::new("plan-file", format!("cannot write `{}`", file.display()), hint).because(error)
    })?;
    Ok(())
}

fn read_plan(file: &Path) -> Result<DeployPlan, Failure> {
    let name = file.display();
    let text = std::fs::read(file).map_err(|error| {
        let hint = "name a file made by `avmsdk deploy --plan-out`";
        Failure::new("plan-file", format!("cannot read `{name}`"), hint).because(error)
    })?;
    DeployPlan::parse(&name.to_string(), &text).map_err(|error| {
        let hint = "make it anew by `avmsdk deploy --plan-out`, with this version of avmsdk";
        Failure::new("plan-file", format!("cannot use the plan `{name}`"), hint).because(error)
    })
}

fn compare(reviewed: &DeployPlan, plan: &DeployPlan) -> Result<(), Failure> {
    match reviewed.difference(plan) {
        None => Ok(()),
        Some(why) => {
            let hint = "make a plan anew by `--plan-out`, and review that";
            Err(
                Failure::new("world-changed", "the reviewed plan does not fit any more", hint)
                    .why(why)
                    .with_world_changed_exit(),
            )
        }
    }
}
