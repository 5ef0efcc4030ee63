//! Licences, sources and doubles of other people's crates, judged by cargo-deny after deny.toml.

use crate::{say, step};

/// Runs cargo-deny where it is installed; building it takes minutes, so it is never installed here.
pub(super) fn run() -> anyhow::Result<()> {
    if step::find("cargo-deny").is_none() {
        say::step("licences and sources: skipped, `cargo-deny` is missing");
        say::note("to check them too: cargo install cargo-deny --locked");
        return Ok(());
    }
    // Advisories are left out: they need a database from the network, and change under a commit.
    let deny = [
        "deny",
        "--all-features",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ];
    step::run("licences, bans and sources", &mut step::cargo(deny))
}
