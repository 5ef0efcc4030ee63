//! `cargo xtask test`: everything that must hold before a commit lands, in the order that tells most.
//!
//! The widget and its budget, its scripts, the crates, their documentation, and at last the journeys of a visitor in
//! browsers against the very binary that was built. Nothing is retried until it passes.

mod engines;
mod examples;
mod geckodriver;
mod old_chromium;
mod runner;
mod scripts;

use crate::binary::{self, Profile};
use crate::{browser, fuzz, moto, peers, say, seaweedfs, servers, step, wasm, workspace};
use engines::Engines;
use runner::Runner;

/// What `cargo xtask test` can be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the widget: its build and its budget of bytes
    #[arg(long)]
    wasm: bool,
    /// Only the journeys in the browsers, with the widget and the binary that they need
    #[arg(long)]
    e2e: bool,
    /// All checks in every engine, also in those that otherwise do those only that differ most between browsers
    #[arg(long)]
    all_engines: bool,
}

/// One part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Browser,
    Widget,
    Scripts,
    Crates,
    Journeys,
}

/// Runs the parts that were asked for, and stops at the first that fails.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut engines = None;
    for part in parts(args) {
        match part {
            Part::Browser => {
                browser::ensure()?;
                engines = Some(engines::ensure()?);
            }
            Part::Widget => wasm::run(&wasm::Args::default())?,
            Part::Scripts => scripts::check()?,
            Part::Crates => crates()?,
            Part::Journeys => journeys(engines.as_ref(), args.all_engines)?,
        }
    }
    Ok(())
}

fn parts(args: &Args) -> Vec<Part> {
    let all = !args.wasm && !args.e2e;
    let mut parts = Vec::new();
    if all || args.e2e {
        // First: a missing browser should not be news after minutes of compiling.
        parts.push(Part::Browser);
    }
    parts.push(Part::Widget);
    if all {
        parts.push(Part::Scripts);
        parts.push(Part::Crates);
    }
    if all || args.e2e {
        parts.push(Part::Journeys);
    }
    parts
}

/// Installs the programs of others that the crates' tests drive.
pub(crate) fn peers() -> anyhow::Result<()> {
    servers::ensure()?;
    peers::ensure()?;
    seaweedfs::ensure()?;
    old_chromium::ensure()?;
    moto::ensure().map(drop)
}

fn crates() -> anyhow::Result<()> {
    // Without a package cargo takes the default members.
    if examples::are_there()? {
        let mut examples = step::cargo(["test", "--doc", "--quiet"]);
        step::run(
            "test the examples in the documentation",
            binary::embed(&mut examples)?,
        )?;
    }
    fuzz::check()?;
    servers::ensure()?;
    let mut tests = Runner::of_this_machine().command(&[]);
    tests
        .env("AVMSDK_PEERS", peers::ensure()?)
        .env("AVMSDK_SEAWEEDFS", seaweedfs::ensure()?)
        .env("AVMSDK_MOTO", moto::ensure()?);
    step::run("test the crates", binary::embed(&mut tests)?)
}

fn journeys(engines: Option<&Engines>, are_all: bool) -> anyhow::Result<()> {
    let binary = binary::build(Profile::Debug)?;
    let screenshots = workspace::target()?.join("e2e");
    say::note(format_args!(
        "screenshots and logs of the journeys: {}",
        screenshots.display()
    ));
    let mut journeys = Runner::of_this_machine().command(&["--package", "avmsdk-e2e"]);
    journeys
        .env("AVMSDK_BIN", binary)
        .env("AVMSDK_PEERS", peers::ensure()?)
        .env("AVMSDK_SEAWEEDFS", seaweedfs::ensure()?)
        .env("AVMSDK_SCREENSHOTS", screenshots);
    if let Some(engines) = engines {
        engines.tell(&mut journeys);
    }
    if are_all {
        journeys.env("AVMSDK_ALL_ENGINES", "1");
    }
    step::run("take the journeys in the browsers", &mut journeys)
}

#[cfg(test)]
mod tests {
    use super::{Args, Part, parts};

    #[test]
    fn flags_choose_parts_and_what_those_need() {
        let of = |wasm, e2e| {
            parts(&Args {
                wasm,
                e2e,
                all_engines: false,
            })
        };
        let journeys = [Part::Browser, Part::Widget, Part::Journeys];
        assert_eq!(
            of(false, false),
            [
                Part::Browser,
                Part::Widget,
                Part::Scripts,
                Part::Crates,
                Part::Journeys
            ]
        );
        assert_eq!(of(true, false), [Part::Widget]);
        assert_eq!(of(false, true), journeys);
        assert_eq!(of(true, true), journeys);
    }
}
