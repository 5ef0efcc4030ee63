//! moto, which plays the interface of CloudFront for the tests: a Python package with what it stands on.

use crate::pip::Package;
use std::path::PathBuf;

/// The version that was tried. It is asked for CloudFront alone: as S3 it takes wrong secrets and checksums.
const VERSION: &str = "5.2.5";

/// The folder for `PYTHONPATH`: in the cache, where it is put if it is missing.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    // Without what its other services need.
    let package = Package {
        name: format!("moto-{VERSION}"),
        what: "the stand-in for CloudFront",
        options: &["--no-warn-conflicts"],
        wanted: &[&format!("moto=={VERSION}"), "flask>=3,<4", "flask-cors>=6,<7"],
    };
    package.ensure()
}
