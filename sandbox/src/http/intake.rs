//! Uploads: a multipart body is read part by part, and its file goes to disk as it comes.
//!
//! Whatever is wrong, the rest of the body is still taken in and thrown away, up to a limit: a browser
//! that is answered while it sends shows a broken connection in place of the answer.

use super::Service;
use crate::files::{Entry, Finding, Incoming, Kind, MAX_FILE, WriteError, kind_of};
use crate::world::Refusal;
use avmsdk_protocol::id::{AppId, ConversationId};
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body::Body as _;
use std::future::poll_fn;
use std::pin::Pin;

/// The most that is read of a body, in bytes, what is thrown away included.
pub(super) const MAX_READ: usize = 64 << 20;
/// The largest part that is not a file, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// What came.
pub(super) struct Received {
    /// The part `author`.
    pub(super) author: Option<String>,
    /// The part `message`.
    pub(super) message: Option<String>,
    /// The part `source`: a file that is not empty, and may be taken.
    pub(super) source: Source,
}

/// A file that has come in whole.
pub(super) struct Source {
    incoming: Incoming,
    name: String,
    pub(super) kind: Kind,
    /// Whether a virus is in an archive, which is only looked through after the answer.
    pub(super) has_hidden_virus: bool,
}

impl Source {
    /// Bytes. [`MAX_FILE`] fits.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.incoming.size()).unwrap_or(u32::MAX)
    }

    /// Keeps it; returns its id and its path.
    pub(super) async fn keep(
        self,
        app: AppId,
        conversation: Option<ConversationId>,
    ) -> Result<(String, String), Refusal> {
        let entry = Entry {
            app,
            conversation,
            merged_into: None,
            name: self.name,
            size: 0,
        };
        let kept = self.incoming.keep(entry).await;
        let (id, entry) = kept.map_err(|_| refuse(WriteError::System))?;
        let path = entry.path(&id);
        Ok((id, path))
    }
}

/// Reads a body to its end.
pub(super) async fn receive(service: &Service, request: Request) -> Result<Received, Refusal> {
    let mut multipart = Multipart::from_request(request, service)
        .await
        .map_err(|_| Refusal::bad_request("The body should be multipart/form-data with a boundary"))?;
    let (mut author, mut message) = (None, None);
    let mut source: Option<Result<Source, Refusal>> = None;
    let mut refusal = None;
    while let Some(part) = multipart.next_field().await.map_err(broken)? {
        let name = part.name().map(str::to_owned);
        let read = match name.as_deref() {
            Some("author") if author.is_none() => text(part, "author").await.map(|text| author = Some(text)),
            Some("message") if message.is_none() => {
                text(part, "message").await.map(|text| message = Some(text))
            }
            Some("source") if source.is_none() => take(service, part).await.map(|taken| source = Some(taken)),
            _ => throw_away(part).await,
        };
        if let Err(fault) = read {
            match fault {
                Fault::Body(error) => return Err(broken(error)),
                Fault::Part(one) => refusal = refusal.or(Some(one)),
            }
        }
    }
    match (refusal, source) {
        (Some(refusal), _) | (None, Some(Err(refusal))) => Err(refusal),
        (None, Some(Ok(source))) => Ok(Received {
            author,
            message,
            source,
        }),
        (None, None) => Err(Refusal::bad_request("The part `source` with the file is missing")),
    }
}

/// Why a part was not read.
enum Fault {
    /// Nothing more can be read.
    Body(MultipartError),
    /// It is at fault by itself.
    Part(Refusal),
}

impl From<MultipartError> for Fault {
    fn from(error: MultipartError) -> Self {
        Fault::Body(error)
    }
}

async fn text(mut part: Field<'_>, name: &str) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = part.chunk().await? {
        is_too_large |= bytes.len() + chunk.len() > MAX_TEXT;
        if !is_too_large {
            bytes.extend_from_slice(&chunk);
        }
    }
    if is_too_large {
        let text = format!("The part `{name}` should be at most {MAX_TEXT} bytes");
        return Err(Fault::Part(Refusal::new(413, "payload_too_large", text)));
    }
    String::from_utf8(bytes)
        .map_err(|_| Fault::Part(Refusal::bad_request(format!("The part `{name}` should be UTF-8"))))
}

