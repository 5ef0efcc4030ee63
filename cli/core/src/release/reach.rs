//! What a reader is led to: `loader.json` names the host script, and that names the rest.

use super::DeployError;
use crate::PublicPath;
use crate::package::{PackagePath, hash_in_name};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The key that `loader.json` sends readers to.
///
/// # Errors
/// When it is not understood, or leads away from the public path.
pub(super) fn host_of(entry: &str, public_path: &PublicPath) -> Result<PackagePath, DeployError> {
    #[derive(Deserialize)]
    struct Loader {
        url: String,
    }
    let Loader { url } = serde_json::from_str(entry).map_err(|_| DeployError::LoaderNotUnderstood)?;
    let host = url
        .strip_prefix(public_path.as_str())
        .and_then(PackagePath::parse);
    host.ok_or_else(|| DeployError::LoaderElsewhere {
        url,
        public_path: public_path.to_string(),
    })
}

/// The first file that names another by its hash which is not there, with that name.
pub(super) fn missing_names(files: &BTreeMap<PackagePath, Vec<u8>>) -> Option<(&PackagePath, String)> {
    let there: BTreeSet<&str> = files.keys().map(PackagePath::name).collect();
    files.iter().find_map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).ok()?;
        let name = names(text).find(|name| !there.contains(name))?;
        Some((path, name.to_owned()))
    })
}

/// The words of a text that look like a name of ours: `host.0a1b2c3d4e.js`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')))
        .filter(|word| {
            let parts: Vec<&str> = word.split('.').collect();
            let is_end = |end: &&str| {
                matches!(
                    *end,
                    "js" | "mjs" | "css" | "wasm" | "json" | "svg" | "woff2" | "mp3"
                )
            };
            parts.len() == 3
                && !parts[0].is_empty()
                && hash_in_name(word) == Some(parts[1])
                && is_end(&parts[2])
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coded as _;

    #[test]
    fn the_loader_leads_below_the_public_path() {
        let path = PublicPath::parse("https://a.org/x/").unwrap();
        let host = |entry: &str| host_of(entry, &path).map(|host| host.to_string());
        assert_eq!(host(r#"{"url":"https://a.org/x/h.js","v":1}"#).unwrap(), "h.js");
        for (entry, code) in [
            ("[]", "deploy-loader-not-understood"),
            ("{\"url\":1}", "deploy-loader-not-understood"),
            (r#"{"url":"https://a.org/y/h.js"}"#, "deploy-loader-elsewhere"),
            (r#"{"url":"https://a.org/x/../h.js"}"#, "deploy-loader-elsewhere"),
        ] {
            assert_eq!(host(entry).unwrap_err().code(), code, "{entry}");
        }
    }

    #[test]
    fn a_name_that_is_not_there_is_found() {
        let file = |path: &str, text: &str| (PackagePath::parse(path).unwrap(), text.as_bytes().to_vec());
        let mut files = BTreeMap::from([
            file(
                "cdnPackage/a.js",
                r#"f("./b.0a1b2c3d4e.css?x", "c.1.2.js", "9.8", e.addEventListener.call)"#,
            ),
            file("cdnPackage/b.0a1b2c3d4e.css", ""),
            file("cdnPackage/m.mjs", "export * from './m.0123456789abcdef.mjs'"),
            file("cdnPackage/m.0123456789abcdef.mjs", ""),
        ]);
        assert_eq!(missing_names(&files), None);
        for (lost, by) in [
            ("b.0a1b2c3d4e.css", "cdnPackage/a.js"),
            ("m.0123456789abcdef.mjs", "cdnPackage/m.mjs"),
        ] {
            let lost_path = PackagePath::parse(&format!("cdnPackage/{lost}")).unwrap();
            let bytes = files.remove(&lost_path).unwrap();
            let (path, name) = missing_names(&files).unwrap();
            assert_eq!((path.as_str(), name.as_str()), (by, lost));
            files.insert(lost_path, bytes);
        }
    }
}
