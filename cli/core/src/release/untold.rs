//! What a CDN should have forgotten and was not told of: kept in the bucket until a run has told it.
//!
//! `loader.json` shows that a CDN is behind, but not of files that `loader.json` names by the same names as before.

use super::record::parse;
use super::{BucketFacts, RELEASES, ReleaseError, Sha256, Timestamp};
use serde::{Deserialize, Serialize};

const SCHEMA: &str = "avmsdk.untold/1";

/// The whole document, `avmsdk.untold/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    schema: String,
    /// When the CDN could not be told.
    time: Timestamp,
    /// The addresses whose answers have changed.
    pub urls: Vec<String>,
}

impl Untold {
    /// A document of this version's schema.
    #[must_use]
    pub fn new(time: Timestamp, urls: Vec<String>) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            time,
            urls,
        }
    }

    /// Where it is kept: under a name that no other has, so that whoever has told one of them removes no other.
    #[must_use]
    pub fn key(&self) -> String {
        let digest = Sha256::of(self.urls.join("\n").as_bytes());
        format!("{}{}-{}.json", folder(), self.time, &digest.as_str()[..12])
    }

    /// Reads one; `key` names it in the message.
    ///
    /// # Errors
    /// When it is none, is damaged, or was written by a newer version.
    pub fn parse(key: &str, bytes: &[u8]) -> Result<Self, ReleaseError> {
        parse(key, SCHEMA, bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Strings and a list of them: nothing in it can fail to be JSON.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}

impl BucketFacts {
    /// The keys of all that is kept.
    #[must_use]
    pub fn untold(&self) -> Vec<String> {
        let folder = folder();
        let keys = self.objects.range(folder.clone()..).map(|(key, _)| key);
        keys.take_while(|key| key.starts_with(&folder)).cloned().collect()
    }
}

fn folder() -> String {
    format!("{RELEASES}/untold/")
}

#[cfg(test)]
mod tests {
    use super::{BucketFacts, Timestamp, Untold};
    use crate::release::{ETag, Listed, id_of_key};

    #[test]
    fn each_has_a_place_of_its_own_and_is_found_there() {
        let at = |seconds, url: &str| Untold::new(Timestamp::from_unix(seconds), vec![url.to_owned()]);
        let all = [
            at(1, "https://a.org/x"),
            at(2, "https://a.org/x"),
            at(1, "https://a.org/y"),
        ];
        let mut bucket = BucketFacts::default();
        let others = [
            "releases/current.json",
            "releases/untold.json",
            "releases/vs.json",
        ];
        let keys = all.iter().map(Untold::key);
        for key in keys.chain(others.map(str::to_owned)) {
            assert_eq!(id_of_key(&key), None);
            let listed = Listed {
                etag: ETag::of(b""),
                size: 0,
            };
            bucket.objects.insert(key, listed);
        }
        assert_eq!(bucket.untold().len(), 3);
        for untold in &all {
            assert!(bucket.untold().contains(&untold.key()));
            assert_eq!(Untold::parse(&untold.key(), &untold.to_bytes()).unwrap(), *untold);
        }
        assert!(Untold::parse("x", br#"{"schema":"avmsdk.untold/2"}"#).is_err());
    }
}
