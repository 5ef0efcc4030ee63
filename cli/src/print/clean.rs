//! Makes text from outside harmless for a terminal.

use std::borrow::Cow;

/// Shows control characters (escape codes above all) and characters that reorder text as `\u{…}`.
/// Line ends and tabs stay.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_harmful(character: char) -> bool {
    let reorders =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && !matches!(character, '\n' | '\t')) || reorders
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn escape_codes_are_shown_and_plain_text_stays() {
        for (text, shown) in [
            ("été 文件.js\n\tx", "été 文件.js\n\tx"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\rb", "a\\u{d}b"),
            ("c1 \u{9b}31m", "c1 \\u{9b}31m"),
            ("exe.\u{202e}gnp", "exe.\\u{202e}gnp"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }
}
