//! Where uploaded files are fetched, by anybody who knows the address.
//!
//! A path is compared as a whole with that of the file that it names; nothing on disk is found by it.
//! What a stranger uploaded is served from the sandbox's own origin, so no answer may ever run there.

use super::Service;
use crate::files::{Entry, Files, Kind};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http_body::{Frame, SizeHint};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncSeekExt as _, ReadBuf};

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new().route("/media/{*path}", get(serve))
}

/// The file whose path this is.
pub(super) fn id_of(files: &Files, path: &str) -> Option<String> {
    let segments = path.strip_prefix('/')?.split('/');
    let decoded = segments.map(|segment| percent_decode_str(segment).decode_utf8().ok());
    let segments: Vec<_> = decoded.collect::<Option<_>>()?;
    let id = segments.get(segments.len().checked_sub(2)?)?.as_ref();
    let entry = files.find(id)?;
    (entry.segments(id) == segments).then(|| id.to_owned())
}

async fn serve(State(service): State<Service>, uri: Uri, headers: HeaderMap) -> Response {
    let id = id_of(&service.files, uri.path());
    let Some((id, entry)) = id.and_then(|id| service.files.find(&id).map(|entry| (id, entry))) else {
        return (StatusCode::NOT_FOUND, "There is no such file").into_response();
    };
    let mut said = describe(&id, &entry);
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let tag = format!("\"{id}\"");
    if text(header::IF_NONE_MATCH).is_some_and(|tags| tags.contains(&tag) || tags.trim() == "*") {
        return (StatusCode::NOT_MODIFIED, said).into_response();
    }
    let asked = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|known| known == tag));
    let (status, range) = match asked.map_or(Asked::Whole, |asked| parse(asked, entry.size)) {
        Asked::Whole => (StatusCode::OK, 0..entry.size),
        Asked::Part(range) => {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, entry.size);
            set(&mut said, header::CONTENT_RANGE, &text);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Asked::Beyond => {
            set(
                &mut said,
                header::CONTENT_RANGE,
                &format!("bytes */{}", entry.size),
            );
            return (StatusCode::RANGE_NOT_SATISFIABLE, said).into_response();
        }
    };
    match body(&service.files, &id, range).await {
        Ok(body) => (status, said, body).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "The file is gone").into_response(),
    }
}

fn describe(id: &str, entry: &Entry) -> HeaderMap {
    let kind = Kind::of_kept(&entry.name);
    let mut headers = HeaderMap::new();
    let disposition = if kind.is_inline() { "inline" } else { "attachment" };
    for (name, value) in [
        (header::CONTENT_TYPE, kind.served_as()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (header::ACCEPT_RANGES, "bytes"),
        (header::ETAG, &format!("\"{id}\"")),
        (
            header::CONTENT_DISPOSITION,
            &format!("{disposition}; {}", named(&entry.name)),
        ),
    ] {
        set(&mut headers, name, value);
    }
    headers
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// The name for any client, and in full for those that know RFC 6266.
fn named(name: &str) -> String {
    let is_plain = |character: char| {
        (character.is_ascii_graphic() || character == ' ') && !matches!(character, '"' | '\\' | '%')
    };
    let plain: String = name
        .chars()
        .map(|character| if is_plain(character) { character } else { '_' })
        .collect();
    let full = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("filename=\"{plain}\"; filename*=UTF-8''{full}")
}

/// What part of a file is asked for.
#[derive(Debug, PartialEq)]
enum Asked {
    /// All of it; also where the question is not one that has to be answered.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that there are not.
    Beyond,
}

/// One range of bytes, by RFC 9110. Several at once are answered by the whole, as that allows.
fn parse(asked: &str, size: u64) -> Asked {
    let Some((first, last)) = asked
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (first.trim(), last.trim()) {
        ("", last) => number(last).map(|length| size.saturating_sub(length)..size),
        (first, "") => number(first).map(|first| first..size),
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => Some(first..size.min(last.saturating_add(1))),
            _ => None,
        },
    };
    match range {
        None => Asked::Whole,
        Some(range) if range.start < range.end => Asked::Part(range),
        Some(_) => Asked::Beyond,
    }
}

async fn body(files: &Files, id: &str, range: Range<u64>) -> io::Result<Body> {
    let mut file = files.read(id).await?;
    if range.start > 0 {
        file.seek(io::SeekFrom::Start(range.start)).await?;
    }
    Ok(Body::new(FileBody {
        file,
        left: range.end - range.start,
        buffer: vec![0; CHUNK],
    }))
}

/// A part of a file, read as it is sent.
struct FileBody {
    file: tokio::fs::File,
    left: u64,
    buffer: Vec<u8>,
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let FileBody { file, left, buffer } = self.get_mut();
        if *left == 0 {
            return Poll::Ready(None);
        }
        let most = usize::try_from(*left).unwrap_or(CHUNK).min(CHUNK);
        let mut read = ReadBuf::new(&mut buffer[..most]);
        if let Err(error) = ready!(Pin::new(file).poll_read(context, &mut read)) {
            return Poll::Ready(Some(Err(error)));
        }
        let bytes = read.filled();
        if bytes.is_empty() {
            return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
        }
        *left -= bytes.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(Bytes::copy_from_slice(bytes)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (asked, wanted) in [
            ("bytes=0-3", Asked::Part(0..4)),
            ("bytes=4-", Asked::Part(4..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=8-99", Asked::Part(8..10)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=3-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=0-18446744073709551615", Asked::Part(0..10)),
            ("lines=1-2", Asked::Whole),
        ] {
            assert_eq!(parse(asked, 10), wanted, "{asked}");
        }
    }

    #[test]
    fn names_in_headers() {
        let table = [
            ("a b.png", r#"filename="a b.png"; filename*=UTF-8''a%20b%2Epng"#),
            (
                "é\"\\;.pdf",
                r#"filename="___;.pdf"; filename*=UTF-8''%C3%A9%22%5C%3B%2Epdf"#,
            ),
        ];
        for (name, wanted) in table {
            assert_eq!(named(name), wanted);
        }
    }
}
