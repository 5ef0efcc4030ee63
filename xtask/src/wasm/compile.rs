//! Compiles the runtime crate to wasm, by either toolchain, with the flags that both share.
//!
//! The module may use nothing beyond the first wasm (`mvp`), and no path of this machine may stand in it.

use super::debian;
use super::paths::{Paths, cargo_home};
use super::toolchain::{TARGET, Toolchain, Way};
use crate::step;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate that becomes the widget.
pub(super) const CRATE: &str = "avmsdk-runtime";

/// Runs cargo and answers where the module is.
pub(super) fn run(paths: &Paths, toolchain: &Toolchain) -> anyhow::Result<PathBuf> {
    step::run(&format!("compile `{CRATE}`"), &mut command(paths, &toolchain.way))?;
    Ok(paths
        .work
        .join(TARGET)
        .join("wasm")
        .join(CRATE.replace('-', "_"))
        .with_extension("wasm"))
}

fn command(paths: &Paths, way: &Way) -> Command {
    let mut command = match way {
        Way::Active => step::cargo::<&str>([]),
        Way::Debian => {
            let mut command = step::program(debian::CARGO);
            command
                .env("RUSTC", debian::RUSTC)
                // `-Z` on a release compiler: the standard library is compiled from Debian's source package.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", debian::LINKER)
                // `cargo run` points it at the libraries of the toolchain that built this program.
                .env_remove("LD_LIBRARY_PATH");
            command
        }
    };
    command
        .args([
            "rustc",
            "--locked",
            "--lib",
            "--profile",
            "wasm",
            "--package",
            CRATE,
            "--target",
            TARGET,
        ])
        .args(match way {
            Way::Active => &[][..],
            Way::Debian => &[
                "-Zbuild-std=std,panic_abort",
                "-Zbuild-std-features=optimize_for_size",
                "--",
                // Where all crates are joined, and only there, an instruction counts less when a function may be put
                // into its caller: 0.3 KB of brotli.
                "-Cllvm-args=-inline-instr-cost=3",
            ],
        })
        .env("CARGO_TARGET_DIR", &paths.work)
        // `strip = true` would drop the `target_features` section, and wasm-bindgen then guesses wrong.
        .env("CARGO_PROFILE_WASM_STRIP", "debuginfo")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(paths, way).join("\u{1f}"))
        .env_remove("RUSTFLAGS");
    command
}

fn flags(paths: &Paths, way: &Way) -> Vec<String> {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags = vec![
        "-Ctarget-cpu=mvp".to_owned(),
        // Copies become an instruction that wasm-opt lowers to a loop; the compiler's own memory functions
        // take six times as much.
        "-Ctarget-feature=+bulk-memory".to_owned(),
        // A quarter of a megabyte and not a whole one: constants lie behind it, and their addresses take a byte less.
        "-Clink-arg=-zstack-size=262144".to_owned(),
    ];
    // The last match wins, so the narrower path comes later.
    flags.extend(cargo_home().map(|home| remap(&home, "cargo")));
    flags.push(remap(&paths.root, "avmsdk"));
    if *way == Way::Debian {
        flags.push(remap(Path::new(debian::SOURCE), "rust"));
        // No message survives a panic, and all code that would print one is left out.
        flags.extend([
            "-Zunstable-options".to_owned(),
            "-Cpanic=immediate-abort".to_owned(),
            // Nor does anything say where it was, or print a value for developers.
            "-Zlocation-detail=none".to_owned(),
            "-Zfmt-debug=none".to_owned(),
            // Nor is code written twice for what is known on one way to it: 0.1 KB of brotli.
            "-Zmir-enable-passes=-JumpThreading".to_owned(),
            // Loops are left as they are written, and no load is repeated to save one elsewhere: both are
            // for speed and take a kilobyte of brotli.
            "-Cllvm-args=-disable-lsr -enable-load-pre=false".to_owned(),
        ]);
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::{command, flags};
    use crate::wasm::paths::Paths;
    use crate::wasm::toolchain::Way;

    #[test]
    fn only_debians_toolchain_gets_unstable_flags() {
        let paths = Paths::find().unwrap();
        for (way, unstable) in [(Way::Active, false), (Way::Debian, true)] {
            let command = command(&paths, &way);
            let args: Vec<_> = command
                .get_args()
                .map(|arg| arg.to_string_lossy().into_owned())
                .collect();
            assert_eq!(args.iter().any(|arg| arg.starts_with("-Z")), unstable, "{args:?}");
            assert!(args.contains(&"--locked".to_owned()));
            assert_eq!(
                command.get_envs().any(|(name, _)| name == "RUSTC_BOOTSTRAP"),
                unstable
            );
            let flags = flags(&paths, &way);
            assert_eq!(
                flags.iter().any(|flag| flag.starts_with("-Z")),
                unstable,
                "{flags:?}"
            );
            assert_eq!(flags[0], "-Ctarget-cpu=mvp");
        }
    }

    #[test]
    fn the_workspace_is_remapped_after_the_wider_folders() {
        let paths = Paths::find().unwrap();
        let flags = flags(&paths, &Way::Active);
        let last = flags.last().unwrap();
        assert_eq!(
            last,
            &format!("--remap-path-prefix={}=avmsdk", paths.root.display())
        );
    }
}
