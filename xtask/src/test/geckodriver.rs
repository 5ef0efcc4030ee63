//! Firefox's driver: no package of Debian, but a crate. Building it takes minutes, so the binary is kept
//! below the user's folder for caches, outside the clone.

use crate::{cache, say, step};
use anyhow::Context as _;
use std::path::{Path, PathBuf};

/// The version that was tried with Firefox ESR 153.
const VERSION: &str = "0.37.1";

/// Where the driver is: on `PATH`, or in the cache, where it is built if it is missing.
pub(super) fn ensure() -> anyhow::Result<PathBuf> {
    let name = format!("geckodriver{}", std::env::consts::EXE_SUFFIX);
    if let Some(program) = step::find(&name) {
        return Ok(program);
    }
    let cache = cache::folder().context("put `geckodriver` on PATH")?;
    let root = cache.join(format!("geckodriver-{VERSION}"));
    let program = root.join("bin").join(name);
    if !program.is_file() {
        say::note(format_args!(
            "`geckodriver` is missing: building it into {}, once, in some minutes",
            root.display()
        ));
        step::run("build Firefox's driver", &mut install(&root))?;
    }
    Ok(program)
}

/// With a target folder of its own, which cargo removes: the clone's is for the clone.
fn install(root: &Path) -> std::process::Command {
    let mut install = step::cargo([
        "install",
        "geckodriver",
        "--version",
        VERSION,
        "--locked",
        "--root",
    ]);
    install.arg(root).env_remove("CARGO_TARGET_DIR");
    install
}

#[cfg(test)]
mod tests {
    use super::{VERSION, install};
    use std::path::Path;

    #[test]
    fn one_version_is_built_and_kept() {
        let command = install(Path::new("/cache/x"));
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        let wanted = format!("install geckodriver --version {VERSION} --locked --root /cache/x");
        assert_eq!(args.join(" "), wanted);
    }
}
