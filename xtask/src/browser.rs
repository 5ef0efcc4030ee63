//! The browser of the journeys: found on `PATH`, or installed where that is ours to do.
//!
//! Only Debian's own packages, and only as root; elsewhere the person who owns the machine is told.

use crate::{say, step};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};

/// Names under which a Chromium may be on `PATH`.
const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Makes sure that a Chromium and its driver can be started.
pub(crate) fn ensure() -> anyhow::Result<()> {
    if is_there() {
        return Ok(());
    }
    if !can_install() {
        bail!(
            "the journeys need Chromium and `chromedriver` on PATH, install them first: {}",
            "apt-get install chromium chromium-driver (Debian), brew install --cask chromium chromedriver (macOS)"
        );
    }
    install("Chromium", &PACKAGES)?;
    if !is_there() {
        bail!("`chromium` and `chromedriver` were installed and are still not on PATH");
    }
    Ok(())
}

/// The Chromium itself.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let found = CHROMIUM.iter().find_map(|name| step::find(name));
    found.context("there is no Chromium on PATH")
}

/// Installs Debian's packages; ask [`can_install`] before.
pub(crate) fn install(what: &str, packages: &[&str]) -> anyhow::Result<()> {
    say::note(format_args!("{what} is missing: taking Debian's packages"));
    step::run("apt-get update", step::program("apt-get").args(["update", "-q"]))?;
    let mut install = step::program("apt-get");
    install
        .args(["install", "-qy", "--no-install-recommends"])
        .args(packages);
    step::run(
        &format!("install {what}"),
        install.env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn is_there() -> bool {
    step::find("chromedriver").is_some() && CHROMIUM.iter().any(|name| step::find(name).is_some())
}

/// Debian, and root.
pub(crate) fn can_install() -> bool {
    Path::new("/etc/debian_version").exists()
        && step::find("apt-get").is_some()
        && step::ask(step::program("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}
