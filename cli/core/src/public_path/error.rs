//! Why a URL is not fit to be a public path. Every text of this subject is here.

use crate::Coded;
use thiserror::Error;

/// A refused public path. The value in each is what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublicPathError {
    /// Nothing was typed.
    #[error("the public path is empty")]
    Empty,
    /// A space, a control character or another character that is not seen.
    #[error("the public path holds white space or a control character: {0:?}")]
    Invisible(String),
    /// A character that could end a string, tag or attribute.
    #[error("the public path holds `{character}`, which could end a string, a tag or an attribute: {text}")]
    Unsafe {
        /// What was typed.
        text: String,
        /// The first such character.
        character: char,
    },
    /// No `http://` or `https://` in front.
    #[error("the public path does not start with `https://` or `http://`: {0}")]
    Scheme(String),
    /// `https:///path`.
    #[error("the public path has no host: {0}")]
    NoHost(String),
    /// `https://user:secret@host/`. What was typed is not repeated: it may be a secret.
    #[error("the public path holds credentials")]
    Credentials,
    /// A query string.
    #[error("the public path holds a query (`?`): {0}")]
    Query(String),
    /// A fragment.
    #[error("the public path holds a fragment (`#`): {0}")]
    Fragment(String),
    /// The host is no domain name and no address.
    #[error("the public path's host is not valid ({reason}): {text}")]
    Host {
        /// What was typed.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An IPv4 address in a form that a parser would rewrite (`127.1`, `0x7f000001`).
    #[error("the public path's host is another spelling of {address}: {text}")]
    OddAddress {
        /// What was typed.
        text: String,
        /// The plain spelling.
        address: String,
    },
    /// The port is no number from 1 to 65535.
    #[error("the public path's port is not valid: {0}")]
    Port(String),
    /// A `.` or `..` segment, written plainly or percent-encoded.
    #[error("the public path holds a `.` or `..` segment: {text}")]
    DotSegment {
        /// What was typed.
        text: String,
        /// The URL that it would become.
        resolved: String,
    },
    /// A `%` that no two hexadecimal digits follow, or that hides a control character.
    #[error("the public path holds a `%` that does not encode a visible character: {0}")]
    Percent(String),
    /// The placeholder's own host.
    #[error("the public path is the placeholder itself: {0}")]
    Placeholder(String),
    /// `https:/` inside the path: joined with what follows it in a file, it could make a new URL.
    #[error("the public path holds a second URL: {0}")]
    UrlInside(String),
}

const RIGHT_FORM: &str = "write it like `https://cdn.example.com/chat/`";

impl Coded for PublicPathError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "public-path-empty",
            Self::Invisible(_) => "public-path-invisible",
            Self::Unsafe { .. } => "public-path-unsafe",
            Self::Scheme(_) => "public-path-scheme",
            Self::NoHost(_) => "public-path-no-host",
            Self::Credentials => "public-path-credentials",
            Self::Query(_) => "public-path-query",
            Self::Fragment(_) => "public-path-fragment",
            Self::Host { .. } => "public-path-host",
            Self::OddAddress { .. } => "public-path-odd-address",
            Self::Port(_) => "public-path-port",
            Self::DotSegment { .. } => "public-path-dot-segment",
            Self::Percent(_) => "public-path-percent",
            Self::Placeholder(_) => "public-path-placeholder",
            Self::UrlInside(_) => "public-path-url-inside",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::Scheme(text) if !text.contains(':') && !text.starts_with('/') => {
                format!("write it with its scheme: `https://{text}`")
            }
            Self::Unsafe { character, .. } if *character != '\\' => {
                let mut utf8 = [0; 4];
                let encoded: String = character
                    .encode_utf8(&mut utf8)
                    .bytes()
                    .map(|byte| format!("%{byte:02X}"))
                    .collect();
                format!("leave it out, or in the path write it as `{encoded}`; {RIGHT_FORM}")
            }
            Self::Credentials => {
                format!("everyone who reads the page could read them, so leave them out; {RIGHT_FORM}")
            }
            Self::Query(text) | Self::Fragment(text) => {
                let end = text.find(['?', '#']).unwrap_or(text.len());
                format!(
                    "file names are put after it, so it ends with the folder: `{}`",
                    with_slash(&text[..end])
                )
            }
            Self::OddAddress { address, .. } => format!("write the address as `{address}`"),
            Self::Port(_) => "a port is a number from 1 to 65535: `http://localhost:8000/static/`".to_owned(),
            Self::DotSegment { resolved, .. } => format!("write the path without it: `{resolved}`"),
            Self::Percent(_) => {
                "a `%` in a path is written `%25`: `https://cdn.example.com/100%25/`".to_owned()
            }
            Self::Placeholder(_) => format!("give the URL where your files will be; {RIGHT_FORM}"),
            Self::UrlInside(_) => format!("give one URL only; {RIGHT_FORM}"),
            _ => RIGHT_FORM.to_owned(),
        }
    }

    fn is_usage(&self) -> bool {
        true
    }
}

fn with_slash(text: &str) -> String {
    format!("{}/", text.trim_end_matches('/'))
}
