//! SIGKILL at any moment leaves the output as it was or whole, and the next run clears the rest away.
//!
//! The moments are told by what the run has written so far, not by a clock.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use support::{PLACEHOLDER, avmsdk, run_ok, stages, tree, write};

const FILES: usize = 300;

fn package(root: &Path) {
    let loader = format!("{{\"url\":\"{PLACEHOLDER}x.js\"}}");
    write(root, &[("sdk/cdnPackage/loader.json", loader.as_bytes())]);
    let content = format!("{PLACEHOLDER}{}", "x".repeat(1_500));
    for number in 0..FILES {
        write(
            root,
            &[(&format!("sdk/cdnPackage/file-{number:03}.js"), content.as_bytes())],
        );
    }
}

/// How many files a run has written into its stage; `None` before there is one.
fn progress(root: &Path) -> Option<usize> {
    let stage = stages(root).into_iter().find(|path| path.is_dir())?;
    Some(fs::read_dir(stage.join("new/cdnPackage")).map_or(0, Iterator::count))
}

/// Starts a run and kills it at the first moment for which `is_time`; whether it was killed while it ran.
fn kill_when(root: &Path, url: &str, is_time: impl Fn(Option<usize>) -> bool) -> bool {
    let mut child = avmsdk(root)
        .args(["configure", url, "--source", "sdk", "--out", "out"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !is_time(progress(root)) {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

type Moment = Box<dyn Fn(Option<usize>) -> bool>;

fn moments(out: &Path) -> Vec<Moment> {
    let mut moments: Vec<Moment> = vec![Box::new(|_| true), Box::new(|progress| progress.is_some())];
    for wanted in [1, 2, 5, 20, 60, 120, 180, 240, FILES - 1, FILES, FILES + 1] {
        moments.push(Box::new(move |progress| {
            progress.is_some_and(|files| files >= wanted)
        }));
    }
    // Right after the rename, while the old output may still be in the stage.
    let loader = out.join("cdnPackage/loader.json");
    let before = fs::read(&loader).ok();
    moments.push(Box::new(move |_| fs::read(&loader).ok() != before));
    moments
}

/// A run that nobody disturbs.
fn whole(root: &Path, url: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    run_ok(root, &["configure", url, "--source", "sdk", "--out", "reference"]);
    let files = tree(&root.join("reference"));
    fs::remove_dir_all(root.join("reference")).unwrap();
    files
}

#[test]
fn a_new_output_is_not_there_or_whole() {
    let root = tempfile::tempdir().unwrap();
    package(root.path());
    let out = root.path().join("out");
    let wanted = whole(root.path(), "https://one.org/");
    let mut halfway = 0;
    for moment in moments(&out) {
        let killed = kill_when(root.path(), "https://one.org/", moment);
        halfway +=
            usize::from(killed && progress(root.path()).is_some_and(|files| files > 0) && !out.exists());
        if out.exists() {
            assert_eq!(tree(&out), wanted);
            fs::remove_dir_all(&out).unwrap();
        }
    }
    assert!(
        halfway > 0,
        "no kill came while files were written: the test shows nothing"
    );
    run_ok(
        root.path(),
        &["configure", "https://one.org/", "--source", "sdk", "--out", "out"],
    );
    assert_eq!(tree(&out), wanted);
    assert_eq!(
        stages(root.path()),
        Vec::<PathBuf>::new(),
        "the next run clears away what kills left"
    );
}

#[test]
fn a_replaced_output_is_the_old_or_the_new_one_whole() {
    let root = tempfile::tempdir().unwrap();
    package(root.path());
    let out = root.path().join("out");
    let (one, two) = (
        whole(root.path(), "https://one.org/"),
        whole(root.path(), "https://two.org/longer/"),
    );
    let mut kept = 0;
    for number in 0..moments(&out).len() {
        run_ok(
            root.path(),
            &["configure", "https://one.org/", "--source", "sdk", "--out", "out"],
        );
        let moment = moments(&out).swap_remove(number);
        kill_when(root.path(), "https://two.org/longer/", moment);
        let found = tree(&out);
        assert!(
            found == one || found == two,
            "moment {number}: neither the old output nor the new one"
        );
        kept += usize::from(found == one);
    }
    assert!(
        kept > 0,
        "no kill came before the exchange: the test shows nothing"
    );
    run_ok(
        root.path(),
        &[
            "configure",
            "https://two.org/longer/",
            "--source",
            "sdk",
            "--out",
            "out",
        ],
    );
    assert_eq!(tree(&out), two);
    assert_eq!(stages(root.path()), Vec::<PathBuf>::new());
}
