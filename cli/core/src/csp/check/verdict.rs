//! Whether all policies of a page allow what the widget needs, source by source.

use url::Url;

use super::{
    expression::{Expression, HostExpression},
    matching::covers,
    obstacle::{self, Obstacle},
    page_policy::{Delivery, Governing, PagePolicy},
};
use crate::csp::{DirectiveName, Entry, Keyword, Policy, Reason, Scheme, ScriptHash, Source, hash};

/// A page as far as its policies depend on it.
#[derive(Clone, Debug, Default)]
pub struct PageSituation {
    /// Its policies, all of which must allow.
    pub policies: Vec<PagePolicy>,
    /// Its address, where it is known.
    pub url: Option<Url>,
    /// The inline scripts on it that bring the widget, where it is known.
    pub scripts: Vec<PageScript>,
    /// Whether its snippet is the one for Trusted Types, where that is known.
    pub snippet_is_trusted: Option<bool>,
}

/// An inline script as it stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageScript {
    /// Its text.
    pub text: String,
    /// Its nonce.
    pub nonce: Option<String>,
}

/// What is to be said of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What governs it.
    pub directive: DirectiveName,
    /// The source that is needed.
    pub source: Source,
    /// What it is needed for.
    pub reasons: Vec<Reason>,
    /// Whether it is there.
    pub outcome: Outcome,
}

/// Whether a source is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// By every policy.
    Allowed,
    /// If the snippet's `<script>` carries the page's nonce.
    WithNonce,
    /// By this directive of this policy, as it is written there.
    Blocked {
        /// Where the policy was found.
        delivery: Delivery,
        /// `connect-src 'self'`
        directive: String,
    },
}

/// Everything that is to be said of a page's policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// How many policies there are.
    pub policies: usize,
    /// One for each source that is needed.
    pub verdicts: Vec<Verdict>,
    /// What else stands in the way.
    pub obstacles: Vec<Obstacle>,
}

impl PageSituation {
    /// Whether one of its policies requires Trusted Types, which blocks the plain snippet.
    #[must_use]
    pub fn requires_trusted_types(&self) -> bool {
        self.policies.iter().any(PagePolicy::requires_trusted_types)
    }
}

impl CheckReport {
    /// The sources that are not allowed.
    pub fn blocked(&self) -> impl Iterator<Item = &Verdict> {
        let is_blocked = |verdict: &&Verdict| matches!(verdict.outcome, Outcome::Blocked { .. });
        self.verdicts.iter().filter(is_blocked)
    }

    /// Whether the widget works.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.obstacles.is_empty() && self.blocked().next().is_none()
    }
}

/// Checks what is needed against every policy of a page. Those that only report are checked like the others:
/// leave them out, or check them apart.
#[must_use]
pub fn check(needed: &Policy, page: &PageSituation) -> CheckReport {
    let mut report = CheckReport {
        policies: page.policies.len(),
        ..CheckReport::default()
    };
    for directive in needed.directives() {
        for Entry { source, reasons } in directive.entries {
            if fallbacks(directive.name, source).is_empty() {
                continue;
            }
            report.verdicts.push(Verdict {
                directive: directive.name,
                source: source.clone(),
                reasons: reasons.clone(),
                outcome: outcome(directive.name, source, page),
            });
        }
    }
    for policy in &page.policies {
        for obstacle in obstacle::of(policy, needed.kind, page.snippet_is_trusted) {
            if !report.obstacles.contains(&obstacle) {
                report.obstacles.push(obstacle);
            }
        }
    }
    report
}

fn outcome(name: DirectiveName, source: &Source, page: &PageSituation) -> Outcome {
    let mut outcome = Outcome::Allowed;
    for policy in &page.policies {
        let Some(governing) = policy.governing(fallbacks(name, source)) else {
            continue;
        };
        match answer(name, source, &governing, page) {
            Answer::Yes => {}
            Answer::WithNonce => outcome = Outcome::WithNonce,
            Answer::No => {
                return Outcome::Blocked {
                    delivery: policy.delivery,
                    directive: governing.to_string(),
                };
            }
        }
    }
    outcome
}

