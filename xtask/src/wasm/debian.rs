//! Debian's own Rust toolchain: where it is, whether it is complete, and how it is installed.
//!
//! It builds the wasm standard library from Debian's source package, so it needs no ready-made target.

use super::toolchain::version;
use crate::step;
use std::path::Path;

pub(super) const RUSTC: &str = "/usr/bin/rustc";
pub(super) const CARGO: &str = "/usr/bin/cargo";
pub(super) const LINKER: &str = "/usr/bin/wasm-ld-19";
/// The sources of the standard library.
pub(super) const SOURCE: &str = "/usr/lib/rustlib/src/rust";

/// All that is needed; the first takes the place of Debian's own, older `rustc`.
pub(super) const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Whether this is Debian.
pub(super) fn is_here() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian") && step::find("apt-get").is_some()
}

/// The packages that are not there, given the oldest compiler that will do.
pub(super) fn missing(oldest: &str) -> Vec<&'static str> {
    let rustc = version(Path::new(RUSTC)).is_some_and(|text| is_new_enough(&text, oldest));
    // An old cargo does not know a new compiler's flags, and the two come together.
    let cargo = rustc && Path::new(CARGO).is_file();
    let source = Path::new(SOURCE).join("library/Cargo.lock").is_file();
    let linker = Path::new(LINKER).is_file();
    let there = [rustc, cargo, source, linker];
    PACKAGES
        .into_iter()
        .zip(there)
        .filter(|(_, there)| !there)
        .map(|(name, _)| name)
        .collect()
}

/// Whether Debian's own `rustc` is installed, which `rustc-web` would replace.
pub(super) fn has_own_rustc() -> bool {
    let status =
        step::ask(step::program("dpkg-query").args(["--show", "--showformat=${db:Status-Abbrev}", "rustc"]));
    status.is_some_and(|status| status.starts_with("ii"))
}

/// Installs packages by apt, as root.
pub(super) fn install(packages: &[&str]) -> anyhow::Result<()> {
    let apt = || {
        let mut command = step::program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    step::run(
        "ask Debian for its newest packages",
        apt().args(["--quiet", "update"]),
    )?;
    step::run(
        "install Debian's toolchain for wasm",
        apt()
            .args(["--quiet", "install", "--yes", "--no-install-recommends"])
            .args(packages),
    )
}

/// Whether `rustc -vV`'s text names at least the version `oldest`, as `1.95`.
fn is_new_enough(text: &str, oldest: &str) -> bool {
    let numbers = |version: &str| -> Vec<u32> {
        version
            .split(['.', '-'])
            .map_while(|part| part.trim().parse().ok())
            .collect()
    };
    text.lines()
        .find_map(|line| line.strip_prefix("release: "))
        .is_some_and(|release| numbers(release) >= numbers(oldest))
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn versions_compare_by_number() {
        for (release, oldest, wanted) in [
            ("1.96.0", "1.95", true),
            ("1.95.0", "1.95", true),
            ("1.100.0", "1.95", true),
            ("1.63.0", "1.95", false),
            ("1.96.0-beta.1", "1.95", true),
            ("1.94.9", "1.95.0", false),
        ] {
            let text =
                format!("rustc {release} (x)\nbinary: rustc\nrelease: {release}\nLLVM version: 22.1.8\n");
            assert_eq!(is_new_enough(&text, oldest), wanted, "{release} against {oldest}");
        }
        assert!(!is_new_enough("", "1.95"));
    }
}
