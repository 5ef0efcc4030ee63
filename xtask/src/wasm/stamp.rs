//! Whether the package in `target/sdk` is what a build would make again.
//!
//! Decided by content alone, never by time: a checkout renews all times, and an edit may keep one.

use super::digest::Sum;
use super::node::Node;
use super::paths::Paths;
use super::sizes::Table;
use super::toolchain::Toolchain;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A hash over all that a build depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Inputs(String);

impl Inputs {
    pub(super) fn gather(paths: &Paths, toolchain: &Toolchain, node: Option<&Node>) -> anyhow::Result<Self> {
        let mut sum = Sum::default();
        sum.add(
            "toolchain",
            format!("{:?} {}", toolchain.way, toolchain.rustc).as_bytes(),
        );
        sum.add("node", node.map_or("none", |node| &node.version).as_bytes());
        for name in ["Cargo.toml", "Cargo.lock"] {
            sum.add(name, &read(&paths.root.join(name))?);
        }
        let ours = [
            &paths.host,
            &paths.manual,
            &paths.npm,
            &paths.root.join("xtask/src/wasm"),
        ];
        for folder in paths.crates.iter().chain(ours) {
            add_folder(&mut sum, folder)?;
        }
        Ok(Self(sum.hex()))
    }
}

/// What the last build made, kept beside its scratch files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    inputs: Inputs,
    package: String,
    table: Table,
    is_release: bool,
}

impl Stamp {
    pub(super) fn new(inputs: Inputs, package: String, table: Table, is_release: bool) -> Self {
        Self {
            inputs,
            package,
            table,
            is_release,
        }
    }

    /// The last build's stamp, if it had these inputs and its package is there unchanged.
    pub(super) fn fresh(paths: &Paths, inputs: &Inputs) -> anyhow::Result<Option<Self>> {
        let Ok(text) = fs::read(file(paths)) else {
            return Ok(None);
        };
        let Ok(stamp) = serde_json::from_slice::<Self>(&text) else {
            return Ok(None);
        };
        if stamp.inputs != *inputs || !paths.sdk.is_dir() {
            return Ok(None);
        }
        let mut sum = Sum::default();
        add_folder(&mut sum, &paths.sdk)?;
        Ok((sum.hex() == stamp.package).then_some(stamp))
    }

    pub(super) fn write(&self, paths: &Paths) -> anyhow::Result<()> {
        let file = file(paths);
        fs::write(&file, serde_json::to_vec(self)?)
            .with_context(|| format!("cannot write: {}", file.display()))
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Whether it is built as what is released is, so that the budget holds for it.
    pub(super) fn is_release(&self) -> bool {
        self.is_release
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.work.join("stamp.json")
}

/// Adds every file below the folder, by its path within it, in the order of the whole paths.
fn add_folder(sum: &mut Sum, folder: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.with_context(|| format!("cannot list: {}", folder.display()))?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(folder)?;
            let name = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            files.push((name, entry.into_path()));
        }
    }
    files.sort();
    for (name, path) in files {
        sum.add(&name, &read(&path)?);
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read: {}", path.display()))
}

#[cfg(test)]
#[path = "stamp_test.rs"]
mod tests;
