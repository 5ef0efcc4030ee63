//! A page's own policy, taken apart.

use std::{collections::HashSet, fmt};

use super::{
    expression::Expression,
    passed_over::{PassedOver, Why, is_known},
};

/// How a policy reaches the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The header `Content-Security-Policy`.
    Header,
    /// A `<meta>` tag; it governs what comes after it.
    Meta,
    /// The header `Content-Security-Policy-Report-Only`: nothing is blocked.
    ReportOnly,
    /// As a text, from wherever.
    Text,
}

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePolicy {
    /// How it was delivered.
    pub delivery: Delivery,
    /// What stands in it and does nothing.
    pub passed_over: Vec<PassedOver>,
    directives: Vec<(String, Vec<String>)>,
}

/// A directive that governs a kind of load.
#[derive(Clone, Debug)]
pub(in crate::csp) struct Governing<'a> {
    pub(in crate::csp) name: &'a str,
    pub(in crate::csp) tokens: &'a [String],
    pub(super) expressions: Vec<Expression>,
}

impl PagePolicy {
    /// Reads one serialized policy (<https://www.w3.org/TR/CSP3/#parse-serialized-policy>): of a directive that is
    /// there twice the first counts, one that is not ASCII does not, what is not understood is passed over. `None`
    /// where there is nothing.
    #[must_use]
    pub fn parse(text: &str, delivery: Delivery) -> Option<Self> {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        let mut passed_over = Vec::new();
        let mut names = HashSet::new();
        for part in text.split(';') {
            let mut tokens = part.split_ascii_whitespace();
            let Some(name) = tokens.next().map(str::to_ascii_lowercase) else {
                continue;
            };
            // A browser passes these over in a `<meta>` tag.
            let is_for_headers = matches!(name.as_str(), "frame-ancestors" | "report-uri" | "sandbox");
            if delivery == Delivery::Meta && is_for_headers {
                continue;
            }
            let why = if !part.is_ascii() {
                Some(Why::NotAscii)
            } else if !names.insert(name.clone()) {
                Some(Why::Twice)
            } else {
                (!is_known(&name)).then_some(Why::Unknown)
            };
            if let Some(why) = why {
                let name = name.clone();
                passed_over.push(PassedOver { name, why });
            }
            if matches!(why, Some(Why::NotAscii | Why::Twice)) {
                continue;
            }
            let tokens = tokens.map(str::to_owned);
            let tokens = match delivery {
                Delivery::Text => with_whole_templates(tokens),
                Delivery::Header | Delivery::Meta | Delivery::ReportOnly => tokens.collect(),
            };
            directives.push((name, tokens));
        }
        let is_empty = directives.is_empty() && passed_over.is_empty();
        (!is_empty).then_some(Self {
            delivery,
            passed_over,
            directives,
        })
    }

    /// Reads the value of a header, which may hold several policies, separated by commas.
    #[must_use]
    pub fn parse_header(value: &str, delivery: Delivery) -> Vec<Self> {
        value
            .split(',')
            .filter_map(|policy| Self::parse(policy, delivery))
            .collect()
    }

    /// Reads a text of which it is not known how it would be delivered: headers with their names, one a line, or
    /// one policy over any number of lines. Headers that only report block nothing and are left out.
    #[must_use]
    pub fn parse_text(text: &str) -> Vec<Self> {
        let named = |line: &str| {
            let (name, value) = line.split_once(':')?;
            let name = name.trim().to_ascii_lowercase();
            match name.as_str() {
                "content-security-policy" => Some(Some(value.to_owned())),
                "content-security-policy-report-only" => Some(None),
                _ => None,
            }
        };
        let headers: Vec<Option<String>> = text.lines().filter_map(named).collect();
        if headers.is_empty() {
            return Self::parse_header(text, Delivery::Text);
        }
        let values = headers.iter().flatten();
        values
            .flat_map(|value| Self::parse_header(value, Delivery::Header))
            .collect()
    }

    /// Whether strings may not become scripts: `require-trusted-types-for 'script'`.
    pub(super) fn requires_trusted_types(&self) -> bool {
        let required = self.tokens("require-trusted-types-for").unwrap_or_default();
        required
            .iter()
            .any(|token| token.eq_ignore_ascii_case("'script'"))
    }

    /// The sources of a directive as they are written.
    pub(in crate::csp) fn tokens(&self, name: &str) -> Option<&[String]> {
        let found = self.directives.iter().find(|(known, _)| known == name);
        found.map(|(_, tokens)| tokens.as_slice())
    }

    /// Whether it holds a directive by a name that browsers know, and not just any text.
    #[must_use]
    pub fn has_known_directive(&self) -> bool {
        let passed_over = self.passed_over.iter().map(|one| one.name.as_str());
        let names = self.directives().map(|(name, _)| name);
        names.chain(passed_over).any(is_known)
    }

    /// Every directive, in order.
    pub(in crate::csp) fn directives(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.directives
            .iter()
            .map(|(name, tokens)| (name.as_str(), tokens.as_slice()))
    }

    /// The tokens of a directive, which is made at the end where it is not there.
    pub(in crate::csp) fn tokens_mut(&mut self, name: &str) -> &mut Vec<String> {
        let known = self.directives.iter().position(|(known, _)| known == name);
        let at = known.unwrap_or(self.directives.len());
        if known.is_none() {
            self.directives.push((name.to_owned(), Vec::new()));
        }
        &mut self.directives[at].1
    }

    /// The first directive of a fallback list that is there.
    pub(in crate::csp) fn governing(&self, fallbacks: &[&'static str]) -> Option<Governing<'_>> {
        fallbacks.iter().find_map(|name| {
            let tokens = self.tokens(name)?;
            Some(Governing {
                name,
                tokens,
                expressions: tokens.iter().map(|token| Expression::parse(token)).collect(),
            })
        })
    }
}

/// In a file with a template a nonce may be an expression with spaces, as in `'nonce-{{ nonce }}'`.
fn with_whole_templates(tokens: impl Iterator<Item = String>) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    let is_open = |token: &String| token.starts_with("'nonce-") && !token.ends_with('\'');
    for token in tokens {
        match whole.last_mut() {
            Some(last) if is_open(last) => {
                last.push(' ');
                last.push_str(&token);
            }
            _ => whole.push(token),
        }
    }
    whole
}

/// As the value of a header. A comma, which would end the policy there and is no part of any source or name, is encoded.
impl fmt::Display for PagePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, tokens)) in self.directives.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { "; " })?;
            f.write_str(&name.replace(',', "%2c"))?;
            tokens
                .iter()
                .try_for_each(|token| write!(f, " {}", token.replace(',', "%2C")))?;
        }
        Ok(())
    }
}

impl fmt::Display for Governing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        self.tokens.iter().try_for_each(|token| write!(f, " {token}"))
    }
}

impl Delivery {
    /// In words.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Meta => "meta tag",
            Self::ReportOnly => "report-only header",
            Self::Text => "policy",
        }
    }
}
