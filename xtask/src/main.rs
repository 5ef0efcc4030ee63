//! The one door for developers: `cargo xtask COMMAND`.
//!
//! Each command says its steps on stderr, runs the same on a laptop and in CI, and fails with a word on
//! what to do. Nothing here is shipped.

mod audit;
mod bench;
mod binary;
mod browser;
mod cache;
mod deny;
mod dev;
mod fuzz;
mod gallery;
mod r#gen;
mod layers;
mod moto;
mod npm;
mod peers;
mod pip;
mod quick;
mod say;
mod seaweedfs;
mod servers;
mod step;
mod test;
mod wasm;
mod workspace;

use clap::Parser as _;
use std::process::ExitCode;

/// The one door for developers
#[derive(clap::Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Build everything and start the sandbox with the widget on a demo page
    Dev(dev::Args),
    /// Run every test: the widget's build and budget, the crates, the journey in a browser
    Test(test::Args),
    /// Check what is quick to check: format, clippy, layers, forbidden words, licences
    Quick,
    /// Compare the crates' dependencies with the arrows of docs/ARCHITECTURE.md
    Layers,
    /// Build the widget and its package into `target/sdk`
    Wasm(wasm::Args),
    /// Write the reference of the public interface from its types, or check it
    Gen(r#gen::Args),
    /// Take pictures of every state of the widget in `target/sdk`, and make one page of them
    Gallery(gallery::Args),
    /// Install programs of others that the tests drive: clients into `target/peers`; into the cache an S3 server, a
    /// stand-in for CloudFront and browsers of years ago; Varnish by apt
    Peers,
    /// Measure the release build against what it replaces
    Bench(bench::Args),
    /// Ask the network for known weaknesses of other people's crates and npm packages
    Audit,
    /// Fuzz one target for a while; needs nightly and cargo-fuzz
    Fuzz(fuzz::Args),
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Dev(args) => dev::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Quick => quick::run(),
        Command::Layers => layers::run(),
        Command::Wasm(args) => wasm::run(&args),
        Command::Gen(args) => r#gen::run(&args),
        Command::Gallery(args) => gallery::run(&args),
        Command::Peers => test::peers(),
        Command::Bench(args) => bench::run(&args),
        Command::Audit => audit::run(),
        Command::Fuzz(args) => fuzz::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}
