//! Makes text from outside harmless for a terminal.

use std::borrow::Cow;

/// Shows control characters (escape codes above all) and characters that reorder text or end a line as `\u{…}`.
/// Line ends and tabs stay.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    escape(text, is_harmful, |character| {
        character.escape_unicode().to_string()
    })
}

/// As [`clean`], for a text of one line: a line end in it is shown as `\n`, so that a file's name cannot
/// pass for a message of ours.
pub(super) fn clean_line(text: &str) -> Cow<'_, str> {
    let ends = |character| character == '\n' || is_harmful(character);
    escape(text, ends, |character| match character {
        '\n' => "\\n".to_owned(),
        other => other.escape_unicode().to_string(),
    })
}

/// JSON with the same characters escaped as JSON does: they stand in its strings alone.
pub(super) fn clean_json(json: &str) -> Cow<'_, str> {
    escape(json, is_harmful, |character| {
        format!("\\u{:04x}", u32::from(character))
    })
}

fn escape(text: &str, is_harmful: impl Fn(char) -> bool, show: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) {
            shown.push_str(&show(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_harmful(character: char) -> bool {
    let reorders = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && !matches!(character, '\n' | '\t')) || reorders
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_json, clean_line};

    #[test]
    fn escape_codes_are_shown_and_plain_text_stays() {
        for (text, shown) in [
            ("été 文件.js\n\tx", "été 文件.js\n\tx"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\rb", "a\\u{d}b"),
            ("c1 \u{9b}31m", "c1 \\u{9b}31m"),
            ("exe.\u{202e}gnp", "exe.\\u{202e}gnp"),
            ("a\u{61c}b", "a\\u{61c}b"),
            ("a\u{2028}error: b\u{2029}", "a\\u{2028}error: b\\u{2029}"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }
    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(clean_line("a\nerror: b\t\u{1b}"), "a\\nerror: b\t\\u{1b}");
        assert_eq!(clean_line("plain"), "plain");
    }

    #[test]
    fn json_says_the_same_without_driving_the_terminal() {
        for name in ["a\u{9b}31m\u{202e}\u{7f}\u{1b}\n\"b", "été"] {
            let json = serde_json::to_string_pretty(&[name]).unwrap();
            let shown = clean_json(&json);
            assert!(
                !shown.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{1b}']),
                "{shown:?}"
            );
            assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [name]);
        }
    }
}
