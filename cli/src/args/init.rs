//! The arguments of `avmsdk init`.

/// Write an `avmsdk.toml` in which every setting is explained
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Replace the file that is there
    #[arg(long)]
    pub(crate) force: bool,
}
