//! A vendor's package: literal replacement in any bytes, and nothing else.

use super::ours::Configured;
use crate::package::PackageFile;
use crate::package::PackagePath;
use crate::{PLACEHOLDER, PublicPath, rewrite};
use std::borrow::Cow;
use std::collections::BTreeMap;

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
