//! Joins the small source files of a script into one closure: the host's and the bridge's are written so.
//!
//! Files follow by name, `main.js` last: the others only declare, it acts.

use anyhow::{Context as _, bail};
use std::collections::BTreeMap;
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

/// What stands beside the generated glue, in its scope.
pub(super) fn glue(folder: &Path) -> anyhow::Result<String> {
    let mut files = list(&folder.join("glue"), "js")?;
    files.sort();
    read_all(&files)
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

/// The script of browsers without shadow DOM, its tokens not yet filled.
pub(super) fn oldest(folder: &Path) -> anyhow::Result<String> {
    join(&folder.join("oldest"), "window, document", "window, document")
}

/// The bridge, which stands after the glue, its tokens not yet filled, with the words of the first part.
pub(super) fn bridge(folder: &Path) -> anyhow::Result<String> {
    let words = words(folder, "first.json")?;
    join(
        &folder.join("bridge"),
        "wasm_bindgen, scene, script, WORDS",
        &format!("wasm_bindgen, scene, document.currentScript, {words}"),
    )
}

/// The script of the second part, with the words that it brings.
pub(super) fn late(folder: &Path) -> anyhow::Result<String> {
    let words = words(folder, "late.json")?;
    join(
        &folder.join("late"),
        "script, WORDS",
        &format!("document.currentScript, {words}"),
    )
}

/// Texts by key, as an object of JavaScript.
fn words(folder: &Path, name: &str) -> anyhow::Result<String> {
    let path = folder.join("words").join(name);
    let source = read_all(&[path])?;
    let words: BTreeMap<String, String> =
        serde_json::from_str(&source).with_context(|| format!("this is no object of texts: words/{name}"))?;
    Ok(serde_json::to_string(&words)?)
}

#[cfg(test)]
#[path = "scripts_test.rs"]
mod tests;
