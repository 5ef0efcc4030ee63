use super::{FOLDERS, Proofs};
use crate::r#gen::{sections::SECTIONS, types};
use std::fs;

fn interfaces() -> Vec<types::Interface> {
    let mut source = String::new();
    for section in SECTIONS {
        source += &format!("/** X. */\nexport interface {} {{\n", section.interface);
        if section.key == "methods" {
            source += "  /** A. */\n  open(): void;\n  /** B. */\n  close(): void;\n";
        }
        source += "}\n";
    }
    types::read(&source).unwrap()
}

#[test]
fn rows_and_tests_must_exist() {
    let root = tempfile::tempdir().unwrap();
    for folder in FOLDERS {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    fs::write(
        root.path().join("e2e/tests/api.rs"),
        r#"const A: &[(&str, C)] = &[("method_open", open)];"#,
    )
    .unwrap();
    fs::write(
        root.path().join("cli/x.rs"),
        "fn it_closes() { say(\"no_test\"); }",
    )
    .unwrap();
    for (proofs, wanted) in [
        (
            r#"{"methods": {"open": "method_open", "close": "it_closes"}}"#,
            &[][..],
        ),
        (r#"{"methods": {"*": "method_open"}, "events": {}}"#, &[]),
        (
            r#"{"methods": {"open": "method_close", "close": "no_test"}}"#,
            &[
                "`proofs.json` names a test that there is not: no_test",
                "`proofs.json` names a test that there is not: method_close",
            ],
        ),
        (
            r#"{"methods": {"shut": "it_closes"}}"#,
            &["`proofs.json` names a row that the types have not: methods shut"],
        ),
    ] {
        let problems = Proofs::read(proofs)
            .unwrap()
            .compare(&interfaces(), root.path())
            .unwrap();
        assert_eq!(problems, wanted, "{proofs}");
    }
    assert!(Proofs::read(r#"{"method": {}}"#).is_err(), "no such section");
}

#[test]
fn rows_without_a_test_are_counted() {
    let unproved = |proofs: &str| Proofs::read(proofs).unwrap().unproved(&interfaces()).unwrap();
    assert_eq!(unproved("{}"), ["methods open", "methods close"]);
    assert_eq!(unproved(r#"{"methods": {"open": "x"}}"#), ["methods close"]);
    assert_eq!(unproved(r#"{"methods": {"*": "x"}}"#), [] as [String; 0]);
}
