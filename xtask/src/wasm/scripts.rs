//! Joins the small source files of a script into one closure: the host's and the bridge's are written so.
//!
//! Files follow by name, `main.js` last: the others only declare, it acts.

use anyhow::{Context as _, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that acts.
const LAST: &str = "main.js";

/// The folder's `.js` files as the body of a function of `names`, called with `values`, so that neither the
/// page nor what stands beside it sees a variable of theirs.
fn join(folder: &Path, names: &str, values: &str) -> anyhow::Result<String> {
    let mut files = list(folder, "js")?;
    files.sort_by_key(|path| (path.ends_with(LAST), path.clone()));
    if !files.last().is_some_and(|path| path.ends_with(LAST)) {
        bail!("the script has no `{LAST}`: {}", folder.display());
    }
    let script = read_all(&files)?;
    Ok(format!(
        "(function ({names}) {{\n'use strict';\n{script}}})({values});\n"
    ))
}

/// The folder's style sheets as one, in the order of their names.
pub(super) fn style(folder: &Path) -> anyhow::Result<String> {
    let mut files = list(folder, "css")?;
    files.sort();
    read_all(&files)
}

fn read_all(files: &[PathBuf]) -> anyhow::Result<String> {
    let mut all = String::new();
    for path in files {
        let source = fs::read_to_string(path).with_context(|| format!("cannot read: {}", path.display()))?;
        all.push_str(&source);
    }
    Ok(all)
}

/// The folder's files of that kind.
fn list(folder: &Path, kind: &str) -> anyhow::Result<Vec<PathBuf>> {
    let listed = || format!("cannot list: {}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(listed)? {
        let path = entry.with_context(listed)?.path();
        if path.extension().is_some_and(|extension| extension == kind) {
            files.push(path);
        }
    }
    Ok(files)
}

/// The host script, its tokens not yet filled.
pub(super) fn host(folder: &Path) -> anyhow::Result<String> {
    join(&folder.join("host"), "window, document", "window, document")
}

/// The bridge, which stands after the glue, its tokens not yet filled.
pub(super) fn bridge(folder: &Path) -> anyhow::Result<String> {
    join(
        &folder.join("bridge"),
        "wasm_bindgen, script",
        "wasm_bindgen, document.currentScript",
    )
}

/// The script of the second part.
pub(super) fn late(folder: &Path) -> anyhow::Result<String> {
    join(&folder.join("late"), "script", "document.currentScript")
}

#[cfg(test)]
#[path = "scripts_test.rs"]
mod tests;
