//! `avmsdk prune`: removes what only forgotten releases name.

use super::bucket::{Bucket, agreed, block_on, declined};
use crate::args::deploy::PruneArgs;
use crate::deploy::{CleanOut, bucket, now, records};
use crate::exit::Exit;
use crate::failure::Explain as _;
use crate::print::{self, Printer};
use avmsdk_core::release::{PruneFacts, plan_prune};

/// Prunes, or shows what that would remove.
pub(crate) fn run(args: &PruneArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let from = Bucket::of(&args.bucket)?;
    block_on(async {
        let storage = from.open().await?;
        let concurrency = from.concurrency(Some(&args.run));
        let facts = bucket(&storage).await?;
        let records = records(&storage, &facts, concurrency).await?;
        let plan = plan_prune(&PruneFacts {
            bucket: facts,
            records,
            keep: args.keep,
            older_than: args.older_than.0,
            now: now(),
        });
        let plan = plan.explain(|| format!("cannot prune {}", from.target))?;
        if args.run.plan || plan.is_empty() {
            printer.report(&print::prune_plan(&plan, &from.target))?;
            printer.document(&plan)?;
            return Ok(Exit::Done);
        }
        printer.say(&print::prune_plan(&plan, &from.target));
        // What is removed does not come back: without a person to ask it takes `--yes`.
        if !agreed(&args.run, printer, "remove them?", false) {
            return Err(declined("give `--yes` to remove them").into());
        }
        let progress = printer.progress(args.run.progress);
        let clean_out = CleanOut {
            storage: &storage,
            plan: &plan,
            progress: &progress,
            concurrency,
        };
        let outcome = clean_out.run().await;
        progress.end();
        outcome?;
        printer.report(&print::prune_report(&plan))?;
        printer.document(&plan)?;
        Ok(Exit::Done)
    })
}
