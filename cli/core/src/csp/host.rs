//! Addresses as a policy can name them.
//!
//! Decides whether an address fits the `host-source` grammar of CSP Level 3 and
//! writes it so; must never let through a character that ends a source, a
//! directive or a policy.

use std::fmt;

use url::{Host, Url};

use super::error::{HostFault, Refusal};
use crate::{PublicPath, without_user_info};

/// A `host-source`: scheme, host, perhaps a port and a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostSource(String);

impl HostSource {
    /// Reads the value of `option`: an `http` or `https` address, its host perhaps behind `*.`.
    ///
    /// # Errors
    /// [`Refusal::Host`] where the address is none that a policy can name.
    pub fn parse(option: &'static str, given: &str) -> Result<Self, Refusal> {
        let refuse = |fault| Refusal::Host {
            option,
            fault,
            given: without_user_info(given).into_owned(),
        };
        let (scheme, rest) = given.split_once("://").ok_or_else(|| refuse(HostFault::Scheme))?;
        let (wildcard, rest) = match rest.strip_prefix("*.") {
            Some(rest) => ("*.", rest),
            None => ("", rest),
        };
        let url = read(&format!("{scheme}://{rest}")).map_err(refuse)?;
        if !wildcard.is_empty() && !matches!(url.host(), Some(Host::Domain(_))) {
            return Err(refuse(HostFault::HostName));
        }
        Ok(Self(write(&url, wildcard, url.path())))
    }

    /// Reads every value of `option`; empty ones (`https://a.org,`) count for nothing.
    ///
    /// # Errors
    /// As [`HostSource::parse`], for the first wrong one.
    pub fn parse_all(option: &'static str, given: &[String]) -> Result<Vec<Self>, Refusal> {
        let given = given.iter().filter(|text| !text.trim().is_empty());
        given.map(|text| Self::parse(option, text.trim())).collect()
    }

    /// The public path, scoped to its path, with the slash at its end.
    ///
    /// # Errors
    /// [`Refusal::PublicPath`], e.g. for an IPv6 host.
    pub fn of_public_path(path: &PublicPath) -> Result<Self, Refusal> {
        let refuse = |fault| Refusal::PublicPath {
            fault,
            given: path.as_str().to_owned(),
        };
        let url = read(path.as_str()).map_err(refuse)?;
        let mut source = write(&url, "", url.path());
        if url.path() == "/" {
            source.push('/');
        }
        Ok(Self(source))
    }

    /// A source that this crate knows to be right.
    pub(super) fn known(source: impl Into<String>) -> Self {
        Self(source.into())
    }

    /// Whether only this one address matches: a path counts for what is below it only with a slash at its end.
    #[must_use]
    pub fn is_one_address(&self) -> bool {
        let after_scheme = self.0.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.contains('/') && !after_scheme.ends_with('/')
    }

    /// The source as written in a policy.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Where a messaging service of one's own answers, over HTTP and over its socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiOrigin(Url);

impl ApiOrigin {
    /// Reads an origin such as `http://localhost:8000`.
    ///
    /// # Errors
    /// [`Refusal::Host`] where it is no `http` or `https` origin that a policy can name.
    pub fn parse(given: &str) -> Result<Self, Refusal> {
        let refuse = |fault| Refusal::Host {
            option: "--api-host",
            fault,
            given: without_user_info(given).into_owned(),
        };
        let url = read(given).map_err(refuse)?;
        if url.path() == "/" {
            Ok(Self(url))
        } else {
            Err(refuse(HostFault::Path))
        }
    }

    /// The origin for requests and images.
    #[must_use]
    pub fn http(&self) -> HostSource {
        HostSource(write(&self.0, "", "/"))
    }

    /// The same origin for the realtime socket: `http` does not stand for `ws` in every browser.
    #[must_use]
    pub fn ws(&self) -> HostSource {
        HostSource(self.http().0.replacen("http", "ws", 1))
    }
}

fn read(text: &str) -> Result<Url, HostFault> {
    // The URL standard would repair much of what follows; a source must mean what was written.
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(HostFault::Syntax);
    }
    let (scheme, rest) = text.split_once("://").ok_or(HostFault::Scheme)?;
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Err(HostFault::Scheme);
    }
    if rest.starts_with('/') {
        return Err(HostFault::Syntax);
    }
    let url = Url::parse(text).map_err(|_| HostFault::Syntax)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(HostFault::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(HostFault::Tail);
    }
    if url.port() == Some(0) {
        return Err(HostFault::Syntax);
    }
    match url.host() {
        Some(Host::Ipv4(_)) => Ok(url),
        Some(Host::Ipv6(_)) => Err(HostFault::Ipv6),
        Some(Host::Domain(name)) if name.split('.').all(is_label) => Ok(url),
        Some(Host::Domain(_)) | None => Err(HostFault::HostName),
    }
}

