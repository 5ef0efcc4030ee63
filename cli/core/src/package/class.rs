//! How a file of the CDN folder may be cached.

use super::{CDN_FOLDER, ENTRY, PackagePath};
use serde::{Deserialize, Serialize};

/// The class of a file, found and not declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The name tells the bytes: another content would have another name.
    Hashed,
    /// The bytes can change under the name.
    Versioned,
    /// `loader.json`.
    Entry,
}

/// The class of a file in the CDN folder; `None` for any other. `name_tells_bytes` is whether the bytes
/// are those that the name was made from.
#[must_use]
pub fn file_class(path: &PackagePath, name_tells_bytes: bool) -> Option<Class> {
    if !path.is_in(CDN_FOLDER) {
        None
    } else if path.as_str() == ENTRY {
        Some(Class::Entry)
    } else if name_tells_bytes && holds_hash(path.name()) {
        Some(Class::Hashed)
    } else {
        Some(Class::Versioned)
    }
}

/// Whether a name holds a content hash: a part of 8 or more hexadecimal digits. A short one must mix
/// letters and digits, for a file cached for a year by mistake is worse than one asked for again: dates
/// (`20240131`) and words (`defaced`) are no hashes.
#[must_use]
pub fn holds_hash(name: &str) -> bool {
    name.split(|character: char| !character.is_ascii_alphanumeric())
        .any(|part| {
            let is_mixed = || {
                part.bytes().any(|byte| byte.is_ascii_digit())
                    && part.bytes().any(|byte| byte.is_ascii_alphabetic())
            };
            part.len() >= 8
                && part.bytes().all(|byte| byte.is_ascii_hexdigit())
                && (part.len() >= 16 || is_mixed())
        })
}

/// The hash in a name of our own package, `host.0123456789abcdef.js`: 16 lower-case hexadecimal digits.
#[must_use]
pub fn hash_in_name(name: &str) -> Option<&str> {
    let is_hash =
        |part: &&str| part.len() == 16 && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    name.split('.').find(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_told_from_words_and_dates() {
        for (name, hashed) in [
            ("0a1b2c3d.js", true),
            ("notify.0a1b2c3d4e5f.mp3", true),
            ("9999999999999999.woff2", true),
            ("chunk-0A1B2C3D.js", true),
            ("20240131.js", false),
            ("deadbeef.js", false),
            ("avmessagingsdk.1.0.1.min.js", false),
            ("0a1b2c3.js", false),
            ("0a1b2c3dg.js", false),
            ("loader.json", false),
        ] {
            assert_eq!(holds_hash(name), hashed, "{name}");
        }
    }

    #[test]
    fn classes() {
        let class = |path: &str, tells| file_class(&PackagePath::parse(path).unwrap(), tells);
        assert_eq!(class("cdnPackage/loader.json", false), Some(Class::Entry));
        assert_eq!(class("cdnPackage/a.0a1b2c3d.js", true), Some(Class::Hashed));
        assert_eq!(class("cdnPackage/a.0a1b2c3d.js", false), Some(Class::Versioned));
        assert_eq!(class("cdnPackage/sub/loader.json", true), Some(Class::Versioned));
        assert_eq!(class("docs/a.0a1b2c3d.js", true), None);
    }
}
