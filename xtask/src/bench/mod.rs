//! `cargo xtask bench`: numbers of the release build, each beside what it replaces, from the same run.

mod configure;

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
}

/// Builds for release, then measures.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    wasm::run(&wasm::Args::default())?;
    let binary = binary::build(Profile::Release)?;
    match args.which {
        Some(Which::Configure) | None => configure::run(&binary),
    }
}
