//! What is asked for, and what came.

use super::Headers;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The whole address.
    pub url: String,
    /// How it is asked for.
    pub ask: Ask,
    /// Whether the text of the answer is needed, and not only its hash.
    pub keep_text: bool,
}

/// The ways to ask for a file. What a cache keeps of one must not spoil another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// As a plain `<script>` or a curious person does: no `Origin`, no compression.
    Plain,
    /// The same with `Origin`, as the widget does. Asked after [`Ask::Plain`], so that a cache that keeps
    /// one answer for both shows it.
    Origin,
    /// With `Origin` and `Accept-Encoding: br`.
    Brotli,
    /// With `Origin` and `Accept-Encoding: gzip`.
    Gzip,
    /// What a browser sends before requests with headers of their own: `OPTIONS`.
    Preflight,
    /// As [`Ask::Origin`], under a query that no cache has seen: what the origin server itself says.
    Uncached,
    /// A page, as a browser navigates to it.
    Page,
}

impl Ask {
    /// In words, for the place of a finding.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Self::Plain => "without `Origin`",
            Self::Origin => "with `Origin`",
            Self::Brotli => "with `Accept-Encoding: br`",
            Self::Gzip => "with `Accept-Encoding: gzip`",
            Self::Preflight => "asked by `OPTIONS`",
            Self::Uncached => "past the caches",
            Self::Page => "as a page",
        }
    }
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub struct Observation {
    /// What was asked.
    pub probe: Probe,
    /// The answer, or why there is none.
    pub outcome: Result<Answer, Trouble>,
}

/// An answer, redirects followed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The address that answered at last.
    pub url: String,
    /// Bytes of the body as they came.
    pub wire_bytes: u64,
    /// The body as it was meant.
    pub body: Body,
}

/// A body after its `Content-Encoding` is undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Read to its end.
    Whole {
        /// Lower-case hexadecimal.
        sha256: String,
        /// Bytes.
        size: u64,
        /// The text, where it was asked for and is text.
        text: Option<String>,
    },
    /// It cannot be unpacked, or it broke off.
    Broken(String),
    /// Larger than anything that belongs here.
    TooLarge,
}

impl Answer {
    /// The text of the body, where it was kept.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Whole { text, .. } => text.as_deref(),
            Body::Broken(_) | Body::TooLarge => None,
        }
    }

    /// The type and subtype in lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> String {
        let value = self.headers.get("content-type").unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its sort.
    pub sort: TroubleSort,
    /// What the network says.
    pub said: String,
}

/// Sorts of trouble that are mended in different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleSort {
    /// The certificate is not good.
    Certificate,
    /// No answer in time.
    Timeout,
    /// Round and round, or more redirects than a browser would follow.
    Redirects,
    /// The host is not found or does not take the connection, and anything else.
    Connection,
}
