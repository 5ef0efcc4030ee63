//! Each document of `--json` fits the schema that is published for it. Those of the commands that need a server are
//! checked where these are tested, in `deploy/` and `verify.rs`.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/schema.rs"]
mod schema;
mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::{run, small};

/// The document that a command prints, whatever its exit code, which has been held against its schema.
fn document(folder: &Path, args: &[&str]) -> Value {
    let output = run(folder, args);
    let said = String::from_utf8_lossy(&output.stderr);
    let document =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {said}"));
    schema::check(&document);
    document
}

#[test]
fn what_commands_print_fits_its_schema() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    small(folder);
    fs::write(folder.join("sdk/cdnPackage/loader.json.br"), "old").unwrap();
    fs::write(folder.join("policy.txt"), "script-src 'none'; img-src 'self'").unwrap();
    let configure = |path: &str, more: &[&str]| {
        let args = [
            "configure",
            path,
            "--source=sdk",
            "--out=out",
            "--json",
            "--force",
        ];
        document(folder, &[&args, more].concat())
    };
    for (path, warnings) in [
        ("https://cdn.acme.org/chat/", 1),
        ("http://192.0.2.7/", 2),
        ("http://[::1]/", 2),
    ] {
        let report = configure(path, &[]);
        assert_eq!(report["warnings"].as_array().unwrap().len(), warnings, "{report}");
    }
    configure(
        "https://cdn.acme.org/chat/",
        &["--precompress=br,gzip", "--channels=line"],
    );
    let manifest = fs::read(folder.join("out/manifest.json")).unwrap();
    schema::check(&serde_json::from_slice(&manifest).unwrap());

    for (args, ok) in [
        (&["csp", "--json"][..], true),
        (
            &[
                "csp",
                "--format=json",
                "--channels=line,sms",
                "--strict",
                "--no-image-upload",
            ],
            true,
        ),
        (&["csp", "--json", "--check=@policy.txt"], false),
        (&["csp", "--json", "--merge=@policy.txt"], true),
        (&["csp", "--json", "--channels=icq"], false),
        (&["csp", "--json", "--what"], false),
        (&["deploy", "--json"], false),
        (&["init", "--json"], true),
        (&["init", "--json"], false),
        (&["man", "--json", "--out=man"], true),
    ] {
        assert_eq!(document(folder, args)["ok"], ok, "{args:?}");
    }
}

#[test]
fn a_document_that_does_not_fit_is_found() {
    let wrong = serde_json::json!({"schema": "avmsdk.init/1", "ok": true, "file": "a", "more": 1});
    assert!(std::panic::catch_unwind(|| schema::check(&wrong)).is_err());
    let wrong = serde_json::json!({"schema": "avmsdk.init/1", "ok": true});
    assert!(std::panic::catch_unwind(|| schema::check(&wrong)).is_err());
}

/// Every name that the sources give to a document.
fn named(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for rest in text.split("\"avmsdk.").skip(1) {
                if let Some((name, _)) = rest.split_once("/1\"")
                    && !name.contains(['"', '{'])
                {
                    names.insert(name.to_owned());
                }
            }
        }
    }
}

#[test]
fn no_document_is_without_a_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    named(&root.join("src"), &mut names);
    named(&root.join("core/src"), &mut names);
    let listed = support::run_ok(root, &["schema"]);
    let listed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    assert_eq!(listed, names);
    assert!(names.len() > 10, "{names:?}");
    let (code, said) = support::run_refused(root, &["schema", "nothing"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("deploy-plan"), "{said}");
}
