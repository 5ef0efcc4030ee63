//! `unsafe` is kept out by a lint of each crate; here it is seen that each has it.

use crate::workspace;
use std::fs;

#[test]
fn every_crate_forbids_unsafe_code() {
    let root = workspace::root();
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let forbids = "[lints.rust]\nunsafe_code = \"forbid\"";
    assert!(read("Cargo.toml").contains("[workspace.lints.rust]\nunsafe_code = \"forbid\""));
    let members: Vec<_> = workspace::metadata()
        .unwrap()
        .workspace_packages()
        .into_iter()
        .cloned()
        .collect();
    assert!(members.len() > 7);
    for member in members {
        let manifest = fs::read_to_string(&member.manifest_path).unwrap();
        let is_widget = member.name.as_str() == "avmsdk-runtime";
        let wanted = if is_widget {
            "[lints.rust]\nunsafe_code = \"deny\""
        } else {
            "[lints]\nworkspace = true"
        };
        assert!(manifest.contains(wanted), "{}", member.name);
    }
    assert!(read("fuzz/Cargo.toml").contains(forbids));
}

/// What is only denied could be allowed again, line by line.
#[test]
fn the_widget_lifts_no_lint_on_unsafe_code() {
    let mut folders = vec![workspace::root().join("runtime/src")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("unsafe_code"), "{}", path.display());
            }
        }
    }
    assert!(files > 10);
}
