//! One source expression of a page's policy.
//!
//! Grammar: <https://www.w3.org/TR/CSP3/#framework-directive-source-list>.

/// What a word in a source list stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::csp) enum Expression {
    /// `'self'`
    SelfOrigin,
    /// `'unsafe-inline'`
    UnsafeInline,
    /// `'unsafe-eval'`
    UnsafeEval,
    /// `'wasm-unsafe-eval'`
    WasmUnsafeEval,
    /// `'strict-dynamic'`
    StrictDynamic,
    /// `'nonce-…'`
    Nonce(String),
    /// `'sha256-…'` and kin: algorithm in lower case, and the digest in plain base64.
    Hash(String, String),
    /// `*`
    Any,
    /// `https:`
    Scheme(String),
    /// `https://*.acme.org:*/chat/` and parts of it.
    Host(HostExpression),
    /// `'none'`, keywords that matter elsewhere, and what nobody understands: they match nothing.
    Nothing,
}

/// A set of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::csp) struct HostExpression {
    /// In lower case; the page's own where there is none.
    pub(super) scheme: Option<String>,
    pub(super) host: HostPart,
    pub(super) port: PortPart,
    /// With its leading `/`; empty for every path. It ends with `/` where it means all below.
    pub(super) path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::csp) enum HostPart {
    /// `*`
    Any,
    /// `*.acme.org`, kept as `.acme.org`
    Below(String),
    /// `acme.org`
    One(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::csp) enum PortPart {
    /// The default one of the scheme.
    Default,
    Any,
    One(u16),
}

impl Expression {
    pub(in crate::csp) fn parse(token: &str) -> Self {
        let lower = token.to_ascii_lowercase();
        match lower.as_str() {
            "'self'" => return Self::SelfOrigin,
            "'unsafe-inline'" => return Self::UnsafeInline,
            "'unsafe-eval'" => return Self::UnsafeEval,
            "'wasm-unsafe-eval'" => return Self::WasmUnsafeEval,
            "'strict-dynamic'" => return Self::StrictDynamic,
            "*" => return Self::Any,
            _ => {}
        }
        if let Some(quoted) = token.strip_prefix('\'') {
            return quoted.strip_suffix('\'').map_or(Self::Nothing, quoted_word);
        }
        if let Some(scheme) = lower.strip_suffix(':')
            && is_scheme(scheme)
        {
            return Self::Scheme(scheme.to_owned());
        }
        HostExpression::parse(token).map_or(Self::Nothing, Self::Host)
    }
}

/// What stands between quotes. Browsers take the URL-safe alphabet of base64 for the plain one.
fn quoted_word(word: &str) -> Expression {
    let Some((kind, value)) = word.split_once('-') else {
        return Expression::Nothing;
    };
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "nonce" if !value.is_empty() => Expression::Nonce(value.to_owned()),
        "sha256" | "sha384" | "sha512" => {
            let digest = value.replace('-', "+").replace('_', "/");
            Expression::Hash(kind, digest.trim_end_matches('=').to_owned())
        }
        _ => Expression::Nothing,
    }
}

impl HostExpression {
    /// `None` where it does not fit the grammar.
    pub(super) fn parse(token: &str) -> Option<Self> {
        let (scheme, rest) = match token.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme.to_ascii_lowercase()), rest),
            Some(_) => return None,
            None => (None, token),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if path.contains(['?', '#', ';', ',']) {
            return None;
        }
        let (host, port) = match authority.split_once(':') {
            None => (authority, PortPart::Default),
            Some((host, "*")) => (host, PortPart::Any),
            Some((host, port)) => (host, PortPart::One(port.parse().ok()?)),
        };
        let host = host.to_ascii_lowercase();
        let host = match host.strip_prefix('*') {
            Some("") => HostPart::Any,
            Some(below) if below.starts_with('.') && is_host(&below[1..]) => {
                HostPart::Below(below.to_owned())
            }
            None if is_host(&host) => HostPart::One(host),
            Some(_) | None => return None,
        };
        Some(Self {
            scheme,
            host,
            port,
            path: path.to_owned(),
        })
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// `1*host-char *( "." 1*host-char )`, with the underscore that browsers take as well.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    text.strip_suffix('.').unwrap_or(text).split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::{Expression, HostExpression, HostPart, PortPart};

    #[test]
    fn words_by_the_grammar() {
        for (token, wanted) in [
            ("'SELF'", Expression::SelfOrigin),
            ("*", Expression::Any),
            ("HTTPS:", Expression::Scheme("https".into())),
            ("data:", Expression::Scheme("data".into())),
            ("'nonce-aB-c='", Expression::Nonce("aB-c=".into())),
            (
                "'SHA256-a-b_c='",
                Expression::Hash("sha256".into(), "a+b/c".into()),
            ),
            ("'none'", Expression::Nothing),
            ("'nonce-'", Expression::Nothing),
            ("'self", Expression::Nothing),
            ("'report-sample'", Expression::Nothing),
            ("https://", Expression::Nothing),
            ("a..b", Expression::Nothing),
            ("*a.org", Expression::Nothing),
            ("*.", Expression::Nothing),
            ("a.org:x", Expression::Nothing),
            ("a.org/?x", Expression::Nothing),
        ] {
            assert_eq!(Expression::parse(token), wanted, "{token}");
        }
    }

    #[test]
    fn hosts_with_all_their_parts() {
        let parsed = HostExpression::parse("HTTPS://*.Acme.org:*/a/B").unwrap();
        let wanted = HostExpression {
            scheme: Some("https".into()),
            host: HostPart::Below(".acme.org".into()),
            port: PortPart::Any,
            path: "/a/B".into(),
        };
        assert_eq!(parsed, wanted);
        let bare = HostExpression::parse("localhost:8000").unwrap();
        assert_eq!((bare.scheme, bare.port), (None, PortPart::One(8000)));
    }
}
