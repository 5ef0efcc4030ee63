//! What must be true of a package before it is configured, and of the output before it is written.
//!
//! Must never mend anything: what is wrong here is refused by the file's name.

use super::{ConfigureError, PlannedFile};
use crate::PLACEHOLDER;
use crate::package::{PackageFile, PackagePath};
use crate::public_path::ESCAPED_PLACEHOLDER;
use memchr::memmem::Finder;
use std::collections::{BTreeMap, BTreeSet};

/// A placeholder must be there, in the one form that can be replaced.
pub(super) fn source(files: &BTreeMap<PackagePath, PackageFile>) -> Result<(), ConfigureError> {
    let escaped = Finder::new(ESCAPED_PLACEHOLDER);
    for (path, file) in files {
        if let Some(offset) = escaped.find(&file.bytes) {
            let path = path.clone();
            return Err(ConfigureError::EscapedPlaceholder { path, offset });
        }
    }
    let plain = Finder::new(PLACEHOLDER);
    if files.values().any(|file| plain.find(&file.bytes).is_some()) {
        Ok(())
    } else {
        Err(ConfigureError::NoPlaceholder)
    }
}

/// No two files may have one path, and no placeholder may be left.
pub(super) fn output(files: &[PlannedFile]) -> Result<(), ConfigureError> {
    let plain = Finder::new(PLACEHOLDER);
    let mut seen = BTreeSet::new();
    for file in files {
        if !seen.insert(&file.path) {
            return Err(ConfigureError::Collision(file.path.clone()));
        }
        if let Some(offset) = plain.find(&file.bytes) {
            // The name that it has in the source, where its reader looks for it.
            let path = file.renamed_from.as_ref().unwrap_or(&file.path).clone();
            return Err(ConfigureError::PlaceholderLeft { path, offset });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::Origin;
    use std::borrow::Cow;

    fn planned(path: &str, bytes: &'static [u8]) -> PlannedFile {
        let path = PackagePath::parse(path).unwrap();
        PlannedFile::new(path, Cow::Borrowed(bytes), 0o644, Origin::Copied)
    }

    #[test]
    fn a_placeholder_left_anywhere_is_refused_by_name() {
        let whole = planned(
            "cdnPackage/a.js",
            b"https://placeholder.public.path without its slash",
        );
        assert!(output(std::slice::from_ref(&whole)).is_ok());
        let left = planned("docs/b.md", b"\xff\0https://placeholder.public.path/");
        let refusal = output(&[whole, left]).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "`docs/b.md` still holds the placeholder at byte 2: https://placeholder.public.path/"
        );
    }

    #[test]
    fn two_files_of_one_path_are_refused() {
        let files = [planned("a", b"1"), planned("a", b"2")];
        assert!(matches!(output(&files), Err(ConfigureError::Collision(_))));
    }
}
