//! What tells bytes apart: our own SHA-256, and the ETag by which a bucket lists them.

use md5::Md5;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256 as Hasher};
use std::fmt::{self, Write as _};

/// A SHA-256 in 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Sha256(String);

/// An ETag without its quotes, as listings and answers tell it. Of an object that was put in one piece and
/// is not encrypted by a key of the customer's it is the MD5 in lower-case hexadecimal digits
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>); anywhere else it is only a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ETag(String);

impl Sha256 {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&Hasher::digest(bytes)))
    }

    /// Takes 64 lower-case hexadecimal digits; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && is_hex(text)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ETag {
    /// The ETag that a plain bucket gives these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&Md5::digest(bytes)))
    }

    /// An ETag as a server wrote it, with or without quotes.
    #[must_use]
    pub fn from_server(text: &str) -> Self {
        Self(text.trim_matches('"').to_owned())
    }

    /// Without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With quotes, as conditional requests want it.
    #[must_use]
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a SHA-256: {text}")))
    }
}

pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // A string takes all that is written to it.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::{ETag, Sha256};

    #[test]
    fn known_digests() {
        assert_eq!(
            Sha256::of(b"abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(ETag::of(b"abc").as_str(), "900150983cd24fb0d6963f7d28e17f72");
    }

    #[test]
    fn quotes_are_no_part_of_an_etag() {
        for text in ["\"ab-2\"", "ab-2"] {
            let etag = ETag::from_server(text);
            assert_eq!((etag.as_str(), etag.quoted().as_str()), ("ab-2", "\"ab-2\""));
        }
    }

    #[test]
    fn only_digests_are_read() {
        let right = Sha256::of(b"").to_string();
        assert!(Sha256::parse(&right).is_some());
        for wrong in ["", "../x", &right[1..], &right.to_uppercase()] {
            assert!(Sha256::parse(wrong).is_none(), "{wrong}");
        }
    }
}
