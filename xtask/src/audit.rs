//! `cargo xtask audit`: known weaknesses of other people's code, by databases that the network has.
//!
//! Crates by RustSec's, npm packages by the registry's. It is no part of the other commands: what it says changes without a
//! commit, and not every network lets it ask.

use crate::{deny, npm, say, step, workspace};
use anyhow::bail;
use std::process::Command;

/// Asks both, and fails where one has something to say or cannot be asked.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut failed = Vec::new();
    let mut ask = |what: &str, command: &mut Command| {
        if let Err(error) = step::run(what, command) {
            say::error(&error);
            failed.push(what.to_owned());
        }
    };
    let mut crates = deny::check(deny::ensure()?, &["advisories"]);
    ask("advisories on crates", &mut crates);
    for folder in npm::LOCKS {
        let mut audit = npm::command(["audit", "--package-lock-only"]);
        audit.current_dir(workspace::root().join(folder));
        ask(&format!("advisories on the packages of {folder}"), &mut audit);
    }
    if !failed.is_empty() {
        bail!(
            "not clean, or not to be asked from here: {}; look above. Where the database is out of reach, run this on a \
             machine that reaches github.com and the npm registry's audit interface",
            failed.join(", ")
        );
    }
    Ok(())
}
