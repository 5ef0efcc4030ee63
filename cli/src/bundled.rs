//! The package that comes with this program.

use crate::failure::Failure;
use avmsdk_core::package::{Found, FoundEntry, PackageFile};
use std::borrow::Cow;

/// Path and content of each file; empty in a build without the package.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundled_files.rs"));

/// The files of the bundled package.
pub(crate) fn files() -> Result<Vec<FoundEntry>, Failure> {
    if FILES.is_empty() {
        return Err(Failure::new(
            "bundled-missing",
            "cannot read the bundled package",
            "run `cargo xtask wasm`, then build again; or configure a package of your own: `--source DIR`",
        )
        .why("this `avmsdk` was built without it"));
    }
    let file = |bytes: &'static [u8]| {
        Found::File(PackageFile {
            bytes: Cow::Borrowed(bytes),
            mode: 0o644,
        })
    };
    Ok(FILES
        .iter()
        .map(|(path, bytes)| FoundEntry {
            path: (*path).to_owned(),
            found: file(bytes),
        })
        .collect())
}
