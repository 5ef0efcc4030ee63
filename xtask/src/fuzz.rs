//! `cargo xtask fuzz TARGET SECS`: throws bytes at one parser for a while, beginning with those of `fuzz/seeds/TARGET`.
//!
//! Needs two things that a normal build does not, and says how to get them; it installs nothing.

use crate::{say, step, workspace};
use anyhow::{Context as _, bail};
use std::path::Path;

/// What `cargo xtask fuzz` can be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A file of `fuzz/fuzz_targets`, without `.rs`
    target: String,
    /// For how many seconds
    #[arg(value_name = "SECS", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
}

/// Runs the target; a crash fails and leaves its input in `fuzz/artifacts`.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let targets = targets(&workspace::root().join("fuzz/fuzz_targets"))?;
    if !targets.contains(&args.target) {
        bail!(
            "there is no fuzz target `{}`, there are: {}",
            args.target,
            targets.join(", ")
        );
    }
    let toolchains = step::ask(step::program("rustup").args(["toolchain", "list"])).unwrap_or_default();
    if !toolchains.lines().any(|line| line.starts_with("nightly")) {
        bail!("fuzzing needs a nightly compiler, install it with: rustup toolchain install nightly");
    }
    if step::find("cargo-fuzz").is_none() {
        bail!("fuzzing needs `cargo-fuzz`, install it with: cargo install cargo-fuzz --locked");
    }
    say::note(format_args!(
        "the inputs that were found stay in fuzz/corpus/{}",
        args.target
    ));
    std::fs::create_dir_all(workspace::root().join("fuzz/corpus").join(&args.target))?;
    let mut fuzz = step::program("rustup");
    fuzz.args(arguments(&args.target, args.seconds));
    // Cargo tells its children which cargo and toolchain they are; this one is another.
    fuzz.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    step::run(
        &format!("fuzz `{}` for {} s", args.target, args.seconds),
        &mut fuzz,
    )
}

/// Whether the targets can be compiled, which no other build does: they are a crate of their own. libFuzzer itself is C++, and
/// for that as good as any that is not there.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut check = step::cargo([
        "check",
        "--quiet",
        "--locked",
        "--manifest-path",
        "fuzz/Cargo.toml",
    ]);
    check
        .env("CARGO_TARGET_DIR", workspace::target()?.join("fuzz"))
        .env("CUSTOM_LIBFUZZER_PATH", "/nowhere/libfuzzer.a");
    step::run("check the fuzz targets", &mut check)
}

/// What is found goes to the first folder; the second, which git knows, is only read.
fn arguments(target: &str, seconds: u32) -> Vec<String> {
    let mut arguments: Vec<String> = ["run", "nightly", "cargo", "fuzz", "run", target]
        .map(str::to_owned)
        .into();
    arguments.push(format!("fuzz/corpus/{target}"));
    arguments.push(format!("fuzz/seeds/{target}"));
    arguments.push("--".to_owned());
    arguments.push("-dict=fuzz/words.dict".to_owned());
    arguments.push("-rss_limit_mb=2048".to_owned());
    arguments.push("-timeout=20".to_owned());
    arguments.push(format!("-max_total_time={seconds}"));
    arguments
}

fn targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = folder
        .read_dir()
        .with_context(|| format!("there are no fuzz targets: {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::workspace;

    #[test]
    fn each_target_is_built_and_has_something_to_begin_with() {
        let folder = workspace::root().join("fuzz");
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let targets = targets(&folder.join("fuzz_targets")).unwrap();
        assert!(targets.len() > 10, "{targets:?}");
        for target in targets {
            assert!(
                manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")),
                "{target}"
            );
            let seeds = folder.join("seeds").join(&target).read_dir().unwrap();
            assert!(seeds.count() > 0, "{target}");
        }
    }
}
