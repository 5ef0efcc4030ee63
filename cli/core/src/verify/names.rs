//! What the loader and the host script of our package say of other files.

use std::collections::BTreeSet;

use crate::package::hash_in_name;

/// The address of the host script in a `loader.json`.
pub(super) fn host(loader: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(loader).ok()?;
    Some(document.get("url")?.as_str()?.to_owned())
}

/// The names with a content hash in a script of our own package: `runtime.0a1b2c3d4e.wasm`.
pub(super) fn hashed_names(script: &str) -> Vec<String> {
    let is_of_name =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    let words = script.split(|character| !is_of_name(character));
    let is_file = |word: &&str| {
        let known = [".js", ".css", ".wasm"].iter().any(|end| word.ends_with(end));
        known && hash_in_name(word).is_some()
    };
    let names: BTreeSet<&str> = words.filter(is_file).collect();
    names.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{hashed_names, host};

    #[test]
    fn the_host_script_is_where_the_loader_says() {
        assert_eq!(
            host(r#"{"url":"https://a.example/h.js"}"#).as_deref(),
            Some("https://a.example/h.js")
        );
        for loader in ["", "[]", r#"{"url":1}"#, r#"{"uri":"x"}"#] {
            assert_eq!(host(loader), None, "{loader}");
        }
    }

    #[test]
    fn names_with_a_hash_are_found_once() {
        let script = r#"a={name:"runtime.0123456789abcdef.wasm"},b='late.0a1b2c3d4e.js';c="runtime.0123456789abcdef.wasm";d="x.js""#;
        assert_eq!(
            hashed_names(script),
            ["late.0a1b2c3d4e.js", "runtime.0123456789abcdef.wasm"]
        );
    }
}
