//! Which compiler builds the wasm module, decided from facts.
//!
//! The three ways: the active toolchain if its sysroot has the target's standard library; else Debian's own
//! newer toolchain, which compiles that library from Debian's source package; else a word on what to run.
//! `rustup` is never called: what a user's toolchain holds is the user's affair.

use super::debian;
use super::paths::Paths;
use crate::{say, step};
use anyhow::bail;
use std::path::{Path, PathBuf};

/// The target of the widget.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that can build the module, and what identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Toolchain {
    pub(super) way: Way,
    /// What `rustc -vV` says.
    pub(super) rustc: String,
}

/// How the module is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// The active toolchain with its own standard library.
    Active,
    /// Debian's toolchain; the standard library is compiled from source, for the oldest engines.
    Debian,
}

/// What this machine has.
#[derive(Debug, Clone, Default)]
struct Facts {
    /// The active sysroot has the target's standard library.
    active: bool,
    /// This is Debian with apt.
    debian: bool,
    /// What Debian's toolchain lacks: nothing means it is complete and new enough.
    missing: Vec<&'static str>,
    /// apt may be run by this user.
    root: bool,
    /// Installing would remove the `rustc` of Debian's own that is here.
    displaces: bool,
    /// The user, or CI, has asked for packages to be installed.
    may_install: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    Use(Way),
    Install(Vec<&'static str>),
    Tell(String),
}

fn decide(facts: &Facts) -> Decision {
    if facts.active {
        return Decision::Use(Way::Active);
    }
    if !facts.debian {
        return Decision::Tell(format!(
            "this Rust toolchain cannot build for `{TARGET}`; add it, then try again: rustup target add {TARGET}"
        ));
    }
    if facts.missing.is_empty() {
        return Decision::Use(Way::Debian);
    }
    // What takes nothing away needs no leave: a newcomer's first command should end with a URL.
    if facts.root && (facts.may_install || !facts.displaces) {
        return Decision::Install(facts.missing.clone());
    }
    let apt = format!(
        "apt-get install --no-install-recommends {}",
        facts.missing.join(" ")
    );
    let (sudo, instead) = if facts.root {
        ("", "let `cargo xtask wasm --install` do it".to_owned())
    } else {
        ("sudo ", format!("run `rustup target add {TARGET}`"))
    };
    Decision::Tell(format!(
        "this Rust toolchain cannot build for `{TARGET}`, and Debian's is not complete; {instead}, or install \
         the rest (`rustc-web` takes the place of Debian's own `rustc`): {sudo}{apt}"
    ))
}

/// Finds a toolchain, installing Debian's if that is needed and allowed.
pub(super) fn choose(paths: &Paths, may_install: bool) -> anyhow::Result<Toolchain> {
    let way = match decide(&facts(paths, may_install)) {
        Decision::Use(way) => way,
        Decision::Tell(what) => bail!(what),
        Decision::Install(packages) => {
            debian::install(&packages)?;
            let missing = debian::missing(&paths.rust_version);
            if !missing.is_empty() {
                bail!(
                    "apt is content, but these packages did not bring what they should: {}",
                    missing.join(" ")
                );
            }
            Way::Debian
        }
    };
    let rustc = match way {
        Way::Active => active_rustc(),
        Way::Debian => debian::RUSTC.into(),
    };
    let version = version(&rustc).unwrap_or_default();
    let first = version.lines().next().unwrap_or("rustc").to_owned();
    match way {
        Way::Active => say::step(format!("use the active toolchain, which has `{TARGET}`: {first}")),
        Way::Debian => say::step(format!(
            "use Debian's toolchain, as the active one lacks `{TARGET}`; the standard library is compiled too: {first}"
        )),
    }
    Ok(Toolchain { way, rustc: version })
}

fn facts(paths: &Paths, may_install: bool) -> Facts {
    let sysroot = step::ask(step::program(active_rustc()).args(["--print", "sysroot"]));
    Facts {
        active: sysroot.is_some_and(|sysroot| has_std(Path::new(sysroot.trim()))),
        debian: debian::is_here(),
        missing: debian::missing(&paths.rust_version),
        root: step::ask(step::program("id").arg("-u")).is_some_and(|id| id.trim() == "0"),
        displaces: debian::has_own_rustc(),
        may_install,
    }
}

fn active_rustc() -> PathBuf {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()).into()
}

fn has_std(sysroot: &Path) -> bool {
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    let Ok(entries) = std::fs::read_dir(libraries) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// What `rustc -vV` says, if it can be run.
pub(super) fn version(rustc: &Path) -> Option<String> {
    step::ask(step::program(rustc).arg("-vV"))
}

#[cfg(test)]
#[path = "toolchain_test.rs"]
mod tests;
