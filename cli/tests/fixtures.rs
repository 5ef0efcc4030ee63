//! Every package below `fixtures/packages`: the vendor-shaped one, and bad ones with what is said of them.
//!
//! With `UPDATE_FIXTURES=1` the messages are written anew; read the difference before you keep it.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::{PLACEHOLDER, run_ok, run_refused, tree};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/packages")
        .canonicalize()
        .unwrap()
}

/// The plain way, byte by byte.
fn replaced(bytes: &[u8], url: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(PLACEHOLDER.as_bytes()) {
            out.extend_from_slice(url.as_bytes());
            rest = after;
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

#[test]
fn the_vendor_package_is_what_its_own_script_would_make_of_it() {
    let source = fixtures().join("vendor");
    let shown = source.to_str().unwrap();
    for url in [
        "http://localhost:8000/static/",
        "https://x.org/",
        "https://cdn.acme.org/a/much/longer/path/than/it/was/",
    ] {
        let root = tempfile::tempdir().unwrap();
        run_ok(
            root.path(),
            &["configure", url, "--source", shown, "--out", "out"],
        );
        let mut out = tree(&root.path().join("out"));
        for (path, bytes) in tree(&source.join("files")) {
            assert_eq!(out.remove(&path), Some(replaced(&bytes, url)), "{path}");
        }
        let added: Vec<_> = out.keys().map(String::as_str).collect();
        assert_eq!(
            added,
            [
                "README.md",
                "index.html",
                "manifest.json",
                "snippets/csp.html",
                "snippets/init.html",
                "snippets/loader.html"
            ]
        );
    }
}

#[cfg(unix)]
#[test]
fn bad_packages_are_refused_in_so_many_words() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(fixtures().join("bad")).unwrap() {
        let case = entry.unwrap().path();
        let root = tempfile::tempdir().unwrap();
        // The source's path differs from machine to machine: a link here gives it a short name.
        std::os::unix::fs::symlink(case.join("source"), root.path().join("source")).unwrap();
        let (code, said) = run_refused(
            root.path(),
            &[
                "configure",
                "https://b.org/",
                "--source",
                "source",
                "--out",
                "out",
            ],
        );
        assert_eq!(code, Some(1), "{}", case.display());
        assert!(!root.path().join("out").exists(), "{}", case.display());
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", case.display()));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 15, "only {count} cases were found");
}
