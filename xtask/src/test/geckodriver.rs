//! Firefox's driver: no package of Debian, but a crate. Building it takes minutes, so the binary is kept
//! below the user's folder for caches, outside the clone.

use crate::{say, step};
use anyhow::Context as _;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The version that was tried with Firefox ESR 153.
const VERSION: &str = "0.37.1";

/// Where the driver is: on `PATH`, or in the cache, where it is built if it is missing.
pub(super) fn ensure() -> anyhow::Result<PathBuf> {
    let name = format!("geckodriver{}", std::env::consts::EXE_SUFFIX);
    if let Some(program) = step::find(&name) {
        return Ok(program);
    }
    let cache = cache(|name| std::env::var_os(name))
        .context("there is no folder for caches: set HOME, or put `geckodriver` on PATH")?;
    let root = cache.join("avmsdk").join(format!("geckodriver-{VERSION}"));
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

/// The user's folder for what can be made again.
fn cache(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    let below_home = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(below_home)))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::{VERSION, cache, install};
    use std::path::{Path, PathBuf};

    #[test]
    fn the_cache_is_the_users() {
        let of = |set: &[(&str, &str)]| {
            cache(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).into())
            })
        };
        let (home, xdg) = (("HOME", "/home/ann"), ("XDG_CACHE_HOME", "/var/cache/ann"));
        assert_eq!(of(&[home, xdg]), Some(PathBuf::from("/var/cache/ann")));
        assert_eq!(of(&[home]), Some(PathBuf::from("/home/ann/.cache")));
        assert_eq!(
            of(&[home, ("XDG_CACHE_HOME", "")]),
            Some(PathBuf::from("/home/ann/.cache"))
        );
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn one_version_is_built_and_kept() {
        let command = install(Path::new("/cache/x"));
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        let wanted = format!("install geckodriver --version {VERSION} --locked --root /cache/x");
        assert_eq!(args.join(" "), wanted);
    }
}
