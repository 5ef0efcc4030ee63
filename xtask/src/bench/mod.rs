//! `cargo xtask bench`: numbers of the release build, each beside what it replaces, from the same run.

mod configure;
mod sandbox;

use crate::binary::{self, Profile};
use crate::wasm;

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The benchmark to run [default: all]
    #[arg(value_enum)]
    which: Option<Which>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// `avmsdk configure` against `find` and `sed` on a package of 280 files
    Configure,
    /// The sandbox with 1,000 clients and 500 messages a second, beside npm `faye`
    Sandbox,
}

/// Builds for release, then measures.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if args.which != Some(Which::Sandbox) {
        wasm::run(&wasm::Args::default())?;
        configure::run(&binary::build(Profile::Release)?)?;
    }
    if args.which != Some(Which::Configure) {
        sandbox::run()?;
    }
    Ok(())
}
