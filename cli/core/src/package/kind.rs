//! Whose package it is.

use super::{CDN_FOLDER, MARK, PackageError, PackageFile, PackagePath};
use crate::rewrite;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose widget a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Ours: rewritten by structure, hashed names follow the bytes.
    Ours,
    /// A vendor's: literal replacement and nothing else, names stay.
    Vendor,
}

/// The content of the file that marks our package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The version of this format: 1.
    pub schema: u32,
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: String,
}

/// Reads our mark and takes it out of the files.
pub(super) fn take_mark(
    files: &mut BTreeMap<PackagePath, PackageFile>,
) -> Result<Option<Mark>, PackageError> {
    let Some(path) = PackagePath::parse(MARK) else {
        return Ok(None);
    };
    let Some(file) = files.remove(&path) else {
        return Ok(None);
    };
    let mark: Mark =
        serde_json::from_slice(&file.bytes).map_err(|source| PackageError::Damaged { path: MARK, source })?;
    if mark.schema > 1 {
        return Err(PackageError::Newer {
            path: MARK,
            schema: mark.schema.to_string(),
        });
    }
    Ok(Some(mark))
}

/// Whether a module of the CDN folder carries a path: only `configure` writes one, and only into a package of ours.
pub(crate) fn is_configured(files: &BTreeMap<PackagePath, PackageFile>) -> bool {
    files
        .iter()
        .filter(|(path, file)| path.is_in(CDN_FOLDER) && rewrite::is_wasm(&file.bytes))
        .any(|(_, file)| matches!(rewrite::read_path(&file.bytes), Ok(Some(_))))
}

/// The `1.0.1` in `avmessagingsdk.1.0.1.min.js`: the first name in `cdnPackage` that holds three numbers.
pub(super) fn version_in_names<'a>(paths: impl Iterator<Item = &'a PackagePath>) -> Option<String> {
    let is_number =
        |part: &&str| !part.is_empty() && part.len() < 6 && part.bytes().all(|b| b.is_ascii_digit());
    paths.filter(|path| path.is_in(CDN_FOLDER)).find_map(|path| {
        let parts: Vec<&str> = path.name().split(['.', '-', '_']).collect();
        parts
            .windows(3)
            .find(|three| three.iter().all(is_number))
            .map(|three| three.join("."))
    })
}

#[cfg(test)]
mod tests {
    use super::{PackagePath, version_in_names};

    #[test]
    fn versions_are_found_in_names() {
        for (names, version) in [
            (
                &["cdnPackage/loader.json", "cdnPackage/avmessagingsdk.1.0.1.min.js"][..],
                Some("1.0.1"),
            ),
            (&["cdnPackage/frame-12.0.3.css"], Some("12.0.3")),
            (&["docs/guide.1.2.3.md"], None),
            (&["cdnPackage/a.1.2.js", "cdnPackage/1.2.x.3.js"], None),
        ] {
            let paths: Vec<_> = names
                .iter()
                .map(|name| PackagePath::parse(name).unwrap())
                .collect();
            assert_eq!(version_in_names(paths.iter()).as_deref(), version, "{names:?}");
        }
    }
}
