//! Shortens the names under which the module and its glue know each other.
//!
//! wasm-bindgen ends each with a hash; it cannot be compressed, travels twice, and means nothing to an
//! engine. Names that a page may call are the glue's own and stay as they are.

use anyhow::bail;
use std::collections::BTreeMap;

/// The glue's variable for the module's exports.
const EXPORTS: &str = "wasm.";

/// New names by old ones.
#[derive(Debug, Default)]
pub(super) struct Names {
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

impl Names {
    /// Chooses short names, in the order of the old ones, for all imports and the exports that the glue calls.
    pub(super) fn choose<'a>(
        glue: &str,
        imports: impl Iterator<Item = &'a str>,
        exports: impl Iterator<Item = &'a str>,
    ) -> Self {
        let called: Vec<&str> = words(glue)
            .filter(|word| word.is_export)
            .map(|word| word.text)
            .collect();
        let shorten = |mut old: Vec<&str>| -> BTreeMap<String, String> {
            old.sort_unstable();
            old.into_iter()
                .enumerate()
                .map(|(index, old)| (old.to_owned(), short(index)))
                .collect()
        };
        Self {
            imports: shorten(imports.collect()),
            exports: shorten(exports.filter(|name| called.contains(name)).collect()),
        }
    }

    /// The new name of an import.
    pub(super) fn import(&self, old: &str) -> Option<&str> {
        self.imports.get(old).map(String::as_str)
    }

    /// The new name of an export, if the glue calls it.
    pub(super) fn export(&self, old: &str) -> Option<&str> {
        self.exports.get(old).map(String::as_str)
    }

    /// The glue with the new names. Fails unless it defines each import just once.
    pub(super) fn rename(&self, glue: &str) -> anyhow::Result<String> {
        let mut renamed = String::with_capacity(glue.len());
        let mut defined: BTreeMap<&str, u32> = self.imports.keys().map(|name| (name.as_str(), 0)).collect();
        let mut kept = 0;
        for word in words(glue) {
            let new = if word.is_export {
                self.export(word.text)
            } else {
                self.import(word.text)
            };
            let Some(new) = new else { continue };
            renamed.push_str(&glue[kept..word.start]);
            renamed.push_str(new);
            kept = word.start + word.text.len();
            if !word.is_export {
                *defined.entry(word.text).or_default() += 1;
            }
        }
        renamed.push_str(&glue[kept..]);
        if let Some((name, count)) = defined.into_iter().find(|(_, count)| *count != 1) {
            bail!("the glue has another form than expected: it names this import {count} times: {name}");
        }
        Ok(renamed)
    }
}

/// An identifier in a script.
struct Word<'a> {
    text: &'a str,
    start: usize,
    is_export: bool,
}

fn words(script: &str) -> impl Iterator<Item = Word<'_>> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + script[at..].find(is_part)?;
        let end = script[start..]
            .find(|letter| !is_part(letter))
            .map_or(script.len(), |length| start + length);
        at = end;
        let is_export = script[..start]
            .strip_suffix(EXPORTS)
            .is_some_and(|before| !before.ends_with(|letter| is_part(letter) || letter == '.'));
        Some(Word {
            text: &script[start..end],
            start,
            is_export,
        })
    })
}

/// `a`, `b`, … `z`, `aa`, `ab`, …
pub(super) fn short(index: usize) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let last = char::from(LETTERS[index % LETTERS.len()]);
    match index / LETTERS.len() {
        0 => last.to_string(),
        more => short(more - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, short};

    const GLUE: &str = "function start(a) { wasm.start_00(a); notwasm.start_00; x.wasm.start_00 }\n\
        __wbg_is_11: function(a) { return wasm.__free(a, wasm.memory) }, __wbg_is_112: function() {}";

    fn names(imports: &[&str]) -> Names {
        let exports = ["memory", "start_00", "__free", "unused"];
        Names::choose(GLUE, imports.iter().copied(), exports.into_iter())
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let names = names(&["__wbg_is_112", "__wbg_is_11"]);
        assert_eq!(
            names.rename(GLUE).unwrap(),
            "function start(a) { wasm.c(a); notwasm.start_00; x.wasm.start_00 }\n\
             a: function(a) { return wasm.a(a, wasm.b) }, b: function() {}"
        );
        assert_eq!(
            [names.import("__wbg_is_11"), names.import("__wbg_is_112")],
            [Some("a"), Some("b")]
        );
        assert_eq!(
            [names.export("start_00"), names.export("unused")],
            [Some("c"), None]
        );
    }

    #[test]
    fn glue_of_another_form_is_refused() {
        let error = names(&["__wbg_is_11", "__wbg_gone"])
            .rename(GLUE)
            .unwrap_err()
            .to_string();
        assert!(
            error.ends_with("it names this import 0 times: __wbg_gone"),
            "{error}"
        );
        let twice = format!("{GLUE} __wbg_is_11");
        assert!(names(&["__wbg_is_11"]).rename(&twice).is_err());
    }

    #[test]
    fn short_names_never_repeat() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(short),
            ["a", "z", "aa", "az", "ba", "zz", "aaa"]
        );
    }
}
