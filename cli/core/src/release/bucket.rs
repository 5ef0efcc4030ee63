//! What lies in a bucket, as far as it has been asked. Keys are below the target's prefix.

use super::{ETag, Headers, ReleaseFile, ReleaseRecord, Sha256};
use crate::package::Class;
use std::collections::BTreeMap;

/// Everything known of the target.
#[derive(Debug, Clone, Default)]
pub struct BucketFacts {
    /// `releases/current.json`, asked for before the listing.
    pub current: Option<CurrentRecord>,
    /// The whole listing.
    pub objects: BTreeMap<String, Listed>,
    /// Objects that were asked for one by one.
    pub looked: BTreeMap<String, Looked>,
}

/// The release that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentRecord {
    /// Its record.
    pub record: ReleaseRecord,
    /// The ETag under which that record was read.
    pub etag: ETag,
}

/// An object as a listing tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its ETag.
    pub etag: ETag,
    /// Bytes, as they are stored.
    pub size: u64,
}

/// What an object said when it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Its headers.
    pub headers: Headers,
    /// The digest of its body as it is stored, where the body was read.
    pub sha256: Option<Sha256>,
    /// The digest of what readers see of it, where the body was read: another where it is stored encoded.
    pub decoded: Option<Sha256>,
    /// What it says, where the body was read and is a short text.
    pub text: Option<String>,
}

/// A question to one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The object.
    pub key: String,
    /// Whether its body has to be read; else its headers are enough.
    pub body: bool,
}

/// How an object in the bucket compares to a file that is to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// No such object.
    Absent,
    /// The same bytes under the same headers.
    Same,
    /// The same bytes under other headers, as far as they are known.
    OtherHeaders,
    /// Readers see the same bytes, but they are stored in this encoding, or in none.
    OtherEncoding(Option<String>),
    /// Other bytes.
    OtherBytes,
    /// Not known: the object has to be asked.
    Unknown(Look),
}

impl BucketFacts {
    /// How the object of a file's key compares to the file. With `deep` only the object itself is believed about
    /// its headers.
    pub(super) fn state(&self, file: &ReleaseFile, deep: bool) -> State {
        let key = file.key.as_str();
        let Some(listed) = self.objects.get(key) else {
            return State::Absent;
        };
        let look = |body| {
            State::Unknown(Look {
                key: key.to_owned(),
                body,
            })
        };
        let looked = self.looked.get(key);
        let recorded = self.recorded(key, listed);
        if !is_of(listed, file) {
            let seen = |looked: &'_ Looked| match file.class {
                Class::Hashed => looked.decoded.clone(),
                // These are never stored encoded by us: they are kept and brought back as they are stored.
                Class::Versioned | Class::Entry => looked.sha256.clone(),
            };
            let sha256 = recorded
                .map(|known| known.sha256.clone())
                .or_else(|| looked.and_then(seen));
            match sha256 {
                // A listing tells the size even where its ETag is not the MD5.
                None if file.class != Class::Hashed && listed.size != file.size => return State::OtherBytes,
                None => return look(true),
                Some(sha256) if sha256 != file.sha256 => return State::OtherBytes,
                Some(_) => {}
            }
        }
        let headers = match (looked, recorded) {
            (Some(looked), _) => looked.headers.clone(),
            (None, Some(known)) if !deep => known.headers(),
            (None, _) => return look(false),
        };
        // The record knows what was stored; headers may have been changed by hand since.
        let stored = recorded.map_or(&headers.encoding, |known| &known.encoding);
        if file.class == Class::Hashed && !is_of(listed, file) && *stored != file.encoding {
            // Other headers would go with bytes that are not there.
            State::OtherEncoding(stored.clone())
        } else if headers == file.headers() {
            State::Same
        } else {
            State::OtherHeaders
        }
    }

    /// The current release's file of that key, if the object is still the one that the release put there.
    fn recorded(&self, key: &str, listed: &Listed) -> Option<&ReleaseFile> {
        let file = self.current.as_ref()?.record.file(key)?;
        (file.etag == listed.etag).then_some(file)
    }

    /// Whether the current release has other bytes for a file that the bucket has as it is given.
    pub(super) fn is_unfinished(&self, file: &ReleaseFile) -> bool {
        let current = self.current.as_ref();
        let theirs = current.and_then(|current| current.record.file(file.key.as_str()));
        file.class != Class::Hashed && theirs.is_some_and(|theirs| theirs.sha256 != file.sha256)
    }

    /// The digest of an object's bytes, if anything tells it.
    pub(super) fn sha256(&self, key: &str) -> Option<&Sha256> {
        let listed = self.objects.get(key)?;
        let recorded = self.recorded(key, listed).map(|file| &file.sha256);
        recorded.or_else(|| self.looked.get(key)?.sha256.as_ref())
    }

    /// An object's headers, as far as they are known without asking it again.
    pub(super) fn headers(&self, key: &str) -> Option<Headers> {
        let listed = self.objects.get(key)?;
        let looked = self.looked.get(key).map(|looked| looked.headers.clone());
        looked.or_else(|| self.recorded(key, listed).map(ReleaseFile::headers))
    }

    /// Whether these stored bytes are kept below `releases/blobs/` already.
    pub(super) fn keeps(&self, listed: &Listed) -> bool {
        let blobs = format!("{}/", super::BLOBS);
        self.objects
            .range(blobs.clone()..)
            .take_while(|(key, _)| key.starts_with(&blobs))
            .any(|(_, blob)| blob == listed)
    }
}

/// Whether the listing alone tells that the object holds the file's bytes, encoded as the file is.
fn is_of(listed: &Listed, file: &ReleaseFile) -> bool {
    listed.etag == file.etag && listed.size == file.stored_size()
}