async fn throw_away(mut part: Field<'_>) -> Result<(), Fault> {
    while part.chunk().await?.is_some() {}
    Ok(())
}

/// Takes in a file. The outer error ends the body, the inner one only this file.
async fn take(service: &Service, mut part: Field<'_>) -> Result<Result<Source, Refusal>, Fault> {
    let Ok((name, kind)) = kind_of(part.file_name(), part.content_type()) else {
        throw_away(part).await?;
        return Ok(Err(unsupported("File rejected. File extension not allowed")));
    };
    let mut incoming = match service.files.begin().await {
        Ok(incoming) => incoming,
        Err(error) => {
            throw_away(part).await?;
            return Ok(Err(refuse(error)));
        }
    };
    while let Some(chunk) = part.chunk().await? {
        if let Err(error) = incoming.write(&chunk).await {
            drop(incoming);
            throw_away(part).await?;
            return Ok(Err(refuse(error)));
        }
    }
    if incoming.size() == 0 {
        return Ok(Err(Refusal::bad_request("The file is empty")));
    }
    let has_hidden_virus = match incoming.finding() {
        Some(Finding::Virus) if kind.is_archive() => true,
        Some(Finding::Virus) => {
            return Ok(Err(Refusal::new(
                400,
                "virus_detected",
                "A virus was detected in the file",
            )));
        }
        Some(Finding::Forbidden) => return Ok(Err(unsupported("File rejected. File type not allowed"))),
        None => false,
    };
    Ok(Ok(Source {
        incoming,
        name,
        kind,
        has_hidden_virus,
    }))
}

fn unsupported(description: &str) -> Refusal {
    Refusal::new(415, "unsupported_media_type", description)
}

fn refuse(error: WriteError) -> Refusal {
    match error {
        WriteError::TooLarge => {
            let text = format!("The file should be at most {MAX_FILE} bytes");
            Refusal::new(413, "payload_too_large", text)
        }
        WriteError::Full => {
            let text = "The sandbox keeps no more files: POST /sandbox/reset makes room";
            Refusal::new(507, "insufficient_storage", text)
        }
        WriteError::System => {
            Refusal::new(503, "service_unavailable", "The sandbox could not store the file")
        }
    }
}

fn broken(error: MultipartError) -> Refusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => refuse(WriteError::TooLarge),
        _ => Refusal::bad_request("The multipart body is broken or was cut off"),
    }
}

/// Takes in a body that nobody wants, so that its sender gets to read why.
pub(super) async fn drain(request: Request) {
    let mut body: Body = request.into_body();
    let mut read = 0;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        read += frame.data_ref().map_or(0, |data| data.len());
        if read > MAX_READ {
            return;
        }
    }
}

/// Where files are fetched by somebody who came by this `Host`: below the same host, or below the
/// hosted service's name for files in the same region.
pub(super) fn media_base(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let labels = name.strip_suffix(".smooch.io").map(|rest| rest.split('.'));
    // `api`, `{id}.webapi`, each alone or followed by a region.
    let region = labels.and_then(|mut labels| {
        if labels.next()? != "api" && labels.next()? != "webapi" {
            return None;
        }
        Some(labels.map(|label| format!(".{label}")).collect::<String>())
    });
    match region {
        Some(region) => Some(format!("https://media{region}.smooch.io")),
        None => super::request::addresses(headers).map(|addresses| addresses.media),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_fetched_where_their_sender_came_from() {
        for (host, wanted) in [
            ("localhost:8000", Some("http://localhost:8000")),
            ("b1.webapi.smooch.io", Some("https://media.smooch.io")),
            (
                "b1.webapi.eu-1.smooch.io:443",
                Some("https://media.eu-1.smooch.io"),
            ),
            ("api.smooch.io", Some("https://media.smooch.io")),
            ("api.eu-1.smooch.io", Some("https://media.eu-1.smooch.io")),
            ("a/b", None),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            assert_eq!(media_base(&headers).as_deref(), wanted, "{host}");
        }
    }
}
