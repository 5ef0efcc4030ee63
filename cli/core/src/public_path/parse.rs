//! From what was typed to a normalised URL, or to the reason why not.
//!
//! The text is checked before the URL parser sees it, because the parser forgives much (it drops tabs,
//! turns `\` into `/`, resolves `..`, accepts `https:host` and `https:///host`).

use super::PublicPathError as Error;
use crate::without_user_info;
use url::{Host, Url};

/// Characters that a path may hold but that end an unquoted CSS `url(…)` or a CSP source.
const ENCODED: [(char, &str); 4] = [(';', "%3B"), (',', "%2C"), ('(', "%28"), (')', "%29")];

pub(super) fn parse(text: &str) -> Result<Url, Error> {
    check_characters(text)?;
    let (scheme, rest) = split_scheme(text)?;
    let (authority, path) = split_authority(text, rest)?;
    check_host(text, authority)?;
    check_path(text, path)?;

    let mut path = path.trim_end_matches('/').to_owned();
    for (character, encoded) in ENCODED {
        path = path.replace(character, encoded);
    }
    let url = Url::parse(&format!("{scheme}://{authority}{path}/")).map_err(|reason| match reason {
        url::ParseError::InvalidPort => Error::Port(text.to_owned()),
        url::ParseError::EmptyHost => Error::NoHost(text.to_owned()),
        reason => host_error(text, reason.to_string()),
    })?;
    check_url(text, authority, &url)?;
    Ok(url)
}

fn check_characters(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::Empty);
    }
    // Credentials first: no other message may repeat them.
    let bare = without_user_info(text);
    if bare != text && text.contains("://") {
        return Err(Error::Credentials);
    }
    if bare != text {
        return Err(Error::Scheme(bare.into_owned()));
    }
    if text.contains(|character: char| character.is_control() || character.is_whitespace()) {
        return Err(Error::Invisible(text.to_owned()));
    }
    if let Some(character) = text
        .chars()
        .find(|c| matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\'))
    {
        return Err(Error::Unsafe {
            text: text.to_owned(),
            character,
        });
    }
    if text.contains('?') {
        return Err(Error::Query(text.to_owned()));
    }
    if text.contains('#') {
        return Err(Error::Fragment(text.to_owned()));
    }
    Ok(())
}

fn split_scheme(text: &str) -> Result<(&'static str, &str), Error> {
    let (scheme, rest) = text
        .split_once("://")
        .ok_or_else(|| Error::Scheme(text.to_owned()))?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(("https", rest)),
        "http" => Ok(("http", rest)),
        _ => Err(Error::Scheme(text.to_owned())),
    }
}

fn split_authority<'a>(text: &str, rest: &'a str) -> Result<(&'a str, &'a str), Error> {
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.is_empty() || authority.starts_with(':') {
        return Err(Error::NoHost(text.to_owned()));
    }
    Ok((authority, path))
}

/// The parser would decode `%41` in a host; such a host is a mistake or a trick.
fn check_host(text: &str, authority: &str) -> Result<(), Error> {
    if authority.contains('%') {
        return Err(host_error(text, "it holds a `%`".to_owned()));
    }
    Ok(())
}

fn check_path(text: &str, path: &str) -> Result<(), Error> {
    let lower = path.to_ascii_lowercase();
    let is_dot = |segment: &str| matches!(segment.replace("%2e", ".").as_str(), "." | "..");
    if lower.split('/').any(is_dot) {
        let resolved = Url::parse(text).map_or_else(|_| String::new(), |url| url.as_str().to_owned());
        return Err(Error::DotSegment {
            text: text.to_owned(),
            resolved,
        });
    }
    // With the slash that it will end in: `…/https:` becomes one, too.
    let slashed = format!("{}/", lower.trim_end_matches('/'));
    if slashed.contains("http:/") || slashed.contains("https:/") {
        return Err(Error::UrlInside(text.to_owned()));
    }
    let mut rest = lower.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        match rest.get(at + 1..at + 3) {
            // `%00` to `%1f` and `%7f` hide control characters.
            Some([b'2'..=b'9' | b'a'..=b'f', low])
                if low.is_ascii_hexdigit() && rest[at + 1..at + 3] != *b"7f" =>
            {
                rest = &rest[at + 3..];
            }
            _ => return Err(Error::Percent(text.to_owned())),
        }
    }
    Ok(())
}

/// What only the parsed host can tell.
fn check_url(text: &str, authority: &str, url: &Url) -> Result<(), Error> {
    // Nothing answers on port 0, though the parser takes it.
    if url.port() == Some(0) {
        return Err(Error::Port(text.to_owned()));
    }
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    match url.host() {
        Some(Host::Domain("placeholder.public.path")) => Err(Error::Placeholder(text.to_owned())),
        // The parser lets `;`, `*` or `{` pass in a host; no browser policy or script should meet them.
        Some(Host::Domain(name)) if !name.bytes().all(is_host_byte) => {
            Err(host_error(text, format!("`{name}` is no domain name")))
        }
        Some(Host::Domain(name)) if name.split('.').any(|label| label.len() > 63) || name.len() > 253 => Err(
            host_error(text, "it is longer than a domain name can be".to_owned()),
        ),
        Some(Host::Domain(name)) if name.trim_end_matches('.').split('.').any(str::is_empty) => {
            Err(host_error(text, "it holds an empty label".to_owned()))
        }
        Some(Host::Ipv4(address)) if host != address.to_string() => Err(Error::OddAddress {
            text: text.to_owned(),
            address: address.to_string(),
        }),
        Some(_) => Ok(()),
        None => Err(Error::NoHost(text.to_owned())),
    }
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_')
}

fn host_error(text: &str, reason: String) -> Error {
    Error::Host {
        text: text.to_owned(),
        reason,
    }
}
