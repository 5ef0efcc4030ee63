//! Whether the manual names all that there is, with the defaults: it is all that people get who embed the widget.

use super::sections::SECTIONS;
use super::types::{Interface, Member};
use serde_json::Value;

/// Where the strings stand, each in a row of its own.
const STRINGS: &str = "\n### Strings\n";
/// What comes after them.
const AFTER: &str = "\n## ";

/// What the manual leaves out or tells otherwise, and strings of it that there are not.
pub(super) fn compare(manual: &str, interfaces: &[Interface]) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    // A string may have the name of an option.
    let (before, rest) = manual.split_once(STRINGS).unwrap_or((manual, ""));
    let (strings, after) = rest.split_once(AFTER).unwrap_or((rest, ""));
    let others = [before, after].concat();
    for section in SECTIONS {
        let interface = section.of(interfaces)?;
        let manual = if section.key == "strings" {
            strings
        } else {
            &others
        };
        for member in &interface.members {
            let name = &member.name;
            if !names(manual, section.key, member) {
                problems.push(format!("the manual lacks, of {}: {name}", section.key));
            } else if !has_default(manual, member) {
                let default = member.default.as_deref().unwrap_or_default();
                problems.push(format!(
                    "the manual has another default of {} {name} than: {default}",
                    section.key
                ));
            }
        }
        if section.key == "strings" {
            for key in rows(strings).filter_map(|(first, _)| first.strip_prefix('`')?.strip_suffix('`')) {
                if interface.member(key).is_none() {
                    problems.push(format!("the manual has a string that there is not: {key}"));
                }
            }
        }
    }
    Ok(problems)
}

/// Whether it stands where one looks for it: the fields of a form, and other names of a thing, stand in sentences.
fn names(manual: &str, section: &str, member: &Member) -> bool {
    let name = &member.name;
    let (quoted, called) = (format!("`{name}`"), format!("`{name}("));
    match section {
        "methods" if member.kind.contains('(') => rows(manual).any(|(first, _)| first.contains(&called)),
        "methods" => manual.contains(&format!("`AvMessagingSdk.{name}`")),
        "delegates" => rows(manual).any(|(first, _)| first.contains(&called)),
        "events" | "strings" => rows(manual).any(|(first, _)| first.contains(&quoted)),
        _ => manual.contains(&quoted),
    }
}

/// Whether the row of it, if it has one, has its default.
fn has_default(manual: &str, member: &Member) -> bool {
    let Some(literal) = member.default.as_deref() else {
        return true;
    };
    let written = match serde_json::from_str(literal) {
        Ok(Value::String(text)) => {
            let text = text.replace('\n', "\\n");
            [format!("`{text}`"), format!("`'{text}'`")]
        }
        _ => [format!("`{literal}`"), String::new()],
    };
    let quoted = format!("`{}`", member.name);
    rows(manual)
        .filter(|(first, _)| first.contains(&quoted))
        .all(|(_, second)| written.iter().any(|written| written == second))
}

/// The first two cells of each row of a table.
fn rows(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.lines().filter_map(|line| {
        let (first, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        Some((first, rest.split(" | ").next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::r#gen::{sections::SECTIONS, types};

    const WHOLE: &str = "\
`AvMessagingSdk.VERSION`
| `open()`, `close()` | | Opens. |
| `a:b` | `data` | When. |
| `ask(it)` | it | Asks. |
| `theme` | `'auto'` | What. |
A `field`.

### Strings

| key | default | where |
|---|---|---|
| `word` | `It's\\n{x} ` | There. |

## Methods

| `other` | x | y |
";

    fn problems(manual: &str) -> Vec<String> {
        let mut source = String::new();
        for section in SECTIONS {
            let members = match section.key {
                "methods" => "/** V. */\n  readonly VERSION: string;\n  /** O. */\n  open(): void;",
                "events" => "/** E. */\n  'a:b': [];",
                "delegates" => "/** D. */\n  ask?(): void;",
                "options" => "/**\n   * T.\n   *\n   * @defaultValue `\"auto\"`\n   */\n  theme?: string;",
                "strings" => {
                    "/**\n   * W.\n   *\n   * @defaultValue `\"It's\\n{x} \"`\n   */\n  word?: string;"
                }
                _ => "/** F. */\n  field?: string;",
            };
            source += &format!(
                "/** X. */\nexport interface {} {{\n  {members}\n}}\n",
                section.interface
            );
        }
        compare(manual, &types::read(&source).unwrap()).unwrap()
    }

    #[test]
    fn what_the_manual_leaves_out_or_tells_otherwise_is_named() {
        assert_eq!(problems(WHOLE), [] as [String; 0]);
        for (from, to, wanted) in [
            (
                "AvMessagingSdk.VERSION",
                "x",
                "the manual lacks, of methods: VERSION",
            ),
            ("`open()`", "`opened()`", "the manual lacks, of methods: open"),
            ("`a:b`", "`a:c`", "the manual lacks, of events: a:b"),
            ("`ask(", "`asks(", "the manual lacks, of delegates: ask"),
            ("`theme`", "`style`", "the manual lacks, of options: theme"),
            (
                "`'auto'`",
                "`'dark'`",
                "the manual has another default of options theme than: \"auto\"",
            ),
            (
                "{x} `",
                "{x}`",
                "the manual has another default of strings word than: \"It's\\n{x} \"",
            ),
            ("`word`", "`words`", "the manual lacks, of strings: word"),
        ] {
            let found = problems(&WHOLE.replace(from, to));
            assert_eq!(found.first().map_or("", String::as_str), wanted, "{from}");
        }
        assert_eq!(
            problems(&WHOLE.replace("| `word`", "| `gone` | `x` | y |\n| `word`")),
            ["the manual has a string that there is not: gone"]
        );
    }
}
