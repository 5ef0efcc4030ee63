//! `avmsdk prune`: removes what only forgotten releases name.

use super::bucket::{Bucket, agreed, block_on, declined};
use crate::args::deploy::PruneArgs;
use crate::deploy::{CleanOut, began, bucket, looks, now, records};
use crate::exit::Exit;
use crate::failure::Explain as _;
use crate::print::{self, Printer};
use crate::settings::Origins;
use avmsdk_core::release::{PRUNING, PruneFacts, plan_prune};

/// Prunes, or shows what that would remove.
pub(crate) fn run(args: &PruneArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    printer.tell_progress(args.run.progress);
    let from = Bucket::of(&args.bucket, origins)?;
    block_on(async {
        let storage = from.open().await?;
        let concurrency = args.run.at_a_time();
        let facts = bucket(&storage).await?;
        let records = records(&storage, &facts, concurrency).await?;
        let mark = if facts.objects.contains_key(PRUNING) {
            storage.get(PRUNING).await?
        } else {
            None
        };
        let mut facts = PruneFacts {
            bucket: facts,
            records,
            keep: args.keep,
            older_than: args.older_than.0,
            marked: mark.and_then(|mark| began(&mark.bytes)),
            take_over: args.take_over,
            now: now(),
        };
        let plan = loop {
            match plan_prune(&facts).explain(|| format!("cannot prune {}", from.target))? {
                Ok(plan) => break plan,
                Err(unknown) => looks(&storage, &mut facts.bucket, unknown, concurrency).await?,
            }
        };
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
        let progress = printer.progress();
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
