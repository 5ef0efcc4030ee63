//! Files from memory: the package below `/static/`, and the pages.
//!
//! A path is looked up as a whole and nothing is read from disk, so there is no way out of the site.

use super::Service;
use crate::world::Refusal;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Files by the whole path of their URL, such as `/static/loader.json`; one at `/folder/*` stands for all
/// paths in that folder that have none of their own.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, Stored>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes.
    pub body: Vec<u8>,
    /// Its media type, with the charset if it is text.
    pub content_type: String,
    /// How long a browser may keep it.
    pub cache: Cache,
    /// Further headers, such as a `Content-Security-Policy`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// How long a browser may keep a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// For good: its name changes with its bytes.
    Forever,
    /// Only as long as the server agrees.
    Revalidate,
}

#[derive(Debug)]
struct Stored {
    body: Bytes,
    headers: HeaderMap,
}

impl Site {
    /// Adds a file, in place of any other of that path.
    pub fn add(&mut self, path: impl Into<String>, file: File) {
        let cache = match file.cache {
            Cache::Forever => "public, max-age=31536000, immutable",
            Cache::Revalidate => "no-cache",
        };
        let mut headers = HeaderMap::from_iter(file.headers);
        let octets = HeaderValue::from_static("application/octet-stream");
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::try_from(file.content_type).unwrap_or(octets),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Ok(tag) = HeaderValue::try_from(tag(&file.body)) {
            headers.insert(header::ETAG, tag);
        }
        let path = path.into();
        if path.starts_with("/static/") {
            let policy = HeaderName::from_static("cross-origin-resource-policy");
            headers.insert(policy, HeaderValue::from_static("cross-origin"));
        }
        self.files.insert(
            path,
            Stored {
                body: file.body.into(),
                headers,
            },
        );
    }

    fn find(&self, path: &str) -> Option<&Stored> {
        let of_folder = || {
            let (folder, _) = path.rsplit_once('/')?;
            self.files.get(&format!("{folder}/*"))
        };
        self.files.get(path).or_else(of_folder)
    }
}

/// A strong validator: half a digest is plenty.
fn tag(body: &[u8]) -> String {
    let digest: String = Sha256::digest(body)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digest}\"")
}

/// Serves a file, or says that there is nothing in the words of the API that was asked.
pub(super) async fn serve(
    State(service): State<Service>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    let Some(file) = service.site.find(&path) else {
        return missing(uri.path());
    };
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let is_fresh = file
        .headers
        .get(header::ETAG)
        .is_some_and(|tag| is_among(tag, &headers));
    let (status, body) = if is_fresh {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (StatusCode::OK, Body::from(file.body.clone()))
    };
    (status, file.headers.clone(), body).into_response()
}

fn is_among(tag: &HeaderValue, headers: &HeaderMap) -> bool {
    let asked = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut tags = asked.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one).as_bytes() == tag.as_bytes())
}

fn missing(path: &str) -> Response {
    let refusal = Refusal::new(404, "not_found", format!("There is nothing at {path}"));
    if path.starts_with("/sdk/") || path.starts_with("/sandbox/") {
        refusal.to_client().into_response()
    } else if path.starts_with("/v2/") {
        refusal.to_business().into_response()
    } else {
        (StatusCode::NOT_FOUND, refusal.description).into_response()
    }
}
