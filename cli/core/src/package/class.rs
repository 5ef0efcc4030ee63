//! How a file of the CDN folder may be cached.

use super::{CDN_FOLDER, ENTRY, Kind, PackagePath};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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

/// The class of a file in the CDN folder; `None` for any other. `named_by` is whose
/// package it is of, if the bytes are those that the name was made from.
#[must_use]
pub fn file_class(path: &PackagePath, named_by: Option<Kind>) -> Option<Class> {
    let is_hashed = |kind| match kind {
        Kind::Ours => hash_in_name(path.name()).is_some() || holds_hash(path.name()),
        Kind::Vendor => holds_hash(path.name()),
    };
    if !path.is_in(CDN_FOLDER) {
        None
    } else if path.as_str() == ENTRY {
        Some(Class::Entry)
    } else if named_by.is_some_and(is_hashed) {
        Some(Class::Hashed)
    } else {
        Some(Class::Versioned)
    }
}

/// Whether a name of anybody's holds a content hash: a part of 8 or more hexadecimal digits. A short one must mix
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

/// How many hexadecimal digits of a file's SHA-256 its name tells in a package of our own, and in older ones.
const LENGTHS: [usize; 2] = [10, 16];

/// What a name in our own package tells of the bytes, in the place of another hash: as long as that, as names keep their
/// length. More could not be compressed, and who loads the file compares all.
#[must_use]
pub fn name_hash(bytes: &[u8], old: &str) -> String {
    let mut digits = hex(&Sha256::digest(bytes));
    digits.truncate(old.len());
    digits
}

/// Whether a hash in a name is of these bytes.
#[must_use]
pub fn is_name_hash(hash: &str, bytes: &[u8]) -> bool {
    LENGTHS.contains(&hash.len()) && hex(&Sha256::digest(bytes)).starts_with(hash)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// The hash in a name of our own package, `host.0a1b2c3d4e.js`.
#[must_use]
pub fn hash_in_name(name: &str) -> Option<&str> {
    let is_hash = |part: &&str| {
        LENGTHS.contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    };
    // A name begins with what the file is.
    name.split('.').skip(1).find(is_hash)
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
        let (ours, vendor) = (Some(Kind::Ours), Some(Kind::Vendor));
        let class = |path: &str, named_by| file_class(&PackagePath::parse(path).unwrap(), named_by);
        assert_eq!(class("cdnPackage/loader.json", None), Some(Class::Entry));
        assert_eq!(class("cdnPackage/a.0a1b2c3d.js", vendor), Some(Class::Hashed));
        assert_eq!(class("cdnPackage/a.0a1b2c3d.js", None), Some(Class::Versioned));
        assert_eq!(class("cdnPackage/sub/loader.json", ours), Some(Class::Versioned));
        assert_eq!(class("docs/a.0a1b2c3d.js", ours), None);
        let of_ours = "cdnPackage/a.9999999999.js";
        assert_eq!(class(of_ours, ours), Some(Class::Hashed));
        assert_eq!(class(of_ours, None), Some(Class::Versioned));
        assert_eq!(
            class(of_ours, vendor),
            Some(Class::Versioned),
            "in a vendor's it may be a time"
        );
    }

    #[test]
    fn a_hash_of_ours_is_what_the_sha_256_begins_with() {
        // FIPS 180-2, the example "abc".
        assert_eq!(name_hash(b"abc", "0000000000"), "ba7816bf8f");
        for (hash, is_it) in [
            ("ba7816bf8f", true),
            ("ba7816bf8f01cfea", true),
            ("ba7816bf8f01cfeb", false),
            ("ba7816", false),
        ] {
            assert_eq!(is_name_hash(hash, b"abc"), is_it, "{hash}");
        }
        for hash in ["ba7816bf8f", "0123456789abcdef"] {
            assert_eq!(hash_in_name(&format!("host.{hash}.js")), Some(hash));
        }
        for name in [
            "host.js",
            "a.ba7816bf8.js",
            "a.BA7816BF8F.js",
            "9999999999.js",
            "button-icon-2024.png",
        ] {
            assert_eq!(hash_in_name(name), None, "{name}");
        }
    }
}
