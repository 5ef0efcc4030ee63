//! Whether the example that `tsc` checks uses everything that there is.

use super::sections;
use super::types::Interface;

/// What the example leaves out.
pub(super) fn compare(example: &str, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for key in ["methods", "events", "delegates", "options"] {
        for member in &sections::by_key(key)?.of(interfaces)?.members {
            let name = &member.name;
            let uses = match key {
                "methods" => vec![format!("AvMessagingSdk.{name}")],
                "events" => vec![format!("'{name}'")],
                // A property, a method, or a name that stands for both.
                _ => [": ", "(", ","].map(|end| format!("  {name}{end}")).to_vec(),
            };
            let is_used = uses.iter().any(|text| uses_text(example, text));
            let is_used = is_used || key == "delegates" && example.contains(&format!("async {name}("));
            if !is_used {
                problems.push(format!("`example.ts` does not use, of {key}: {name}"));
            }
        }
    }
    Ok(problems)
}

/// Whether the text stands there and no letter follows.
fn uses_text(example: &str, text: &str) -> bool {
    example.match_indices(text).any(|(at, _)| {
        let next = example[at + text.len()..].chars().next();
        let ends = text.ends_with(|letter: char| !letter.is_alphanumeric());
        ends || !next.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::r#gen::{sections::SECTIONS, types};

    #[test]
    fn what_is_not_used_is_named() {
        let mut source = String::new();
        for section in SECTIONS {
            let member = match section.key {
                "methods" => "open(): void;",
                "events" => "'a:b': [];",
                "delegates" => "ask?(): void;",
                "options" => "theme?: string;",
                _ => "x: string;",
            };
            source += &format!(
                "/** X. */\nexport interface {} {{\n  /** Y. */\n  {member}\n}}\n",
                section.interface
            );
        }
        let interfaces = types::read(&source).unwrap();
        let missing = |example: &str| compare(example, &interfaces).unwrap();
        let whole = "AvMessagingSdk.open()\non('a:b')\n  ask() {}\n  theme: 'x'";
        assert_eq!(missing(whole), [] as [String; 0]);
        assert_eq!(
            missing(&whole.replace("open", "opened")),
            ["`example.ts` does not use, of methods: open"]
        );
        assert_eq!(
            missing("AvMessagingSdk.open()"),
            [
                "`example.ts` does not use, of events: a:b",
                "`example.ts` does not use, of delegates: ask",
                "`example.ts` does not use, of options: theme"
            ]
        );
    }
}
