//! `cargo xtask quick`: what can be checked before a commit, without a browser.

mod licences;
mod words;

use crate::{r#gen, layers, step};

/// Stops at the first check that fails, cheapest first.
pub(crate) fn run() -> anyhow::Result<()> {
    step::run(
        "check the format (cargo fmt mends it)",
        &mut step::cargo(["fmt", "--all", "--check"]),
    )?;
    words::run()?;
    layers::run()?;
    r#gen::check()?;
    // The whole workspace, so that the widget's crate is linted too, as native code.
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "--deny",
        "warnings",
    ];
    step::run("clippy, warnings are errors", &mut step::cargo(clippy))?;
    licences::run()
}
