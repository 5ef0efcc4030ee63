//! What is read from a request: who calls, from which host, with what body.

use super::pace::TooSlow;
use crate::world::{Addresses, Credentials, Refusal};
use avmsdk_protocol::{Malformed, Object, Value, Wire, json};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::convert::Infallible;

/// The scheme by which a request came: set for HTTPS by this service, and by a proxy that takes HTTPS
/// in front of it. Who says something untrue gets addresses that are of no use to it.
pub(crate) const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// Levels that a body may have. What is kept of it, or told of it, has some more around it and has to be
/// read again.
const MAX_LEVELS: u8 = json::MAX_DEPTH - 16;

/// Who calls, by the `Authorization` header.
pub(super) struct Caller(pub(super) Credentials);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Caller(credentials(&parts.headers).unwrap_or(Credentials::None)))
    }
}

fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let (scheme, rest) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        let (name, secret) = pair.split_once(':')?;
        Some(Credentials::Basic {
            name: name.to_owned(),
            secret: secret.to_owned(),
        })
    } else if scheme.eq_ignore_ascii_case("bearer") {
        Some(Credentials::Bearer(rest.trim().to_owned()))
    } else {
        None
    }
}

/// A body that has been read whole, or why it was not.
pub(super) struct Read(Result<Bytes, Refusal>);

impl<S: Send + Sync> FromRequest<S> for Read {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let read = Bytes::from_request(request, state).await;
        Ok(Read(read.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Refusal::new(413, "payload_too_large", "The body should be at most 512 KiB")
            }
            _ if TooSlow::is_behind(&rejection) => {
                Refusal::new(408, "request_timeout", "The body came too slowly")
            }
            _ => Refusal::bad_request("The body could not be read"),
        })))
    }
}

impl Read {
    /// The body as text.
    pub(super) fn text(self) -> Result<String, Refusal> {
        String::from_utf8(self.0?.into()).map_err(|_| Refusal::bad_request("The body should be UTF-8"))
    }

    /// The body as an object; none at all is an empty one.
    pub(super) fn options(self) -> Result<Object, Refusal> {
        match &self.0 {
            Ok(bytes) if bytes.is_empty() => Ok(Object::new()),
            _ => self.record(),
        }
    }

    /// The body as a record.
    pub(super) fn record<T: Wire>(self) -> Result<T, Refusal> {
        let bytes = self.0?;
        let text =
            std::str::from_utf8(&bytes).map_err(|_| Refusal::bad_request("The body should be UTF-8"))?;
        let value = json::parse(text)
            .map_err(|error| Refusal::bad_request(format!("The body should be JSON: {error}")))?;
        check_levels(&value)?;
        as_record(value)
    }

    /// The body as a record, with this text under a name that it may leave out.
    pub(super) fn record_or<T: Wire>(self, name: &str, text: &str) -> Result<T, Refusal> {
        self.record_after(|body| {
            if body.get(name).is_none() {
                body.set(name, text);
            }
        })
    }

    /// The body as a record, after something has been done to it.
    pub(super) fn record_after<T: Wire>(self, change: impl FnOnce(&mut Object)) -> Result<T, Refusal> {
        let mut body: Object = self.record()?;
        change(&mut body);
        as_record(body.into())
    }
}

fn as_record<T: Wire>(value: Value) -> Result<T, Refusal> {
    T::from_value(value).map_err(|error: Malformed| match error.field {
        "" => Refusal::bad_request(format!("The body should be {}", error.wanted)),
        _ => Refusal::bad_request(error.to_string()),
    })
}

/// Refuses what nests deeper than [`MAX_LEVELS`].
pub(super) fn check_levels(value: &Value) -> Result<(), Refusal> {
    if has_levels(value, MAX_LEVELS) {
        Ok(())
    } else {
        let text = format!("The body should be at most {MAX_LEVELS} levels deep");
        Err(Refusal::bad_request(text))
    }
}

