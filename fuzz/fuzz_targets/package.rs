//! Any files as a package: refused by name, or configured so that nothing leaves the output and all comes back.
//!
//! Each file begins with a line `--- PATH`; `P` in a file stands for the placeholder. Before the first line, `o` makes it
//! one of ours.

#![no_main]

use avmsdk_core::configure::{ConfigureOptions, ConfigurePlan, plan};
use avmsdk_core::package::{Found, FoundEntry, Kind, PackageFacts, PackageFile};
use avmsdk_core::release::Candidate;
use avmsdk_core::{Coded as _, PLACEHOLDER, PublicPath};
use libfuzzer_sys::fuzz_target;
use std::collections::{BTreeMap, BTreeSet};

const ONE: &str = "https://one.acme.org/chat/";
const OTHER: &str = "https://other.example/";
const MARK: &str = r#"{"schema":1,"name":"avmsdk","version":"1.0.0"}"#;

fuzz_target!(|text: &str| {
    let (head, rest) = text.split_once("--- ").unwrap_or((text, ""));
    let mut entries = Vec::new();
    let mut paths = BTreeSet::new();
    for file in rest.split("\n--- ") {
        let (path, content) = file.split_once('\n').unwrap_or((file, ""));
        if paths.insert(path.to_owned()) {
            entries.push(entry(path, content.replace('P', PLACEHOLDER).into_bytes()));
        }
    }
    if head.starts_with('o') {
        entries.push(entry("avmsdk-package.json", MARK.as_bytes().to_vec()));
    }
    let facts = match PackageFacts::from_found(entries) {
        Ok(facts) => facts,
        Err(error) => {
            assert!(!error.hint().is_empty());
            return;
        }
    };
    let made = match plan(facts.clone(), &options(ONE)) {
        Ok(made) => made,
        Err(error) => {
            assert!(!error.hint().is_empty() && !error.to_string().is_empty());
            return;
        }
    };
    stays(&made);
    released(&made);
    if facts.manifest.is_none() {
        // Straight to another place, and by way of the first, is the same.
        let straight = plan(facts, &options(OTHER)).expect("a path is as good as another");
        let again = plan(read_back(&made), &options(OTHER)).expect("it was just configured");
        assert_eq!(content(&straight), content(&again));
    }
});

fn entry(path: &str, bytes: Vec<u8>) -> FoundEntry {
    let file = PackageFile { bytes: bytes.into(), mode: 0o644 };
    FoundEntry { path: path.to_owned(), found: Found::File(file) }
}

fn options(path: &str) -> ConfigureOptions {
    ConfigureOptions::new(PublicPath::parse(path).expect("a public path"), "1.0.0")
}

fn content(plan: &ConfigurePlan) -> BTreeMap<&str, &[u8]> {
    plan.files.iter().map(|file| (file.path.as_str(), file.bytes.as_ref())).collect()
}

fn read_back(plan: &ConfigurePlan) -> PackageFacts {
    let entries = plan.files.iter().map(|file| entry(file.path.as_str(), file.bytes.to_vec()));
    PackageFacts::from_found(entries.collect()).expect("it was just configured")
}

/// Each name once, none that leads outside, and no placeholder where files are loaded from.
fn stays(plan: &ConfigurePlan) {
    let mut names = BTreeSet::new();
    for file in &plan.files {
        let path = file.path.as_str();
        assert!(names.insert(path), "{path}");
        assert!(path.split('/').all(|name| !matches!(name, "" | "." | "..")) && !path.contains(['\\', '\0']), "{path}");
        if file.path.is_in("cdnPackage") {
            let has_placeholder = file.bytes.windows(PLACEHOLDER.len()).any(|part| part == PLACEHOLDER.as_bytes());
            assert!(!has_placeholder, "{path}");
        }
    }
    assert!(plan.kind == Kind::Ours || plan.kind == Kind::Vendor);
}

fn released(plan: &ConfigurePlan) {
    let facts = read_back(plan);
    let Some((_, manifest)) = &facts.manifest else { return };
    let files = facts.files.iter().map(|(path, file)| (path.clone(), file.bytes.to_vec())).collect();
    match Candidate::new(manifest, &files) {
        Ok(candidate) => assert!(candidate.files.iter().all(|file| !file.key.is_in("releases"))),
        Err(error) => assert!(!error.hint().is_empty()),
    }
}
