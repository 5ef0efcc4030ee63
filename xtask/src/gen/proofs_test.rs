use super::{FOLDERS, Proof, Proofs};
use crate::r#gen::{sections, sections::SECTIONS, types};
use std::fs;

fn interfaces() -> Vec<types::Interface> {
    let mut source = String::new();
    for section in SECTIONS {
        source += &format!("/** X. */\nexport interface {} {{\n", section.interface);
        source += match section.key {
            "methods" => "  /** A. */\n  open(): void;\n  /** B. */\n  close(): void;\n",
            "strings" => "  /** C. */\n  hello?: string;\n",
            _ => "",
        };
        source += "}\n";
    }
    types::read(&source).unwrap()
}

fn compared(proofs: &str, words: &[&str]) -> Vec<String> {
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
    let words: Vec<_> = words
        .iter()
        .map(|key| ((*key).to_owned(), String::new()))
        .collect();
    Proofs::read(proofs)
        .unwrap()
        .compare(&interfaces(), &words, root.path())
        .unwrap()
}

#[test]
fn rows_and_tests_must_exist() {
    for (methods, wanted) in [
        (r#""open": "method_open", "close": "it_closes""#, &[][..]),
        (
            r#""open": "method_close", "close": "no_test""#,
            &[
                "`proofs.json` names a test that there is not: no_test",
                "`proofs.json` names a test that there is not: method_close",
            ],
        ),
        (
            r#""open": "method_open", "close": "it_closes", "shut": "it_closes""#,
            &["`proofs.json` names a row that the types have not: methods shut"],
        ),
        (
            r#""open": "method_open", "*": "method_open""#,
            &[
                "no test is named for: methods close",
                "`proofs.json` names a row that the types have not: methods *",
            ],
        ),
    ] {
        let proofs = format!(r#"{{"methods": {{{methods}}}, "events": {{}}, "notShownYet": ["hello"]}}"#);
        assert_eq!(compared(&proofs, &[]), wanted, "{methods}");
    }
    assert!(Proofs::read(r#"{"method": {}}"#).is_err(), "no such section");
}

#[test]
fn a_string_has_a_test_or_is_not_shown_yet() {
    for (strings, not_shown, words, wanted) in [
        (r#""hello": "it_closes""#, "", &["hello"][..], &[][..]),
        ("", r#""hello""#, &[], &[]),
        ("", "", &[], &["no test is named for: strings hello"]),
        (
            r#""hello": "it_closes""#,
            r#""hello""#,
            &[],
            &["`notShownYet` of `proofs.json` names a string that is shown: hello"],
        ),
        (
            "",
            r#""hello""#,
            &["hello"],
            &["`notShownYet` of `proofs.json` names a string that is shown: hello"],
        ),
        (
            "",
            r#""hello", "hello", "open""#,
            &[],
            &[
                "`notShownYet` of `proofs.json` names a string twice: hello",
                "`notShownYet` of `proofs.json` names a string that the types have not: open",
            ],
        ),
    ] {
        let proofs = format!(
            r#"{{"methods": {{"open": "it_closes", "close": "it_closes"}}, "strings": {{{strings}}}, "notShownYet": [{not_shown}]}}"#
        );
        assert_eq!(compared(&proofs, words), wanted, "{proofs}");
    }
}

#[test]
fn only_a_string_may_be_not_shown_yet() {
    let proofs = Proofs::read(r#"{"strings": {"a": "x"}, "notShownYet": ["b"]}"#).unwrap();
    let [strings, methods] = ["strings", "methods"].map(|key| sections::by_key(key).unwrap());
    assert_eq!(proofs.of(strings, "a"), Some(Proof::Test("x")));
    assert_eq!(proofs.of(strings, "b"), Some(Proof::NotShownYet));
    assert_eq!(proofs.of(methods, "b"), None);
}
