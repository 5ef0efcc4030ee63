//! The `avmsdk` binary, with the package of `cargo xtask wasm` in it.

use crate::{step, workspace};
use std::path::PathBuf;
use std::process::Command;

/// How it is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quickly.
    Debug,
    /// As it is shipped.
    Release,
}

/// Builds it, and says where it is.
pub(crate) fn build(profile: Profile) -> anyhow::Result<PathBuf> {
    let mut command = step::cargo(["build", "--package", "avmsdk"]);
    let folder = match profile {
        Profile::Debug => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    step::run("build `avmsdk` with the widget in it", embed(&mut command)?)?;
    let name = format!("avmsdk{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace::target()?.join(folder).join(name))
}

/// Tells a cargo command where the package is, if its target folder is not the usual one: the build
/// script of `avmsdk` looks into `target/sdk` by itself, and would be run again for each change of mind.
pub(crate) fn embed(command: &mut Command) -> anyhow::Result<&mut Command> {
    let target = workspace::target()?;
    if target != workspace::root().join("target") {
        command.env("AVMSDK_PACKAGE_DIR", target.join("sdk"));
    }
    Ok(command)
}
