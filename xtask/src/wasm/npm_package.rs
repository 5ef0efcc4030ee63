//! The npm package: the two ES modules with their types, in `target/npm`.
//!
//! It holds nothing of the widget itself, which pages load from where it is hosted, so it is made without a
//! compiler and is the same for everybody.

use super::folder::{self, Files};
use super::{manual, modules};
use anyhow::Context as _;
use std::fs;
use std::path::Path;

/// Where each file comes from, below the workspace. npm adds README and manifest by itself.
const FILES: [(&str, &str); 8] = [
    ("package.json", "templates/npm/package.json"),
    ("module.js", "runtime/host/src/module.js"),
    ("element.js", "runtime/host/src/element.js"),
    ("index.d.ts", "runtime/host/types/index.d.ts"),
    ("element.d.ts", "runtime/host/types/element.d.ts"),
    ("README.md", "templates/npm/README.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// Writes the package of this workspace.
pub(super) fn write(root: &Path, version: &str, folder: &Path) -> anyhow::Result<()> {
    folder::write(&files(root, version)?, folder)
}

fn files(root: &Path, version: &str) -> anyhow::Result<Files> {
    let mut files = Files::new();
    for (name, source) in FILES {
        let file = root.join(source);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read: {}", file.display()))?;
        let text = match name {
            "module.js" => modules::module(&text, version, "")?,
            "README.md" | "package.json" => manual::render(name, &text, version)?,
            _ => text,
        };
        files.insert(name.to_owned(), text.into_bytes());
    }
    Ok(files)
}

#[cfg(test)]
#[path = "npm_package_test.rs"]
mod tests;
