//! The folder for screenshots and logs, which stays after the run.

use anyhow::Context as _;
use std::path::{Path, PathBuf};

/// `target/e2e`, or the folder in `AVMSDK_SCREENSHOTS`; made if missing.
///
/// # Errors
/// If it cannot be made.
pub fn out() -> anyhow::Result<PathBuf> {
    let folder =
        std::env::var_os("AVMSDK_SCREENSHOTS").map_or_else(|| root().join("target/e2e"), PathBuf::from);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder: {}", folder.display()))?;
    Ok(folder)
}

/// The root of the workspace: the folder above this crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}
