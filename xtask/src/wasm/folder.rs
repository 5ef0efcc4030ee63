//! A folder that is a value until it is written, and is then swapped in whole.

use anyhow::Context as _;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Contents by path within the folder.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Writes the files beside the folder's place, then swaps them in.
pub(super) fn write(files: &Files, folder: &Path) -> anyhow::Result<()> {
    let [new, old] = ["new", "old"].map(|word| folder.with_extension(word));
    for leftover in [&new, &old] {
        remove(leftover)?;
    }
    for (path, content) in files {
        let file = new.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, content).with_context(|| format!("cannot write: {}", file.display()))?;
    }
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("cannot move away: {}", folder.display()))?;
    }
    fs::rename(&new, folder).with_context(|| format!("cannot write: {}", folder.display()))?;
    remove(&old)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove: {}", folder.display()))?;
    }
    Ok(())
}
