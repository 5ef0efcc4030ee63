//! Programs of others that the tests drive: `fixtures/peers`, installed into `target/peers`.
//!
//! They share no code with ours, which is what makes them witnesses: the official client of the business API, a
//! Bayeux client and server, judges of accessibility and of policies.

use crate::{npm, workspace};
use anyhow::bail;
use std::path::PathBuf;

/// Installs them unless they are there; returns their `node_modules`.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    if npm::version().is_none() {
        bail!(
            "the tests drive clients of others, and those need Node with npm: install Node 18 or later, e.g. \
             `apt-get install nodejs npm`"
        );
    }
    npm::install(
        "install from npm the clients that the tests drive",
        &workspace::root().join("fixtures/peers"),
        &workspace::target()?.join("peers"),
    )
}
