//! moto, which plays the interface of CloudFront for the tests: a Python package with what it stands on.

use crate::{cache, say, step};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that was tried. It is asked for CloudFront alone: as S3 it takes wrong secrets and checksums.
const VERSION: &str = "5.2.5";

/// The folder for `PYTHONPATH`: in the cache, where it is put if it is missing.
pub(crate) fn ensure() -> anyhow::Result<PathBuf> {
    let root = cache::folder()?.join(format!("moto-{VERSION}"));
    if !root.is_dir() {
        if step::ask(step::program("python3").args(["-m", "pip", "--version"])).is_none() {
            bail!(
                "the tests of CDNs need a stand-in for CloudFront, and pip installs it: install Python 3 with pip, \
                 e.g. `apt-get install python3-pip`"
            );
        }
        say::note(format_args!(
            "moto is missing: putting it into {}",
            root.display()
        ));
        // Whole or not at all: a run that is cut short must not leave half of it.
        let stage = root.with_extension("stage");
        if stage.exists() {
            std::fs::remove_dir_all(&stage)?;
        }
        step::run("install the stand-in for CloudFront", &mut install(&stage))?;
        std::fs::rename(&stage, &root).with_context(|| format!("cannot put moto into {}", root.display()))?;
    }
    Ok(root)
}

/// Into a folder of its own, without what its other services need.
fn install(root: &Path) -> Command {
    let mut install = step::program("python3");
    install
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-warn-conflicts",
            "--target",
        ])
        .arg(root)
        .arg(format!("moto=={VERSION}"))
        .args(["flask>=3,<4", "flask-cors>=6,<7"]);
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
        let wanted = format!(
            "-m pip install --quiet --no-warn-conflicts --target /cache/x moto=={VERSION} flask>=3,<4 flask-cors>=6,<7"
        );
        assert_eq!(args.join(" "), wanted);
    }
}
