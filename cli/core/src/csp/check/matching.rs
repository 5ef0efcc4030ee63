//! Which sets of addresses a source expression takes in whole.
//!
//! The algorithms are those for one URL (<https://www.w3.org/TR/CSP3/#match-url-to-source-expression>), asked of
//! every URL that another expression stands for. Where browsers agree on more than the specification says (IPv4
//! addresses match as they are written, `*` takes in sockets), this follows them.

use url::{Host, Url};

use super::expression::{Expression, HostExpression, HostPart, PortPart};

/// Whether an expression allows every URL of a set. `page` is the page's address, where it is known.
pub(super) fn covers(expression: &Expression, needed: &HostExpression, page: Option<&Url>) -> bool {
    let scheme = needed.scheme.as_deref().unwrap_or("https");
    match expression {
        Expression::Any => matches!(scheme, "http" | "https" | "ws" | "wss"),
        Expression::Scheme(allowed) => scheme_matches(allowed, scheme),
        Expression::SelfOrigin => page.is_some_and(|page| is_own(page, needed, scheme)),
        // Any host of the page's scheme: WebKit takes it for none at all.
        Expression::Host(allowed) if allowed.scheme.is_none() && allowed.host == HostPart::Any => false,
        Expression::Host(allowed) => {
            let own = page.map_or("https", Url::scheme);
            scheme_matches(allowed.scheme.as_deref().unwrap_or(own), scheme)
                && host_covers(&allowed.host, &needed.host)
                && port_covers(allowed.port, needed.port, scheme)
                && path_covers(&allowed.path, &needed.path)
        }
        _ => false,
    }
}

/// <https://www.w3.org/TR/CSP3/#scheme-part-match>, without what the text adds for sockets (`ws:` and `wss:` take in
/// `https:` there): Chromium does not do so.
fn scheme_matches(allowed: &str, scheme: &str) -> bool {
    allowed == scheme || matches!((allowed, scheme), ("http", "https") | ("ws", "wss"))
}

/// `'self'`: the page's origin, and the same host by a scheme that is as safe.
fn is_own(page: &Url, needed: &HostExpression, scheme: &str) -> bool {
    let is_same_host = match (&needed.host, page.host()) {
        (HostPart::One(name), Some(Host::Domain(own))) => name == own,
        (HostPart::One(name), Some(Host::Ipv4(own))) => *name == own.to_string(),
        _ => false,
    };
    let own = page.scheme();
    let port = port_of(needed.port, scheme);
    let is_same_port = port.is_some() && port == page.port_or_known_default()
        || needed.port == PortPart::Default && page.port().is_none();
    let is_safe = own == scheme || matches!(scheme, "https" | "wss") || own == "http" && scheme == "ws";
    is_same_host && is_same_port && is_safe
}

fn host_covers(allowed: &HostPart, needed: &HostPart) -> bool {
    match (allowed, needed) {
        (HostPart::Any, _) => true,
        (HostPart::Below(allowed), HostPart::One(needed) | HostPart::Below(needed)) => {
            needed.ends_with(allowed)
        }
        (HostPart::One(allowed), HostPart::One(needed)) => allowed == needed,
        (HostPart::One(_), _) | (HostPart::Below(_), HostPart::Any) => false,
    }
}

/// <https://www.w3.org/TR/CSP3/#port-part-matches>
fn port_covers(allowed: PortPart, needed: PortPart, scheme: &str) -> bool {
    match (allowed, needed) {
        (PortPart::Any, _) => true,
        (_, PortPart::Any) => false,
        _ => port_of(allowed, scheme) == port_of(needed, scheme),
    }
}

fn port_of(port: PortPart, scheme: &str) -> Option<u16> {
    match (port, scheme) {
        (PortPart::One(port), _) => Some(port),
        (PortPart::Default, "http" | "ws") => Some(80),
        (PortPart::Default, "https" | "wss") => Some(443),
        _ => None,
    }
}

/// <https://www.w3.org/TR/CSP3/#path-part-match>
fn path_covers(allowed: &str, needed: &str) -> bool {
    if allowed.is_empty() || allowed == "/" {
        return true;
    }
    let pieces = |path: &str| path.split('/').map(decode).collect::<Vec<_>>();
    let (mut allowed_pieces, needed_pieces) = (pieces(allowed), pieces(needed));
    if allowed.ends_with('/') {
        allowed_pieces.pop();
        // An empty path is every path, and one without a slash at its end is one address.
        needed_pieces.len() > allowed_pieces.len() && needed_pieces.starts_with(&allowed_pieces)
    } else {
        !needed.ends_with('/') && allowed_pieces == needed_pieces
    }
}

/// Percent-decodes a piece of a path.
fn decode(piece: &str) -> Vec<u8> {
    let bytes = piece.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let hex = hex.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match (byte, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
#[path = "matching_test.rs"]
mod tests;
