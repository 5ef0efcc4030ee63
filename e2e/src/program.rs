//! The `avmsdk` binary, used as its users do: from a shell, in some folder.

use crate::out::root;
use anyhow::{Context as _, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of `avmsdk` printed.
#[derive(Debug)]
pub struct Avmsdk {
    /// Its exit code, unless it was killed.
    pub code: Option<i32>,
    /// Its data.
    pub stdout: String,
    /// Its talk.
    pub stderr: String,
}

/// Runs `avmsdk` in a folder.
///
/// # Errors
/// If it cannot be started or fails, with what it printed.
pub fn avmsdk(folder: &Path, args: &[&str]) -> anyhow::Result<Avmsdk> {
    let run = avmsdk_as(folder, &[], args)?;
    ensure!(
        run.code == Some(0),
        "`avmsdk {}` failed: {run:#?}",
        args.join(" ")
    );
    Ok(run)
}

/// Runs `avmsdk` in a folder with variables of its own, however it ends.
///
/// # Errors
/// If it cannot be started.
pub fn avmsdk_as(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> anyhow::Result<Avmsdk> {
    let output = Command::new(binary()?)
        .current_dir(folder)
        .envs(variables.iter().copied())
        .args(args)
        .output()
        .context("cannot start `avmsdk`")?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Avmsdk {
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}

/// The binary in `AVMSDK_BIN`, else the one of `cargo build`.
pub(crate) fn binary() -> anyhow::Result<PathBuf> {
    let path =
        std::env::var_os("AVMSDK_BIN").map_or_else(|| root().join("target/debug/avmsdk"), PathBuf::from);
    if !path.is_file() {
        bail!(
            "`avmsdk` is not built, run `cargo xtask test --e2e`: {}",
            path.display()
        );
    }
    Ok(path)
}
