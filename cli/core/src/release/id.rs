//! The name of a release.

use super::Timestamp;
use super::digest::{Sha256, is_hex};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How many digits of the digest stand in an id: two releases of one second differ in them.
const DIGITS: usize = 12;

/// `20261126T101500Z-0123456789ab`: when it was made, and what it holds. Ids sort by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ReleaseId(String);

impl ReleaseId {
    /// The id of a release made at that time whose content has that digest.
    #[must_use]
    pub fn new(time: Timestamp, content: &Sha256) -> Self {
        Self(format!("{}-{}", time.compact(), &content.as_str()[..DIGITS]))
    }

    /// Takes an id; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (time, content) = text.split_once('-')?;
        Timestamp::parse_compact(time)?;
        (content.len() == DIGITS && is_hex(content)).then(|| Self(text.to_owned()))
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the release was made.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        let time = self.0.split('-').next().and_then(Timestamp::parse_compact);
        // Every way in has checked it.
        time.unwrap_or(Timestamp::from_unix(0))
    }

    /// Whether it was made for a content with that digest.
    #[must_use]
    pub fn is_of(&self, content: &Sha256) -> bool {
        self.0.ends_with(&content.as_str()[..DIGITS])
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ReleaseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a release's id: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::{ReleaseId, Sha256, Timestamp};

    #[test]
    fn an_id_tells_time_and_content() {
        let (one, other) = (Sha256::of(b"one"), Sha256::of(b"other"));
        let time = Timestamp::parse("2026-11-26T10:15:00Z").unwrap();
        let id = ReleaseId::new(time, &one);
        assert_eq!(id.as_str(), format!("20261126T101500Z-{}", &one.as_str()[..12]));
        assert_eq!(id.time(), time);
        assert!(id.is_of(&one) && !id.is_of(&other));
        assert!(id < ReleaseId::new(Timestamp::from_unix(time.unix() + 1), &other));
        assert_eq!(ReleaseId::parse(id.as_str()), Some(id));
    }

    #[test]
    fn nothing_else_is_an_id() {
        for text in [
            "",
            "current",
            "20261126T101500Z",
            "20261126T101500Z-0123456789a",
            "20261126T101500Z-0123456789aB",
            "20261326T101500Z-0123456789ab",
            "../20261126T101500Z-0123456789ab",
        ] {
            assert_eq!(ReleaseId::parse(text), None, "{text}");
        }
    }
}