/// Which directives govern a load, the first that is there: <https://www.w3.org/TR/CSP3/#directive-fallback-list>.
/// For WebAssembly: <https://www.w3.org/TR/CSP3/#EnsureCSPDoesNotBlockWasmByteCompilation>.
pub(in crate::csp) fn fallbacks(name: DirectiveName, source: &Source) -> &'static [&'static str] {
    match (name, source) {
        (DirectiveName::ScriptSrc, Source::Keyword(_)) => &["script-src", "default-src"],
        (DirectiveName::ScriptSrc, _) => &["script-src-elem", "script-src", "default-src"],
        (DirectiveName::StyleSrc, _) => &["style-src-elem", "style-src", "default-src"],
        (DirectiveName::ImgSrc, _) => &["img-src", "default-src"],
        (DirectiveName::FontSrc, _) => &["font-src", "default-src"],
        (DirectiveName::MediaSrc, _) => &["media-src", "default-src"],
        (DirectiveName::ConnectSrc, _) => &["connect-src", "default-src"],
        (DirectiveName::FrameSrc, _) => &["frame-src", "child-src", "default-src"],
        // What a page of one's own forbids is no need. Trusted Types are looked at apart, as an obstacle.
        (
            DirectiveName::DefaultSrc
            | DirectiveName::BaseUri
            | DirectiveName::RequireTrustedTypesFor
            | DirectiveName::TrustedTypes
            | DirectiveName::ReportUri
            | DirectiveName::ReportTo,
            _,
        ) => &[],
    }
}

/// Whether one directive allows a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::csp) enum Answer {
    Yes,
    WithNonce,
    No,
}

pub(in crate::csp) fn answer(
    name: DirectiveName,
    source: &Source,
    governing: &Governing<'_>,
    page: &PageSituation,
) -> Answer {
    let list = &governing.expressions;
    let is_dynamic = name == DirectiveName::ScriptSrc && list.contains(&Expression::StrictDynamic);
    let yes = match source {
        // The snippet and the host script insert the others, and `'strict-dynamic'` trusts whom they trust. It
        // passes over every host in the list.
        Source::Host(_) if is_dynamic => true,
        Source::Host(host) => HostExpression::parse(host.as_str())
            .is_some_and(|needed| list.iter().any(|one| covers(one, &needed, page.url.as_ref()))),
        Source::Scheme(scheme) => {
            let wanted = match scheme {
                Scheme::Data => "data",
                Scheme::Blob => "blob",
            };
            list.iter()
                .any(|one| *one == Expression::Scheme(wanted.to_owned()))
        }
        Source::Keyword(Keyword::WasmUnsafeEval) => list
            .iter()
            .any(|one| matches!(one, Expression::WasmUnsafeEval | Expression::UnsafeEval)),
        Source::Hash(hash) => return inline(hash, list, page),
        Source::Nonce(nonce) => {
            list.contains(&Expression::Nonce(nonce.to_string())) || allows_all_inline(list)
        }
        Source::Keyword(Keyword::None | Keyword::Script) | Source::TrustedPolicy(_) | Source::Endpoint(_) => {
            true
        }
    };
    if yes { Answer::Yes } else { Answer::No }
}

/// <https://www.w3.org/TR/CSP3/#match-element-to-source-list>, <https://www.w3.org/TR/CSP3/#allow-all-inline>
fn inline(wanted: &ScriptHash, list: &[Expression], page: &PageSituation) -> Answer {
    let on_page = page
        .scripts
        .iter()
        .find(|script| ScriptHash::of(&script.text) == *wanted);
    let fits = |one: &Expression| match (one, on_page) {
        (Expression::Hash(algorithm, digest), Some(script)) => {
            hash::digest(algorithm, &script.text) == *digest
        }
        (Expression::Hash(_, digest), None) => wanted.digest() == *digest,
        (Expression::Nonce(nonce), Some(script)) => script.nonce.as_ref() == Some(nonce),
        _ => false,
    };
    let has_nonce = list.iter().any(|one| matches!(one, Expression::Nonce(_)));
    match on_page {
        _ if allows_all_inline(list) || list.iter().any(fits) => Answer::Yes,
        None if has_nonce => Answer::WithNonce,
        _ => Answer::No,
    }
}

/// <https://www.w3.org/TR/CSP3/#allow-all-inline>
fn allows_all_inline(list: &[Expression]) -> bool {
    let switches_off = |one: &Expression| {
        matches!(
            one,
            Expression::Hash(..) | Expression::Nonce(_) | Expression::StrictDynamic
        )
    };
    list.contains(&Expression::UnsafeInline) && !list.iter().any(switches_off)
}

#[cfg(test)]
#[path = "verdict_test.rs"]
mod tests;
