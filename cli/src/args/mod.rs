//! What can be typed. Nothing is decided or checked against the world here.
//!
//! A flag beats its environment variable (`AVMSDK_…`).

pub(crate) mod configure;
pub(crate) mod csp;
pub(crate) mod deploy;
pub(crate) mod dev;
#[cfg(test)]
mod documented_test;
mod embedding;
mod output;
mod settings;
pub(crate) mod verify;

pub(crate) use embedding::EmbeddingArgs;
pub(crate) use output::OutputArgs;
pub(crate) use settings::SettingsArgs;

/// Configure, ship and try a self-hosted web messenger.
#[derive(Debug, clap::Parser)]
#[command(
    name = "avmsdk",
    version,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The verbs.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Configure(configure::ConfigureArgs),
    Csp(csp::CspArgs),
    Dev(dev::DevArgs),
    Deploy(deploy::DeployArgs),
    Releases(deploy::ReleasesArgs),
    Rollback(deploy::RollbackArgs),
    Prune(deploy::PruneArgs),
    Verify(verify::VerifyArgs),
}
