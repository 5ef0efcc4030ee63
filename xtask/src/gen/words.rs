//! The tables of words in the runtime: `key = "default",` inside `defaults! { … }` of `text.rs`, and the object
//! `words.json` with those of its second part.

use super::sections;
use super::types::Interface;
use anyhow::{Context as _, bail};
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// Every word with its default, in the table's order.
pub(super) fn words(source: &str) -> anyhow::Result<Vec<(String, String)>> {
    let (_, table) = source
        .split_once("\ndefaults! {")
        .context("there is no table `defaults! { … }`")?;
    let mut letters = table.chars().peekable();
    let mut words = Vec::new();
    loop {
        skip(&mut letters);
        if letters.peek() == Some(&'}') {
            return Ok(words);
        }
        let key = identifier(&mut letters);
        skip(&mut letters);
        let is_said = !key.is_empty() && letters.next() == Some('=');
        skip(&mut letters);
        if !is_said || letters.next() != Some('"') {
            bail!("the table of words holds lines as `key = \"default\",`, and something else after: {key}");
        }
        let text = string(&mut letters).with_context(|| format!("this word's text does not end: {key}"))?;
        words.push((key, text));
        skip(&mut letters);
        letters.next_if_eq(&',');
    }
}

/// The same for the words of the second part.
pub(super) fn late_words(source: &str) -> anyhow::Result<Vec<(String, String)>> {
    let words: BTreeMap<_, _> =
        serde_json::from_str(source).context("the words of the second part are no object of texts")?;
    Ok(words.into_iter().collect())
}

/// Where the words of the runtime and of the host differ from the types'. Words that the runtime does not show
/// yet are no difference; words of ours that nothing shows are.
pub(super) fn compare(
    words: &[(String, String)],
    host: &str,
    interfaces: &[Interface],
) -> anyhow::Result<Vec<String>> {
    let strings = sections::by_key("strings")?.of(interfaces)?;
    let mut problems = Vec::new();
    for (at, (key, text)) in words.iter().enumerate() {
        if words[..at].iter().any(|(other, _)| other == key) {
            problems.push(format!("both parts of the runtime have this word: {key}"));
        }
        let literal = strings.member(key).and_then(|member| member.default.as_deref());
        let wanted: Option<String> = literal.and_then(|literal| serde_json::from_str(literal).ok());
        match wanted {
            None => problems.push(format!("the runtime shows a word that the types lack: {key}")),
            Some(wanted) if wanted != *text => problems.push(format!(
                "the runtime's word for `{key}` is not the types': {text:?}"
            )),
            Some(_) => {}
        }
    }
    for member in strings
        .members
        .iter()
        .filter(|member| member.about.starts_with("Ours: "))
    {
        let literal = member.default.as_deref().unwrap_or_default();
        let in_host = literal.replace('\'', "\\'").replace('"', "'");
        let is_shown = words.iter().any(|(key, _)| *key == member.name)
            || host.contains(&member.name) && (host.contains(literal) || host.contains(&in_host));
        if !is_shown {
            problems.push(format!(
                "neither the runtime nor the host shows this word, with its default: {}",
                member.name
            ));
        }
    }
    Ok(problems)
}

/// Passes white space and comments.
fn skip(letters: &mut Peekable<Chars<'_>>) {
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        if letters.peek() != Some(&'/') {
            return;
        }
        while letters.next_if(|letter| *letter != '\n').is_some() {}
    }
}

fn identifier(letters: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::new();
    while let Some(letter) = letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_') {
        name.push(letter);
    }
    name
}

/// The rest of a Rust string literal.
fn string(letters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                'u' => {
                    let digits: String = letters
                        .by_ref()
                        .skip(1)
                        .take_while(|letter| *letter != '}')
                        .collect();
                    text.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{compare, late_words, words};
    use crate::r#gen::types;

    #[test]
    fn a_word_that_differs_is_named() {
        let source = "/** X. */\nexport interface CustomText {\n\
            /**\n * A.\n *\n * @defaultValue `\"a\"`\n */\n  one?: string;\n\
            /**\n * Ours: B.\n *\n * @defaultValue `\"b\"`\n */\n  two?: string;\n}\n";
        let interfaces = types::read(source).unwrap();
        let compared = |words: &[(&str, &str)], host: &str| {
            let words: Vec<_> = words
                .iter()
                .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
                .collect();
            compare(&words, host, &interfaces).unwrap()
        };
        assert_eq!(compared(&[("one", "a"), ("two", "b")], ""), [] as [String; 0]);
        assert_eq!(compared(&[], "text.two || 'b'"), [] as [String; 0]);
        let unshown = "neither the runtime nor the host shows this word, with its default: two";
        assert_eq!(compared(&[], "text.two || 'c'"), [unshown]);
        assert_eq!(
            compared(&[("one", "a "), ("two", "b"), ("three", "")], ""),
            [
                "the runtime's word for `one` is not the types': \"a \"",
                "the runtime shows a word that the types lack: three"
            ]
        );
        assert_eq!(
            compared(&[("one", "a"), ("two", "b"), ("one", "a")], ""),
            ["both parts of the runtime have this word: one"]
        );
    }

    #[test]
    fn words_of_the_second_part_are_texts() {
        let words = late_words("{ \"two\": \"b\\n\", \"one\": \"a\" }").unwrap();
        let words: Vec<_> = words
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
            .collect();
        assert_eq!(words, [("one", "a"), ("two", "b\n")]);
        for source in ["", "[]", "{ \"one\": 1 }"] {
            assert!(late_words(source).is_err(), "{source}");
        }
    }

    #[test]
    fn every_word_is_read_as_rust_reads_it() {
        let source = r#"
macro_rules! defaults { ($($key:ident = $default:literal,)*) => {} }

defaults! {
    one = "You can {retry}. ",
    // Ours: a "comment", with = in it.
    two =
        "A \"b\"\n\u{2019}c \
         d",
    three = ""
}

fn other() { let x = "y"; }
"#;
        let words = words(source).unwrap();
        let words: Vec<_> = words
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
            .collect();
        assert_eq!(
            words,
            [
                ("one", "You can {retry}. "),
                ("two", "A \"b\"\n’c d"),
                ("three", "")
            ]
        );
    }

    #[test]
    fn another_form_is_an_error() {
        for source in [
            "",
            "\ndefaults! {\n a: \"b\",\n}",
            "\ndefaults! {\n a = b,\n}",
            "\ndefaults! {\n a = \"b",
        ] {
            assert!(words(source).is_err(), "{source}");
        }
    }
}
