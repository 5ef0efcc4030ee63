//! The public path: the absolute URL under which the files are hosted.
//!
//! Decides which URLs are fit to stand in scripts, style sheets, attributes and policies, and how they
//! are written there. Must never let a string through that could end a string literal, a tag, an
//! attribute, a CSS `url(…)` or a CSP source.
//!
//! **What is normalised** (the normalised string is what every file gets): scheme and host in lower case,
//! an international host in punycode, a default port left out, `;` `,` `(` `)` and non-ASCII characters
//! of the path percent-encoded, exactly one trailing slash. Forms in which a URL parser would change more
//! than that (`..`, `https:host`, `127.1`) are refused instead, so that nobody is surprised.

mod error;
mod folder;
mod parse;
#[cfg(test)]
mod parse_test;

pub use error::PublicPathError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// What stands for the public path in a package that is not configured. The trailing slash belongs to it.
pub const PLACEHOLDER: &str = "https://placeholder.public.path/";

/// The placeholder as JSON serialisers of some languages write it; no rewrite would find it.
pub const ESCAPED_PLACEHOLDER: &str = r"https:\/\/placeholder.public.path";

/// A checked, normalised public path; it ends with `/`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicPath {
    url: Url,
}

/// Something about a valid public path that deserves a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicPathWarning {
    /// Plain `http` to a host that is not this machine: pages served by `https` will not load it.
    InsecureRemote,
}

impl PublicPath {
    /// Checks and normalises a URL that someone typed.
    ///
    /// # Errors
    /// Says what is wrong with it; the hint shows a right form.
    pub fn parse(text: &str) -> Result<Self, PublicPathError> {
        parse::parse(text).map(|url| Self { url })
    }

    /// The whole URL, with its trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.url.scheme()
    }

    /// Whether the host is this machine: `localhost`, names under it, and loopback addresses.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// What deserves a word although the path is valid.
    #[must_use]
    pub fn warnings(&self) -> Vec<PublicPathWarning> {
        if self.scheme() == "http" && !self.is_local() {
            vec![PublicPathWarning::InsecureRemote]
        } else {
            Vec::new()
        }
    }

    /// The name of the default output folder: `/` becomes `_`. With `windows`, characters that its file
    /// names cannot hold are left out.
    #[must_use]
    pub fn folder_name(&self, windows: bool) -> String {
        folder::name(self.as_str(), windows)
    }
}

impl fmt::Display for PublicPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PublicPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicPath({:?})", self.as_str())
    }
}

impl FromStr for PublicPath {
    type Err = PublicPathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for PublicPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PublicPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
