//! `cargo xtask bench`: numbers of the release build, each beside what it replaces, from the same run.

mod configure;
mod deploy;
mod sandbox;
mod vendor;
mod widget;

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
    /// `avmsdk deploy` against `aws s3 sync`, `s5cmd sync` and `rclone sync` on one S3 server
    Deploy,
    /// The sandbox with 1,000 clients and 500 messages a second, beside npm `faye`
    Sandbox,
    /// The widget in a slow browser, beside a blank page and npm `deep-chat`
    Widget,
}

/// Builds for release, then measures.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let is_asked = |which| args.which.is_none_or(|asked| asked == which);
    if [Which::Configure, Which::Deploy, Which::Widget]
        .into_iter()
        .any(is_asked)
    {
        wasm::run(&wasm::Args::default())?;
    }
    if is_asked(Which::Configure) {
        configure::run(&binary::build(Profile::Release)?)?;
    }
    if is_asked(Which::Deploy) {
        deploy::run(binary::build(Profile::Release)?)?;
    }
    if is_asked(Which::Sandbox) {
        sandbox::run()?;
    }
    if is_asked(Which::Widget) {
        widget::run()?;
    }
    Ok(())
}
