//! Configured packages in and under a folder, by their manifests.

use crate::failure::{Explain as _, Failure};
use avmsdk_core::package::Manifest;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// How many folders down a configured package is looked for.
const DEPTH: usize = 3;

/// Every configured package in or under a folder, in the order of names. One that cannot be understood
/// counts only where nothing else says what is meant: `pass_damaged` goes by it.
pub(crate) fn look(folder: &Path, pass_damaged: bool) -> Result<Vec<(PathBuf, Manifest)>, Failure> {
    let mut found = Vec::new();
    look_down(folder, DEPTH, pass_damaged, &mut found)?;
    Ok(found)
}

/// The manifest of a configured package in that folder; nothing where there is none of ours.
pub(crate) fn manifest(folder: &Path) -> Result<Option<Manifest>, Failure> {
    for name in Manifest::file_names() {
        let path = folder.join(name);
        let Ok(bytes) = fs::read(&path) else { continue };
        let manifest = Manifest::parse(&bytes).explain(|| format!("cannot use `{}`", path.display()))?;
        if manifest.is_some() {
            return Ok(manifest);
        }
    }
    Ok(None)
}

fn look_down(
    folder: &Path,
    depth: usize,
    pass_damaged: bool,
    found: &mut Vec<(PathBuf, Manifest)>,
) -> Result<(), Failure> {
    match manifest(folder) {
        Ok(Some(manifest)) => {
            found.push((folder.to_owned(), manifest));
            return Ok(());
        }
        Err(failure) if !pass_damaged => return Err(failure),
        Ok(None) | Err(_) => {}
    }
    if depth == 0 {
        return Ok(());
    }
    // A folder that cannot be read holds no package that we could judge by.
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|sort| sort.is_dir()));
    let mut folders: Vec<PathBuf> = folders
        .map(|entry| entry.path())
        .filter(|path| is_likely(path))
        .collect();
    folders.sort();
    folders
        .iter()
        .try_for_each(|folder| look_down(folder, depth - 1, pass_damaged, found))
}

fn is_likely(folder: &Path) -> bool {
    let name = folder.file_name().and_then(OsStr::to_str).unwrap_or_default();
    !name.starts_with('.') && !matches!(name, "node_modules" | "target")
}
