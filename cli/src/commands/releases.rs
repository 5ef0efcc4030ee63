//! `avmsdk releases`: what a target holds, the current release first.

use super::bucket::{Bucket, block_on};
use crate::args::deploy::{AT_A_TIME, ReleasesArgs};
use crate::deploy::{bucket, records};
use crate::exit::Exit;
use crate::failure::{Explain as _, Failure};
use crate::print::{self, Printer};
use crate::settings::Origins;
use crate::storage::Storage;
use avmsdk_core::release::{BucketFacts, DeployError, History, ReleasesReport};

/// Lists them.
pub(crate) fn run(args: &ReleasesArgs, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let from = Bucket::of(&args.bucket, origins)?;
    block_on(async {
        let storage = from.open().await?;
        let facts = bucket(&storage).await?;
        let history = history(&storage, &facts, usize::from(AT_A_TIME)).await?;
        let report = ReleasesReport::new(&from.target, &history);
        printer.report(&print::releases_report(&report))?;
        printer.document(&report)?;
        Ok(Exit::Done)
    })
}

/// The history of a target.
pub(super) async fn history(
    storage: &Storage,
    facts: &BucketFacts,
    concurrency: usize,
) -> Result<History, Failure> {
    let Some(current) = &facts.current else {
        let none: Result<History, DeployError> = Err(DeployError::NothingReleased);
        return none.explain(|| "cannot list the releases".to_owned());
    };
    let records = records(storage, facts, concurrency).await?;
    Ok(History::new(&current.record, records))
}
