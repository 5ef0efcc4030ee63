//! The words of the interface: the objects `runtime/host/src/words/*.json`, which hold each word's default by its key,
//! and the keys that the runtime names (`keys! { … }` of `text.rs`).

use super::sections;
use super::types::Interface;
use anyhow::Context as _;
use std::collections::BTreeMap;

/// Every word with its default.
pub(super) fn words(source: &str) -> anyhow::Result<Vec<(String, String)>> {
    let words: BTreeMap<_, _> =
        serde_json::from_str(source).context("the words of the interface are no object of texts")?;
    Ok(words.into_iter().collect())
}

/// Keys that the runtime names and that are no words.
pub(super) fn unknown(source: &str, words: &[(String, String)]) -> anyhow::Result<Vec<String>> {
    let (_, keys) = source
        .split_once("\nkeys! {")
        .context("there is no list `keys! { … }`")?;
    let (keys, _) = keys.split_once('}').context("the list of keys does not end")?;
    let unknown = keys
        .split_whitespace()
        .filter(|key| !words.iter().any(|(word, _)| word == key));
    Ok(unknown
        .map(|key| format!("the runtime names a word that has no default: {key}"))
        .collect())
}

/// Words of the types that the second part would call unknown: those that it does not show itself it has in a list,
/// `ELSEWHERE`.
pub(super) fn unspelled(
    script: &str,
    words: &[(String, String)],
    interfaces: &[Interface],
) -> anyhow::Result<Vec<String>> {
    let (_, list) = script
        .split_once("var ELSEWHERE = '")
        .context("there is no list `ELSEWHERE`")?;
    let (list, _) = list
        .split_once('\'')
        .context("the list `ELSEWHERE` does not end")?;
    let members = sections::by_key("strings")?.of(interfaces)?.members.iter();
    let unknown = members.filter(|member| {
        let mut names = words.iter().map(|(word, _)| word.as_str()).chain(list.split(' '));
        !names.any(|name| name == member.name)
    });
    Ok(unknown
        .map(|member| format!("the second part would call this word unknown: {}", member.name))
        .collect())
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

#[cfg(test)]
mod tests {
    use super::{compare, unknown, unspelled, words};
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
    fn a_word_that_the_page_would_be_told_is_unknown_is_named() {
        let source = "/** X. */\nexport interface CustomText {\n/** A. */\n  one?: string;\n\
            /** B. */\n  two?: string;\n/** C. */\n  three?: string;\n}\n";
        let interfaces = types::read(source).unwrap();
        let words = [("one".to_owned(), "a".to_owned())];
        let unspelled = |script: &str| unspelled(script, &words, &interfaces);
        assert_eq!(
            unspelled("var ELSEWHERE = 'two three'").unwrap(),
            [] as [String; 0]
        );
        assert_eq!(
            unspelled("var ELSEWHERE = 'two'.split(' ')").unwrap(),
            ["the second part would call this word unknown: three"]
        );
        assert!(unspelled("").is_err());
    }

    #[test]
    fn words_are_texts() {
        let words = words("{ \"two\": \"b\\n\", \"one\": \"a\" }").unwrap();
        let words: Vec<_> = words
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
            .collect();
        assert_eq!(words, [("one", "a"), ("two", "b\n")]);
        for source in ["", "[]", "{ \"one\": 1 }"] {
            assert!(super::words(source).is_err(), "{source}");
        }
    }

    #[test]
    fn a_key_without_a_word_is_named() {
        let words = [("one".to_owned(), "a".to_owned())];
        let source = "macro_rules! keys { () => {} }\n\nkeys! {\n    one\n    two\n}\n";
        assert_eq!(
            unknown(source, &words).unwrap(),
            ["the runtime names a word that has no default: two"]
        );
        assert!(unknown("", &words).is_err() && unknown("\nkeys! {\n one", &words).is_err());
    }
}
