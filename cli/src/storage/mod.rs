//! Objects in a bucket: the few calls that a deploy needs, each with its condition.
//!
//! Nothing is decided here. Every call says what it expects to find; what else is there is told as
//! [`Put::Conflict`], for the caller to judge.

mod connect;
mod cors;
mod error;
mod http;
mod profile;

pub(crate) use connect::{Connection, check_variable, connect};
use error::{LISTING, READING};
pub(crate) use error::{StorageError, StorageFault};
pub(crate) use http::client as http_client;
pub(crate) use profile::Profile;

use avmsdk_core::release::{ETag, Expect, Headers, Listed, Target};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::MetadataDirective;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use md5::{Digest as _, Md5};
use std::collections::BTreeMap;

/// Bytes of an object beyond which it is neither a record nor a file of a package: whoever serves it may never end.
const MOST: usize = 64 * 1024 * 1024;

/// A target that can be read and written.
pub(crate) struct Storage {
    client: Client,
    target: Target,
}

/// What became of a conditional write.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is written, under this ETag.
    Done(ETag),
    /// What was expected was not there.
    Conflict,
}

/// An object with its bytes.
pub(crate) struct Object {
    pub(crate) bytes: Vec<u8>,
    pub(crate) etag: ETag,
    pub(crate) headers: Headers,
}

impl Storage {
    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.target.prefix)
    }

    /// Everything below the target, by key.
    pub(crate) async fn list(&self) -> Result<BTreeMap<String, Listed>, StorageError> {
        let mut objects = BTreeMap::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.target.bucket)
                .prefix(&self.target.prefix)
                .set_continuation_token(next)
                .send()
                .await
                .map_err(|error| StorageError::of(LISTING, "", error))?;
            for object in page.contents() {
                let (Some(key), Some(etag)) = (object.key(), object.e_tag()) else {
                    continue;
                };
                let Some(key) = key.strip_prefix(&self.target.prefix) else {
                    continue;
                };
                let listed = Listed {
                    etag: ETag::from_server(etag),
                    size: object
                        .size()
                        .and_then(|size| u64::try_from(size).ok())
                        .unwrap_or(0),
                };
                objects.insert(key.to_owned(), listed);
            }
            next = page.next_continuation_token().map(str::to_owned);
            match (page.is_truncated(), &next) {
                (_, Some(_)) => {}
                // What is not listed would count as missing.
                (Some(true), None) => return Err(StorageError::cut_listing()),
                (_, None) => return Ok(objects),
            }
        }
    }

    /// An object; `None` where there is none.
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Object>, StorageError> {
        let call = self.client.get_object().bucket(&self.target.bucket);
        let answer = match call.key(self.key(key)).send().await {
            Ok(answer) => answer,
            Err(error) => return StorageError::of(READING, key, error).or_missing(),
        };
        let etag = ETag::from_server(answer.e_tag().unwrap_or_default());
        let headers = headers(
            answer.content_type(),
            answer.cache_control(),
            answer.content_encoding(),
        );
        let (mut body, mut bytes) = (answer.body, Vec::new());
        while let Some(part) = body
            .try_next()
            .await
            .map_err(|error| StorageError::cut("read", key, &error))?
        {
            bytes.extend_from_slice(&part);
            if bytes.len() > MOST {
                return Err(StorageError::too_large(key));
            }
        }
        Ok(Some(Object { bytes, etag, headers }))
    }

    /// The headers of an object; `None` where there is none.
    pub(crate) async fn headers(&self, key: &str) -> Result<Option<Headers>, StorageError> {
        let call = self.client.head_object().bucket(&self.target.bucket);
        match call.key(self.key(key)).send().await {
            Ok(answer) => Ok(Some(headers(
                answer.content_type(),
                answer.cache_control(),
                answer.content_encoding(),
            ))),
            Err(error) => StorageError::of("ask for", key, error).or_missing(),
        }
    }

    /// Writes an object if what is expected is there. The body travels with its MD5, so that a server refuses one
    /// that was damaged on the way.
    pub(crate) async fn put(
        &self,
        key: &str,
        body: &[u8],
        headers: &Headers,
        expects: &Expect,
    ) -> Result<Put, StorageError> {
        let call = self
            .client
            .put_object()
            .bucket(&self.target.bucket)
            .key(self.key(key))
            .content_type(&headers.content_type)
            .cache_control(&headers.cache_control)
            .set_content_encoding(headers.encoding.clone())
            .content_md5(BASE64_STANDARD.encode(Md5::digest(body)))
            .body(ByteStream::from(body.to_vec()));
        let call = match expects {
            Expect::Absent => call.if_none_match("*"),
            Expect::ETag(etag) => call.if_match(etag.quoted()),
        };
        match call.send().await {
            Ok(answer) => Ok(Put::Done(ETag::from_server(answer.e_tag().unwrap_or_default()))),
            Err(error) => StorageError::of("write", key, error).or_conflict(),
        }
    }

    /// Gives an object other headers, if it still is the one with that ETag. No body travels.
    pub(crate) async fn mend(&self, key: &str, etag: &ETag, headers: &Headers) -> Result<Put, StorageError> {
        let call = self
            .client
            .copy_object()
            .bucket(&self.target.bucket)
            .key(self.key(key))
            .copy_source(self.copy_source(key))
            .copy_source_if_match(etag.quoted())
            .metadata_directive(MetadataDirective::Replace)
            .content_type(&headers.content_type)
            .cache_control(&headers.cache_control)
            .set_content_encoding(headers.encoding.clone());
        match call.send().await {
            Ok(answer) => {
                // A bucket may name the same bytes otherwise from now on.
                let named = answer.copy_object_result().and_then(|result| result.e_tag());
                Ok(Put::Done(named.map_or_else(|| etag.clone(), ETag::from_server)))
            }
            Err(error) => StorageError::of("change the headers of", key, error).or_conflict(),
        }
    }

    /// Copies an object as it is, if it still is the one with that ETag.
    pub(crate) async fn copy(&self, from: &str, etag: &ETag, to: &str) -> Result<Put, StorageError> {
        let call = self
            .client
            .copy_object()
            .bucket(&self.target.bucket)
            .key(self.key(to))
            .copy_source(self.copy_source(from))
            .copy_source_if_match(etag.quoted());
        match call.send().await {
            Ok(_) => Ok(Put::Done(etag.clone())),
            Err(error) => StorageError::of("copy", from, error).or_conflict(),
        }
    }

    /// Removes an object; one that is not there counts as removed.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let call = self.client.delete_object().bucket(&self.target.bucket);
        match call.key(self.key(key)).send().await {
            Ok(_) => Ok(()),
            Err(error) => StorageError::of("remove", key, error)
                .or_missing()
                .map(|_: Option<()>| ()),
        }
    }

    /// A source is written into a header as the path of a URL.
    fn copy_source(&self, key: &str) -> String {
        let mut source = format!("{}/", self.target.bucket);
        for byte in self.key(key).bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                source.push(char::from(byte));
            } else {
                source += &format!("%{byte:02X}");
            }
        }
        source
    }
}

fn headers(content_type: Option<&str>, cache_control: Option<&str>, encoding: Option<&str>) -> Headers {
    Headers {
        content_type: content_type.unwrap_or_default().to_owned(),
        cache_control: cache_control.unwrap_or_default().to_owned(),
        encoding: encoding
            .filter(|encoding| !encoding.is_empty())
            .map(str::to_owned),
    }
}
