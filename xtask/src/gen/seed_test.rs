use super::Seed;
use crate::r#gen::{sections::SECTIONS, types};

fn seed(options: &str) -> Seed {
    let api: Vec<String> = SECTIONS
        .iter()
        .filter(|section| section.key != "strings")
        .map(|section| {
            let names = if section.key == "options" { options } else { "{}" };
            format!("\"{}\": {{\"seed\": {names}}}", section.key)
        })
        .collect();
    let strings = r#"{"about": "", "seed": {"word": "It's {x}"}, "later": {}}"#;
    Seed::read(&format!("{{\"about\": \"\", {}}}", api.join(",")), strings).unwrap()
}

fn compared(options: &str, members: &str, word: &str) -> Vec<String> {
    let mut source = String::new();
    for section in SECTIONS {
        let members = match section.key {
            "options" => members.to_owned(),
            "strings" => format!("/**\n * W.\n *\n * @defaultValue `{word}`\n */\n  word?: string;\n"),
            _ => String::new(),
        };
        source += &format!(
            "/** X. */\nexport interface {} {{\n{members}}}\n",
            section.interface
        );
    }
    seed(options).compare(&types::read(&source).unwrap()).unwrap()
}

const GOOD: &str = "\"It's {x}\"";

#[test]
fn what_the_seed_lists_must_be_there_with_its_default() {
    let is = "/**\n * A.\n *\n * @defaultValue `true`\n */\n  a?: boolean;\n";
    for (options, members, wanted) in [
        (r#"{"a": true}"#, is, None),
        (r#"{"a": null}"#, is, None),
        (
            r#"{"a": false}"#,
            is,
            Some("the default of options a is `true`, and must be: false"),
        ),
        (
            r#"{"a": "true"}"#,
            is,
            Some("the default of options a is `true`, and must be: \"true\""),
        ),
        (
            r#"{"a": true, "b": null}"#,
            is,
            Some("the types lack, of options: b"),
        ),
        (
            r#"{"a": true}"#,
            "  /** A. */\n  a?: boolean;\n",
            Some("the default of options a is ``, and must be: true"),
        ),
        (
            "{}",
            "  /** New. */\n  a?: boolean;\n",
            Some("no list of the seed has it, so its comment must begin with `Ours: `: options a"),
        ),
        ("{}", "  /** Ours: new. */\n  a?: boolean;\n", None),
    ] {
        assert_eq!(
            compared(options, members, GOOD),
            Vec::from_iter(wanted),
            "{options} {members}"
        );
    }
}

#[test]
fn strings_are_compared_to_the_letter() {
    assert_eq!(compared("{}", "", GOOD), [] as [String; 0]);
    assert_eq!(
        compared("{}", "", "\"It's {x} \""),
        ["the default of strings word is `\"It's {x} \"`, and must be: \"It's {x}\""]
    );
}

#[test]
fn a_list_that_is_missing_is_an_error() {
    assert!(Seed::read("{}", r#"{"seed": {}}"#).is_err());
}