fn has_levels(value: &Value, most: u8) -> bool {
    let inner = |value: &Value| has_levels(value, most.saturating_sub(1));
    match value {
        Value::Array(items) => most > 0 && items.iter().all(inner),
        Value::Object(object) => most > 0 && object.iter().all(|(_, value)| inner(value)),
        _ => true,
    }
}

/// The addresses to give to a client that came by this `Host`.
///
/// By a name of the hosted service it is sent on to that service's names, which somebody has mapped
/// to this machine; else it stays where it is.
pub(super) fn addresses(headers: &HeaderMap) -> Option<Addresses> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    if host.is_empty() || !host.bytes().all(is_plain) {
        return None;
    }
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let hosted = name
        .strip_suffix(".smooch.io")
        .and_then(|rest| rest.split_once(".config"));
    let is_secure = headers.get(FORWARDED_PROTO).is_some_and(|proto| proto == "https");
    let scheme = if is_secure { "https" } else { "http" };
    Some(match hosted {
        // `{id}.config` or `{id}.config.{region}`
        Some((id, region)) if region.is_empty() || region.starts_with('.') => Addresses {
            web: format!("https://{id}.webapi{region}.smooch.io/sdk"),
            realtime: format!("https://{id}.realtime{region}.smooch.io/faye"),
            media: format!("https://media{region}.smooch.io"),
        },
        _ => Addresses {
            web: format!("{scheme}://{host}/sdk"),
            realtime: format!("{scheme}://{host}/faye"),
            media: format!("{scheme}://{host}"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_client_is_sent_to_where_it_came_from() {
        let table = [
            (
                "localhost:8000",
                Some((
                    "http://localhost:8000/sdk",
                    "http://localhost:8000/faye",
                    "http://localhost:8000",
                )),
            ),
            (
                "[::1]:8000",
                Some((
                    "http://[::1]:8000/sdk",
                    "http://[::1]:8000/faye",
                    "http://[::1]:8000",
                )),
            ),
            (
                "b1.config.smooch.io",
                Some((
                    "https://b1.webapi.smooch.io/sdk",
                    "https://b1.realtime.smooch.io/faye",
                    "https://media.smooch.io",
                )),
            ),
            (
                "b1.config.eu-1.smooch.io:443",
                Some((
                    "https://b1.webapi.eu-1.smooch.io/sdk",
                    "https://b1.realtime.eu-1.smooch.io/faye",
                    "https://media.eu-1.smooch.io",
                )),
            ),
            (
                "b1.configs.smooch.io",
                Some((
                    "http://b1.configs.smooch.io/sdk",
                    "http://b1.configs.smooch.io/faye",
                    "http://b1.configs.smooch.io",
                )),
            ),
            ("a/b", None),
            ("a\"b", None),
        ];
        for (host, wanted) in table {
            let found = addresses(&with(header::HOST, host));
            let wanted = wanted.map(|(web, realtime, media)| Addresses {
                web: web.into(),
                realtime: realtime.into(),
                media: media.into(),
            });
            assert_eq!(found, wanted, "{host}");
        }
        let mut headers = with(header::HOST, "localhost:8000");
        headers.insert(FORWARDED_PROTO, "https".parse().unwrap());
        let found = addresses(&headers).unwrap();
        assert_eq!(
            (&*found.web, &*found.realtime, &*found.media),
            (
                "https://localhost:8000/sdk",
                "https://localhost:8000/faye",
                "https://localhost:8000"
            )
        );
    }

    #[test]
    fn credentials_are_read_or_there_are_none() {
        let basic = |name: &str, secret: &str| {
            Some(Credentials::Basic {
                name: name.to_owned(),
                secret: secret.to_owned(),
            })
        };
        let table = [
            ("Basic dTp0", basic("u", "t")),
            ("basic dTp0Ong=", basic("u", "t:x")),
            ("Basic dQ==", None),
            ("Basic %", None),
            ("Basic", None),
            ("Bearer a.b.c", Some(Credentials::Bearer("a.b.c".to_owned()))),
            ("Digest x", None),
        ];
        for (value, wanted) in table {
            assert_eq!(
                credentials(&with(header::AUTHORIZATION, value)),
                wanted,
                "{value}"
            );
        }
    }
}
