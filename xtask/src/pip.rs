//! Python packages that the tests need: each version in a folder of its own below the cache, so that nothing of the
//! system's is touched.

use crate::{cache, say, step};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package and what comes with it.
pub(crate) struct Package<'a> {
    /// What it is called, with its version: the folder's name.
    pub(crate) name: String,
    /// What it is, in words.
    pub(crate) what: &'a str,
    /// What pip is told before the folder.
    pub(crate) options: &'a [&'a str],
    /// What pip is asked for.
    pub(crate) wanted: &'a [&'a str],
}

impl Package<'_> {
    /// The folder that holds it, where it is put if it is missing.
    pub(crate) fn ensure(&self) -> anyhow::Result<PathBuf> {
        let root = cache::folder()?.join(&self.name);
        if root.is_dir() {
            return Ok(root);
        }
        let what = self.what;
        if step::ask(step::program("python3").args(["-m", "pip", "--version"])).is_none() {
            bail!(
                "the tests need {what}, and pip installs it: install Python 3 with pip, e.g. `apt-get install \
                 python3-pip`"
            );
        }
        say::note(format_args!(
            "{} is missing: putting it into {}",
            self.name,
            root.display()
        ));
        // Whole or not at all: a run that is cut short must not leave half of it.
        let stage = root.with_extension("stage");
        if stage.exists() {
            std::fs::remove_dir_all(&stage)?;
        }
        step::run(&format!("install {what}"), &mut self.install(&stage))?;
        std::fs::rename(&stage, &root)
            .with_context(|| format!("cannot put {} into {}", self.name, root.display()))?;
        Ok(root)
    }

    fn install(&self, root: &Path) -> Command {
        let mut install = step::program("python3");
        install
            .args(["-m", "pip", "install", "--quiet"])
            .args(self.options)
            .arg("--target")
            .arg(root)
            .args(self.wanted);
        install
    }
}

#[cfg(test)]
mod tests {
    use super::Package;
    use std::path::Path;

    #[test]
    fn one_version_is_installed_beside_everything_else() {
        let package = Package {
            name: "x-1".to_owned(),
            what: "a thing",
            options: &["--no-deps"],
            wanted: &["x==1", "y>=3,<4"],
        };
        let command = package.install(Path::new("/cache/x"));
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        assert_eq!(
            args.join(" "),
            "-m pip install --quiet --no-deps --target /cache/x x==1 y>=3,<4"
        );
    }
}
