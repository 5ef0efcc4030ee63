//! The record of a release: what it is made of, so that anyone can check it and we can go back to it.
//!
//! It lies in the bucket beside the files, as `releases/<id>.json` and, while the release is the one that
//! readers are to get, as `releases/current.json`. Readers can see it: it holds no user, machine or bucket.

use super::{ETag, Headers, ReleaseError, ReleaseId, Sha256, Timestamp};
use crate::PublicPath;
use crate::package::{Class, PackageName, PackagePath};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};

/// The folder of records and kept files, below the public path.
pub const RELEASES: &str = "releases";

/// The key of the record that counts, below the public path.
pub const CURRENT: &str = "releases/current.json";

const SCHEMA: &str = "avmsdk.release/1";

/// Bytes: 16 TiB, more than any file of a package has.
const LARGEST: u64 = 1 << 44;

/// The whole document, `avmsdk.release/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRecord {
    /// `avmsdk.release/1`.
    pub schema: String,
    /// Its name.
    pub id: ReleaseId,
    /// The release that readers got before; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<ReleaseId>,
    /// The release whose files this one brings back, where it is a rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<ReleaseId>,
    /// Whether it was there before the first deploy, by other means, or brings that back: then it has what that deploy
    /// could overwrite, and the site may load other files.
    #[serde(default, skip_serializing_if = "is_not")]
    pub found: bool,
    /// When it was made.
    pub time: Timestamp,
    /// Where readers find the files.
    pub public_path: PublicPath,
    /// What was released.
    pub package: PackageName,
    /// Every byte of `loader.json`.
    pub entry: String,
    /// Every file that readers may ask for, by key, ascending; `loader.json` is one of them.
    #[serde(deserialize_with = "files")]
    pub files: Vec<ReleaseFile>,
    /// When files that no kept release names were last removed; only in `current.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pruned: Option<Timestamp>,
}

