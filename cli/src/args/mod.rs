//! What can be typed. Nothing is decided or checked against the world here.
//!
//! Every flag has a variable and a key of `avmsdk.toml` by itself, or stands in a list of those that have none:
//! see `settings`.

pub(crate) mod configure;
pub(crate) mod csp;
pub(crate) mod deploy;
pub(crate) mod dev;
#[cfg(test)]
mod documented_test;
mod embedding;
pub(crate) mod init;
mod output;
pub(crate) mod schema;
mod settings;
pub(crate) mod shell;
pub(crate) mod verify;

pub(crate) use embedding::{EmbeddingArgs, ServiceArgs};
pub(crate) use output::OutputArgs;
pub(crate) use settings::SettingsArgs;

/// Configure, ship and try a self-hosted web messenger.
#[derive(Debug, clap::Parser)]
#[command(name = "avmsdk", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
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
    Init(init::InitArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
    Schema(schema::SchemaArgs),
}
