//! Starts the real program on folders made for one test.

#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) const PLACEHOLDER: &str = "https://placeholder.public.path/";

/// The program, deaf to the environment of whoever runs the tests.
pub(crate) fn avmsdk(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avmsdk"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AVMSDK_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).stdin(Stdio::null());
    command
}

pub(crate) fn run(folder: &Path, args: &[&str]) -> Output {
    avmsdk(folder).args(args).output().unwrap()
}

pub(crate) fn run_ok(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Runs what must fail: the exit code and what was said.
pub(crate) fn run_refused(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, args);
    assert!(!output.status.success(), "{args:?} was not refused");
    assert!(output.stdout.is_empty(), "an error is no data");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

pub(crate) fn write(root: &Path, files: &[(&str, &[u8])]) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The smallest package.
pub(crate) fn small(root: &Path) -> PathBuf {
    let loader = format!("{{\"url\":\"{PLACEHOLDER}sdk.1.0.1.min.js\"}}");
    write(
        root,
        &[
            ("sdk/cdnPackage/loader.json", loader.as_bytes()),
            ("sdk/cdnPackage/sdk.1.0.1.min.js", b"1"),
            ("sdk/docs/README.md", PLACEHOLDER.as_bytes()),
        ],
    );
    root.join("sdk")
}

/// Every file below a folder with its bytes; a link is shown as `-> target`.
pub(crate) fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_symlink() {
                files.insert(
                    name,
                    format!("-> {}", fs::read_link(&path).unwrap().display()).into_bytes(),
                );
            } else if path.is_dir() {
                walk(root, &path, files);
            } else {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files);
    files
}

/// What starts like a stage in a folder.
pub(crate) fn stages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with(".avmsdk-stage.")
        })
        .collect()
}