/// `1*host-char`, without the underscore that some browsers take and others do not.
fn is_label(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn write(url: &Url, wildcard: &str, path: &str) -> String {
    let mut source = format!(
        "{}://{wildcard}{}",
        url.scheme(),
        url.host_str().unwrap_or_default()
    );
    if let Some(port) = url.port() {
        source.push_str(&format!(":{port}"));
    }
    if path != "/" {
        escape(path, &mut source);
    }
    source
}

/// Escapes what `path-part` lacks. Browsers decode both sides before they compare, so more is no harm.
fn escape(path: &str, source: &mut String) {
    let bytes = path.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let is_fit = match byte {
            b'%' => bytes
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            _ => byte.is_ascii_alphanumeric() || b"/-._~!$&()*+=:@".contains(&byte),
        };
        if is_fit {
            source.push(char::from(byte));
        } else {
            source.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_the_source_that_names_it() {
        let table = [
            ("https://media.acme.org", "https://media.acme.org"),
            ("https://media.acme.org/", "https://media.acme.org"),
            ("HTTPS://Media.Acme.ORG:443", "https://media.acme.org"),
            ("http://localhost:9000", "http://localhost:9000"),
            ("https://*.acme.org:8443/m/", "https://*.acme.org:8443/m/"),
            (
                "https://acme.org/a;b,c/'d'/",
                "https://acme.org/a%3Bb%2Cc/%27d%27/",
            ),
            ("https://acme.org/ü/../ö/", "https://acme.org/%C3%B6/"),
            ("https://acme.org/100%/%2f%", "https://acme.org/100%25/%2f%25"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ];
        for (given, wanted) in table {
            let source = HostSource::parse("--media-host", given).map(|source| source.to_string());
            assert_eq!(source.as_deref(), Ok(wanted), "{given}");
        }
    }

    #[test]
    fn an_address_that_a_policy_cannot_name_is_refused() {
        let table = [
            ("media.acme.org", HostFault::Scheme),
            ("", HostFault::Scheme),
            ("*", HostFault::Scheme),
            ("data:image/png,", HostFault::Scheme),
            ("ftp://acme.org", HostFault::Scheme),
            ("wss://acme.org", HostFault::Scheme),
            ("https:/acme.org", HostFault::Scheme),
            ("https://", HostFault::Syntax),
            ("https:///acme.org", HostFault::Syntax),
            ("https://acme.org; script-src *", HostFault::Syntax),
            ("https://acme.org\\x", HostFault::Syntax),
            ("https://acme.org:0", HostFault::Syntax),
            ("https://a:b@acme.org", HostFault::Credentials),
            ("https://acme.org?x", HostFault::Tail),
            ("https://acme.org/#x", HostFault::Tail),
            ("https://[::1]:8000", HostFault::Ipv6),
            ("https://*", HostFault::HostName),
            ("https://*.*.acme.org", HostFault::HostName),
            ("https://a.*.acme.org", HostFault::HostName),
            ("https://my_bucket.acme.org", HostFault::HostName),
            ("https://acme.org.", HostFault::HostName),
            ("https://acme.org;img-src", HostFault::HostName),
            ("https://*.127.0.0.1", HostFault::HostName),
        ];
        for (given, wanted) in table {
            let refusal = HostSource::parse("--media-host", given);
            let fault = match refusal {
                Err(Refusal::Host { fault, .. }) => Some(fault),
                _ => None,
            };
            assert_eq!(fault, Some(wanted), "{given}: {refusal:?}");
        }
    }

    #[test]
    fn empty_values_count_for_nothing() {
        let given = ["https://a.org", " ", "", " https://b.org"].map(str::to_owned);
        let hosts = HostSource::parse_all("--media-host", &given).unwrap();
        let hosts: Vec<_> = hosts.iter().map(HostSource::as_str).collect();
        assert_eq!(hosts, ["https://a.org", "https://b.org"]);
        assert!(HostSource::parse_all("--media-host", &["b.org".to_owned()]).is_err());
    }

    #[test]
    fn an_api_origin_has_a_form_for_requests_and_one_for_its_socket() {
        let table = [
            (
                "http://localhost:8000",
                "http://localhost:8000",
                "ws://localhost:8000",
            ),
            (
                "https://chat.acme.org/",
                "https://chat.acme.org",
                "wss://chat.acme.org",
            ),
            (
                "https://http.acme.org:1",
                "https://http.acme.org:1",
                "wss://http.acme.org:1",
            ),
        ];
        for (given, http, ws) in table {
            let origin = ApiOrigin::parse(given).unwrap();
            assert_eq!((origin.http().as_str(), origin.ws().as_str()), (http, ws));
        }
    }

    #[test]
    fn an_api_origin_is_an_origin_and_no_more() {
        for given in [
            "https://acme.org/sdk",
            "https://*.acme.org",
            "wss://acme.org",
            "localhost:8000",
        ] {
            assert!(ApiOrigin::parse(given).is_err(), "{given}");
        }
    }

    #[test]
    fn a_path_without_a_slash_at_its_end_is_one_address() {
        for (given, wanted) in [
            ("https://acme.org", false),
            ("https://acme.org/a/", false),
            ("https://acme.org/a", true),
        ] {
            let source = HostSource::parse("--media-host", given).unwrap();
            assert_eq!(source.is_one_address(), wanted, "{given}");
        }
    }
}
