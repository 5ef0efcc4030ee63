//! A vendor's package: literal replacement in any bytes, and nothing else.

use super::ConfigureError;
use super::ours::Configured;
use crate::package::PackageFile;
use crate::package::PackagePath;
use crate::{PLACEHOLDER, PublicPath, rewrite};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The modules that run as they came. What no module of today's rules is, is bytes like any other.
pub(super) fn modules(files: &BTreeMap<PackagePath, PackageFile>) -> BTreeSet<PackagePath> {
    let modules = files.iter().filter(|(_, file)| rewrite::is_wasm(&file.bytes));
    modules
        .filter(|(_, file)| rewrite::validate(&file.bytes).is_ok())
        .map(|(path, _)| path.clone())
        .collect()
}

/// Refuses what ran before and does not any more.
pub(super) fn check(
    configured: &[Configured],
    modules: &BTreeSet<PackagePath>,
) -> Result<(), ConfigureError> {
    let rewritten = configured.iter().filter(|file| file.is_rewritten);
    for file in rewritten.filter(|file| modules.contains(&file.path)) {
        rewrite::validate(&file.bytes).map_err(|source| ConfigureError::WasmText {
            path: file.path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// Replaces the placeholder in every file.
pub(super) fn configure(
    files: BTreeMap<PackagePath, PackageFile>,
    public_path: &PublicPath,
) -> Vec<Configured> {
    let to = public_path.as_str().as_bytes();
    let configure_one = |(path, file): (PackagePath, PackageFile)| {
        let (bytes, replacements) = match rewrite::literal(&file.bytes, PLACEHOLDER.as_bytes(), to) {
            Some(rewritten) => (Cow::Owned(rewritten.bytes), rewritten.offsets),
            None => (file.bytes, Vec::new()),
        };
        Configured {
            is_rewritten: !replacements.is_empty(),
            path,
            renamed_from: None,
            bytes,
            mode: file.mode,
            replacements,
        }
    };
    files.into_iter().map(configure_one).collect()
}
