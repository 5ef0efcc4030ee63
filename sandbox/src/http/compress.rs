//! Answers by gzip to whoever takes it, as the front of a hosted service gives them: a page of messages is a tenth.

use axum::http::{Response, header};
use http_body::Body;
use tower_http::compression::{CompressionLayer, Predicate};

/// Bytes below which it is not worth it.
const LEAST: u64 = 1024;

/// What compresses the answers that are whole and JSON. One that is made to break has no size, and breaks as it is.
pub(super) fn layer() -> CompressionLayer<Whole> {
    CompressionLayer::new().compress_when(Whole)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Whole;

impl Predicate for Whole {
    fn should_compress<B: Body>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        is_json && response.body().size_hint().exact() >= Some(LEAST)
    }
}
