//! Licences, bans and sources of other people's crates, judged by cargo-deny after deny.toml.

use crate::{deny, say, step, workspace};

/// Runs cargo-deny. A machine that cannot have it leaves this out with a word; CI does not.
pub(super) fn run() -> anyhow::Result<()> {
    let program = match deny::ensure() {
        Ok(program) => program,
        Err(error) if !workspace::is_ci() => {
            say::step("licences, bans and sources: skipped, there is no `cargo-deny`");
            say::note(format_args!("{error:#}"));
            say::note("to check them too: cargo install cargo-deny --locked");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    // Advisories are left out: they change under a commit (`cargo xtask audit`).
    let mut check = deny::check(program, &["licenses", "bans", "sources"]);
    step::run("licences, bans and sources", &mut check)
}