/// One file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseFile {
    /// Its name below the public path, not percent-encoded: `img/a b.png`.
    pub key: PackagePath,
    /// How it may be cached.
    pub class: Class,
    /// Bytes, as readers see them.
    pub size: u64,
    /// Of the bytes that readers see: of the decoded body where there is an encoding.
    pub sha256: Sha256,
    /// As the bucket lists it; of the encoded body where there is an encoding.
    pub etag: ETag,
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Encoding` of the stored body, where it is stored encoded: `gzip`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Bytes of the stored body, where it is stored encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoded_size: Option<u64>,
}

impl ReleaseRecord {
    /// A record of this version's schema for files that have just been made, in any order.
    #[must_use]
    pub fn new(
        time: Timestamp,
        previous: Option<ReleaseId>,
        public_path: PublicPath,
        package: PackageName,
        entry: String,
        mut files: Vec<ReleaseFile>,
    ) -> Self {
        files.sort_by(|one, other| one.key.cmp(&other.key));
        let content = content(previous.as_ref(), &public_path, &files);
        Self {
            schema: SCHEMA.to_owned(),
            id: ReleaseId::new(time, &content),
            previous,
            restores: None,
            found: false,
            time,
            public_path,
            package,
            entry,
            files,
            pruned: None,
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When it is not one, is damaged, or was written by a newer version. `key` names it in the message.
    pub fn parse(key: &str, bytes: &[u8]) -> Result<Self, ReleaseError> {
        parse(key, SCHEMA, bytes)
    }

    /// The bytes to store: the same record always gives the same.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Strings, numbers and lists of them: nothing in it can fail to be JSON.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Whether that id was made for this very content after this very release.
    #[must_use]
    pub(super) fn is_named_by(&self, id: &ReleaseId) -> bool {
        id.is_of(&content(self.previous.as_ref(), &self.public_path, &self.files))
    }

    /// The key of this record, below the public path: `releases/<id>.json`.
    #[must_use]
    pub fn key(&self) -> String {
        record_key(&self.id)
    }

    /// The file of that key.
    #[must_use]
    pub fn file(&self, key: &str) -> Option<&ReleaseFile> {
        let found = self.files.binary_search_by(|file| file.key.as_str().cmp(key));
        found.ok().map(|index| &self.files[index])
    }

    /// Whether both releases give readers the same bytes under the same headers, whatever their names.
    #[must_use]
    pub fn serves_same(&self, other: &Self) -> bool {
        let same = |(one, other): (&ReleaseFile, &ReleaseFile)| one.serves_same(other);
        self.public_path == other.public_path
            && self.files.len() == other.files.len()
            && self.files.iter().zip(&other.files).all(same)
    }

    /// The files that readers may have had otherwise: those whose bytes or headers came after those of the release
    /// before. Without that one's record it is every file whose name tells no bytes.
    #[must_use]
    pub fn overwritten(&self, before: Option<&Self>) -> Vec<&ReleaseFile> {
        let is_other = |file: &&ReleaseFile| {
            let old = before.and_then(|before| before.file(file.key.as_str()));
            match old {
                Some(old) => !old.serves_same(file),
                None => file.class != Class::Hashed,
            }
        };
        self.files.iter().filter(is_other).collect()
    }

    /// The URL of one of its files.
    #[must_use]
    pub fn url(&self, file: &ReleaseFile) -> String {
        file_url(&self.public_path, file.key.as_str())
    }
}

impl ReleaseFile {
    /// Whether both give readers the same bytes under the same name and headers. The ETag is left out: it is the
    /// bucket's word for the bytes, and a bucket may choose another.
    #[must_use]
    pub fn serves_same(&self, other: &Self) -> bool {
        self.key == other.key && self.sha256 == other.sha256 && self.headers() == other.headers()
    }

    /// Tells how the body is stored.
    pub(super) fn stored_as(&mut self, encoding: Option<String>, size: u64, etag: ETag) {
        self.encoded_size = encoding.is_some().then_some(size);
        self.encoding = encoding;
        self.etag = etag;
    }

    /// Bytes of the body, as it is stored.
    #[must_use]
    pub fn stored_size(&self) -> u64 {
        self.encoded_size.unwrap_or(self.size)
    }

    /// What the bucket is to say along with the bytes.
    #[must_use]
    pub fn headers(&self) -> Headers {
        Headers {
            content_type: self.content_type.clone(),
            cache_control: self.cache_control.clone(),
            encoding: self.encoding.clone(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_not(value: &bool) -> bool {
    !value
}

/// Reads the files as a deploy writes them: each once, in order, none of which is a record, or larger than S3 takes.
fn files<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ReleaseFile>, D::Error> {
    let files = Vec::<ReleaseFile>::deserialize(deserializer)?;
    let wrong = |what: &str, file: &ReleaseFile| D::Error::custom(format!("{what}: {}", file.key));
    let pairs = files.iter().zip(files.iter().skip(1));
    for (file, next) in pairs {
        if file.key >= next.key {
            return Err(wrong("files are not in the order of their keys", next));
        }
    }
    for file in &files {
        if file.key.is_in(RELEASES) || file.key.as_str() == RELEASES {
            return Err(wrong("a file lies where releases are recorded", file));
        }
        if file.size.max(file.stored_size()) > LARGEST {
            return Err(wrong("no file is that large", file));
        }
    }
    Ok(files)
}

/// Reads a document of one schema; `name` names it in the message.
pub(super) fn parse<T: DeserializeOwned>(name: &str, known: &str, bytes: &[u8]) -> Result<T, ReleaseError> {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let damaged = |source| ReleaseError::Damaged {
        key: name.to_owned(),
        source,
    };
    let Head { schema } = serde_json::from_slice(bytes).map_err(damaged)?;
    if schema != known {
        return Err(ReleaseError::Newer {
            key: name.to_owned(),
            schema,
        });
    }
    serde_json::from_slice(bytes).map_err(damaged)
}

/// The key of a release's record, below the public path.
#[must_use]
pub fn record_key(id: &ReleaseId) -> String {
    format!("{RELEASES}/{id}.json")
}

/// The id of the release whose record that key is for; `None` for every other key.
#[must_use]
pub fn id_of_key(key: &str) -> Option<ReleaseId> {
    let name = key.strip_prefix(RELEASES)?.strip_prefix('/')?;
    ReleaseId::parse(name.strip_suffix(".json")?)
}

/// The URL of a key: every byte that a URL's path cannot hold is percent-encoded.
#[must_use]
pub fn file_url(public_path: &PublicPath, key: &str) -> String {
    let mut url = public_path.as_str().to_owned();
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url += &format!("%{byte:02X}");
        }
    }
    url
}

/// What makes a release differ from any other: what it follows, where it is read and what is read there.
fn content(previous: Option<&ReleaseId>, public_path: &PublicPath, files: &[ReleaseFile]) -> Sha256 {
    let files: Vec<_> = files
        .iter()
        .map(|file| (&file.key, &file.sha256, file.headers()))
        .collect();
    let parts = (previous, public_path, files);
    Sha256::of(&serde_json::to_vec(&parts).unwrap_or_default())
}

#[cfg(test)]
#[path = "record_test.rs"]
mod tests;
