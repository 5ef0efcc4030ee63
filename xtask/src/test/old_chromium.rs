//! Chromium 64, 73 and 80, which nobody packages any more but npm: compressed, and for Linux on x86-64 alone.
//!
//! Unpacked once, below the user's folder for caches. They are no longer mended, so they load pages of this machine only.

use crate::{cache, npm, say, workspace};
use anyhow::{Context as _, bail};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// As `avmsdk-e2e` calls the three, and the variable that names their folder.
pub(super) const NAME: &str = "old-chromium";
pub(super) const VARIABLE: &str = "AVMSDK_OLD_CHROMIUM";

/// Packages of `fixtures/browsers`, and what each has packed.
const PACKED: [(&str, &str); 3] = [
    ("chromium-64", "chromium.br"),
    ("chromium-73", "chromium-73.0.3679.0.br"),
    ("chromium-80", "chromium.br"),
];

/// The folder of the three programs, which are put there if they are missing; nothing where they cannot run.
pub(super) fn ensure() -> anyhow::Result<Option<PathBuf>> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        say::note("there is no Chromium 64, 73 and 80 for this machine, and nothing is tried in them");
        return Ok(None);
    }
    if npm::version().is_none() {
        bail!(
            "the tests take Chromium 64, 73 and 80 from npm: install Node 18 or later, e.g. `apt-get install nodejs npm`"
        );
    }
    let folder = cache::folder()?.join(NAME);
    let packed = |modules: &Path, (name, file): (&str, &str)| modules.join(name).join("bin").join(file);
    let modules = folder.join("node_modules");
    let is_whole = |(name, file)| folder.join(name).is_file() || packed(&modules, (name, file)).is_file();
    if !PACKED.into_iter().all(is_whole) && modules.is_dir() {
        // What was unpacked is gone, and so is what it was unpacked from.
        fs::remove_dir_all(&modules).with_context(|| format!("cannot remove: {}", modules.display()))?;
    }
    let what = format!(
        "install Chromium 64, 73 and 80 from npm into {}, once, 110 MB",
        folder.display()
    );
    let modules = npm::install(&what, &workspace::root().join("fixtures/browsers"), &folder)?;
    for (name, file) in PACKED {
        let packed = packed(&modules, (name, file));
        if packed.is_file() {
            say::step(format_args!("unpack {name}"));
            unpack(&packed, &folder.join(name))
                .with_context(|| format!("cannot unpack: {}", packed.display()))?;
        }
    }
    Ok(Some(folder))
}

/// Makes a program of it, at once or not at all, and removes what it was packed in.
fn unpack(packed: &Path, program: &Path) -> anyhow::Result<()> {
    let beside = program.with_extension("part");
    let mut from = brotli::Decompressor::new(File::open(packed)?, 1 << 16);
    io::copy(&mut from, &mut File::create(&beside)?)?;
    make_executable(&beside)?;
    fs::rename(&beside, program)?;
    Ok(fs::remove_file(packed)?)
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::unpack;
    use std::fs;
    use std::io::Write as _;
    use std::process::Command;

    #[test]
    fn what_is_unpacked_can_be_started_and_is_packed_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let [packed, program] = ["program.br", "program"].map(|name| folder.path().join(name));
        let mut writer = brotli::CompressorWriter::new(fs::File::create(&packed).unwrap(), 4096, 5, 22);
        writer.write_all(b"#!/bin/sh\necho it runs\n").unwrap();
        drop(writer);
        unpack(&packed, &program).unwrap();
        let said = Command::new(&program).output().unwrap().stdout;
        assert_eq!(String::from_utf8(said).unwrap(), "it runs\n");
        assert!(!packed.exists());
    }

    #[test]
    fn what_is_broken_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let [packed, program] = ["program.br", "program"].map(|name| folder.path().join(name));
        fs::write(&packed, "not packed").unwrap();
        assert!(unpack(&packed, &program).is_err());
        assert!(!program.exists() && packed.exists());
    }
}
