//! The two npm packages, pinned by `xtask/npm`: `binaryen` (wasm-opt) and `esbuild`.
//!
//! They are installed under the target folder, without running any script of theirs. Their programs are
//! given to Node by path, so nothing global is ever used by mistake.

use super::paths::Paths;
use crate::step;
use anyhow::{Context as _, bail};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// A Node with npm.
#[derive(Debug)]
pub(super) struct Node {
    /// What `node --version` says.
    pub(super) version: String,
}

/// Node with our packages installed.
#[derive(Debug)]
pub(super) struct Tools {
    modules: PathBuf,
}

/// Node, if it and npm are on the path.
pub(super) fn find() -> Option<Node> {
    let version = step::ask(step::program("node").arg("--version"))?
        .trim()
        .to_owned();
    step::ask(step::program(NPM).arg("--version"))?;
    Some(Node { version })
}

impl Node {
    /// Installs the packages unless just these are there.
    pub(super) fn install(self, paths: &Paths) -> anyhow::Result<Tools> {
        let folder = &paths.node_modules;
        let modules = folder.join("node_modules");
        // npm writes this file last: it stands for a complete installation.
        let complete = modules.join(".package-lock.json").is_file();
        if !(complete && same_pins(&paths.npm, folder)) {
            if modules.exists() {
                fs::remove_dir_all(&modules)
                    .with_context(|| format!("cannot remove: {}", modules.display()))?;
            }
            fs::create_dir_all(folder)?;
            for name in PINS {
                fs::copy(paths.npm.join(name), folder.join(name))
                    .with_context(|| format!("cannot copy: {}", paths.npm.join(name).display()))?;
            }
            let what = "install wasm-opt and esbuild from npm (`--no-node` does without)";
            let mut npm = step::program(NPM);
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(folder);
            step::run(what, &mut npm)?;
        }
        Ok(Tools { modules })
    }
}

fn same_pins(ours: &Path, installed: &Path) -> bool {
    PINS.iter().all(|name| {
        let read = |folder: &Path| fs::read(folder.join(name)).ok();
        read(ours).is_some_and(|pins| read(installed) == Some(pins))
    })
}

impl Tools {
    /// Runs wasm-opt on one file, making another.
    pub(super) fn wasm_opt(&self, args: &[String], input: &Path, output: &Path) -> anyhow::Result<()> {
        let done = self
            .program("binaryen/bin/wasm-opt")
            .args(args)
            .arg(input)
            .arg("--output")
            .arg(output)
            .output()
            .context("cannot start node")?;
        if !done.status.success() {
            bail!(
                "wasm-opt failed: {}",
                String::from_utf8_lossy(&done.stderr).trim()
            );
        }
        Ok(())
    }

    /// Runs esbuild on one source, without bundling. Its warnings are failures: each names a construct that
    /// the target does not know.
    pub(super) fn esbuild(&self, args: &[&str], source: &str) -> anyhow::Result<String> {
        let mut child = self
            .program("esbuild/bin/esbuild")
            .args([
                "--minify",
                "--legal-comments=none",
                "--log-level=warning",
                "--color=false",
            ])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start node")?;
        // esbuild reads to the end before it writes, so this cannot block on a full pipe.
        let written = child
            .stdin
            .take()
            .map_or(Ok(()), |mut stdin| stdin.write_all(source.as_bytes()));
        let done = child.wait_with_output()?;
        let words = String::from_utf8_lossy(&done.stderr);
        if !done.status.success() || !words.trim().is_empty() {
            bail!("esbuild is not content: {}", words.trim());
        }
        written.context("cannot write to esbuild")?;
        Ok(String::from_utf8(done.stdout)?)
    }

    fn program(&self, script: &str) -> Command {
        let mut command = step::program("node");
        command.arg(self.modules.join(script));
        command
    }
}

#[cfg(test)]
mod tests {
    use super::{PINS, same_pins};
    use crate::wasm::paths::Paths;
    use std::fs;

    #[test]
    fn an_installation_counts_only_with_the_same_pins() {
        let [ours, installed] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        assert!(!same_pins(ours.path(), installed.path()));
        for folder in [&ours, &installed] {
            PINS.iter()
                .for_each(|name| fs::write(folder.path().join(name), name).unwrap());
        }
        assert!(same_pins(ours.path(), installed.path()));
        fs::write(installed.path().join(PINS[1]), "other").unwrap();
        assert!(!same_pins(ours.path(), installed.path()));
    }

    #[test]
    fn the_lock_file_pins_by_hash_and_names_no_registry() {
        let lock = fs::read_to_string(Paths::find().unwrap().npm.join("package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""));
        for package in [
            "node_modules/binaryen",
            "node_modules/esbuild",
            "node_modules/@esbuild/linux-x64",
        ] {
            assert!(lock.contains(package), "{package}");
        }
        assert!(lock.contains("\"integrity\": \"sha512-"));
    }
}
