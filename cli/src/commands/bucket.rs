//! What the commands that work on a bucket share: which one it is, how it is reached, whether to go on.

use crate::args::deploy::{BucketArgs, RunArgs};
use crate::failure::{Explain as _, Failure};
use crate::print::Printer;
use crate::settings::Origins;
use crate::storage::{Connection, Profile, Storage, connect};
use avmsdk_core::release::{CorsPlan, DeployPlan, Note, Target};

/// A target, and how it is reached.
pub(super) struct Bucket {
    pub(super) target: Target,
    pub(super) connection: Connection,
}

impl Bucket {
    /// From the arguments.
    pub(super) fn of(args: &BucketArgs, origins: &Origins) -> anyhow::Result<Self> {
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let Some(target) = given(&args.target) else {
            let hint =
                "say where: `--target s3://acme-chat/widget`, or `target` under `[deploy]` in `avmsdk.toml`";
            return Err(Failure::new("deploy-no-target", "there is no target", hint)
                .with_usage_exit()
                .into());
        };
        let target = target
            .parse()
            .explain(|| format!("cannot use the target{}", origins.note(&["target"])))?;
        Ok(Self {
            target,
            connection: Connection {
                endpoint: given(&args.endpoint),
                endpoint_by: origins.name("endpoint"),
                region: given(&args.region),
                profile: Profile::of(args.profile.as_deref(), origins),
            },
        })
    }

    /// The bucket, ready to be asked.
    pub(super) async fn open(&self) -> Result<Storage, Failure> {
        connect(self.target.clone(), &self.connection).await
    }
}

/// Waits for what a command does with a bucket. One thread is enough: it waits for the network.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

/// Whether a person at a terminal agrees; where there is none, `otherwise` counts.
pub(super) fn agreed(run: &RunArgs, printer: &mut Printer, question: &str, otherwise: bool) -> bool {
    run.yes || printer.ask(question).unwrap_or(otherwise)
}

/// The end of a command that was not to go on.
pub(super) fn declined(hint: &str) -> Failure {
    Failure::new("declined", "nothing was done", hint).why("nobody agreed to it")
}

/// Warnings that go with a plan.
pub(super) fn warn(plan: &DeployPlan, printer: &mut Printer) {
    for Note { message, hint, .. } in &plan.notes {
        printer.warn(message, hint);
    }
    match &plan.cors {
        CorsPlan::Missing { rule, fix: false, .. } => printer.warn(
            &format!(
                "the bucket has no CORS rule that lets every page read: origins {}, methods {}, headers {}",
                rule.origins.join(" "),
                rule.methods.join(" "),
                rule.headers.join(" ")
            ),
            "add it by `avmsdk deploy --fix-cors` (the other rules stay), unless your CDN adds those headers",
        ),
        CorsPlan::Unreadable { why } => printer.warn(
            &format!("the bucket does not tell its CORS rules: {why}"),
            "see to it that every page may read (GET), in the bucket, in the server or in the CDN",
        ),
        _ => {}
    }
}
