//! Tools that take long to get: kept below the user's folder for caches, outside the clone.

use anyhow::Context as _;
use std::ffi::OsString;
use std::path::PathBuf;

/// Our folder there.
pub(crate) fn folder() -> anyhow::Result<PathBuf> {
    let cache = cache(|name| std::env::var_os(name)).context("there is no folder for caches: set HOME")?;
    Ok(cache.join("avmsdk"))
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
    use super::cache;
    use std::path::PathBuf;

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
}
