//! `avmsdk rollback`: a release of its own that has the files of an earlier one.

use super::bucket::{Bucket, agreed, block_on, declined, warn};
use super::readers::Readers;
use super::releases::history;
use crate::args::deploy::RollbackArgs;
use crate::deploy::{Applied, Apply, bucket, looks, now};
use crate::exit::Exit;
use crate::failure::Explain as _;
use crate::print::{self, Printer};
use avmsdk_core::release::{RollbackFacts, plan_rollback};
use std::collections::BTreeMap;

/// Goes back, or shows what that would do.
pub(crate) fn run(args: &RollbackArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let to = Bucket::of(&args.bucket)?;
    let readers = Readers::of(&args.readers, &to)?;
    block_on(async {
        readers.ready().await?;
        let storage = to.open().await?;
        let concurrency = to.concurrency(Some(&args.run));
        let facts = bucket(&storage).await?;
        let cannot = || "cannot roll back".to_owned();
        let history = history(&storage, &facts, concurrency).await?;
        let target = history.find(args.id.as_deref()).explain(cannot)?.clone();
        let mut facts = RollbackFacts {
            target,
            bucket: facts,
            now: now(),
        };
        let plan = loop {
            match plan_rollback(&facts).explain(cannot)? {
                Ok(plan) => break plan,
                Err(unknown) => looks(&storage, &mut facts.bucket, unknown, concurrency).await?,
            }
        };
        warn(&plan, printer);
        if args.run.plan {
            printer.report(&print::deploy_plan(&plan, &to.target))?;
            printer.document(&plan)?;
            return Ok(Exit::Done);
        }
        let mut applied = Applied::default();
        if !plan.is_empty() {
            printer.say(&print::deploy_plan(&plan, &to.target));
            if !agreed(&args.run, printer, "go back?", true) {
                return Err(declined("answer with `y`, or give `--yes`").into());
            }
            let progress = printer.progress(args.run.progress);
            let apply = Apply {
                storage: &storage,
                plan: &plan,
                bodies: &BTreeMap::new(),
                progress: &progress,
                concurrency,
            };
            let outcome = apply.run().await;
            progress.end();
            applied = outcome?;
        }
        readers
            .finish(
                &plan,
                &facts.bucket.untold(),
                &storage,
                &to.target,
                applied,
                printer,
            )
            .await
    })
}
