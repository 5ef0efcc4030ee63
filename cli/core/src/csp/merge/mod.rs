//! What a site's own policies become so that the widget works under them.
//!
//! Decides what to add to each, and where. Must never tighten one: what was allowed stays allowed, and what no
//! directive governs stays so.

mod document;

use super::{
    DirectiveName, Entry, Kind, NonceTemplate, Policy, Reason, Sending, Source,
    check::{Answer, Delivery, Expression, Obstacle, PagePolicy, PageSituation, answer, check, fallbacks},
};
pub use document::MergeDocument;

/// The policies of a site with what the widget needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// One for each, in order.
    pub policies: Vec<MergedPolicy>,
    /// What stands in the way and cannot be mended by adding to a policy.
    pub obstacles: Vec<Obstacle>,
}

/// One policy, and what was added to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedPolicy {
    /// The policy as it should be.
    pub policy: PagePolicy,
    /// What it lacked.
    pub additions: Vec<Addition>,
}

/// One source that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The directive to which it was added.
    pub directive: String,
    /// The directive that had governed this load, and from which that one was written out.
    pub written_out_from: Option<String>,
    /// The source.
    pub source: Source,
    /// What it is needed for.
    pub reasons: Vec<Reason>,
}

/// Adds to each policy of a page what it lacks of what is needed.
///
/// A source that is allowed as it is, by whatever word, is not added again. So no hash joins `'unsafe-inline'`, which
/// it would switch off for the whole site; and under `'strict-dynamic'` no host is added, which it would pass over:
/// the snippet is allowed by its hash or nonce, and what it inserts is trusted with it.
#[must_use]
pub fn merge(needed: &Policy, page: &PageSituation) -> Merged {
    // One of which browsers pass over everything blocks nothing.
    let policies = page
        .policies
        .iter()
        .filter(|policy| policy.directives().next().is_some());
    let merged = policies.map(|policy| one(needed, policy, page));
    let policies: Vec<MergedPolicy> = merged.collect();
    let after = PageSituation {
        policies: policies.iter().map(|one| one.policy.clone()).collect(),
        ..page.clone()
    };
    Merged {
        obstacles: check(needed, &after).obstacles,
        policies,
    }
}

fn one(needed: &Policy, policy: &PagePolicy, page: &PageSituation) -> MergedPolicy {
    let mut merged = MergedPolicy {
        policy: policy.clone(),
        additions: Vec::new(),
    };
    for directive in needed.directives() {
        for entry in directive.entries {
            merged.allow(directive.name, entry, page);
        }
    }
    if needed.kind == Kind::Ours {
        merged.allow_trusted_policies();
    }
    merged
}

impl MergedPolicy {
    fn allow(&mut self, name: DirectiveName, entry: &Entry, page: &PageSituation) {
        let Some(governing) = self.policy.governing(fallbacks(name, &entry.source)) else {
            return;
        };
        if answer(name, &entry.source, &governing, page) == Answer::Yes {
            return;
        }
        // Adding to what governs other kinds of load as well would allow more than is needed.
        let is_shared = matches!(governing.name, "default-src" | "child-src");
        let (directive, written_out_from, tokens) = if is_shared {
            let from = Some(governing.name.to_owned());
            (name.as_str().to_owned(), from, governing.tokens.to_vec())
        } else {
            (governing.name.to_owned(), None, governing.tokens.to_vec())
        };
        self.write(&directive, tokens, entry.source.to_string());
        self.additions.push(Addition {
            directive,
            written_out_from,
            source: entry.source.clone(),
            reasons: entry.reasons.clone(),
        });
    }

    /// Names the widget's policies where only named ones may be made.
    fn allow_trusted_policies(&mut self) {
        for (name, what) in [("avmsdk-loader", "the loader snippet"), ("avmsdk", "the widget")] {
            let Some(tokens) = self.policy.tokens("trusted-types") else {
                return;
            };
            if tokens.iter().any(|token| token == "*" || token == name) {
                continue;
            }
            let tokens = tokens.to_vec();
            self.write("trusted-types", tokens, name.to_owned());
            self.additions.push(Addition {
                directive: "trusted-types".to_owned(),
                written_out_from: None,
                source: Source::TrustedPolicy(name),
                reasons: vec![Reason::TrustedPolicy(what)],
            });
        }
    }

    fn write(&mut self, directive: &str, mut tokens: Vec<String>, token: String) {
        // Beside anything else browsers pass it over, with a warning.
        tokens.retain(|token| !token.eq_ignore_ascii_case("'none'"));
        tokens.push(token);
        *self.policy.tokens_mut(directive) = tokens;
    }

    /// What every page of the site carries alike and should not: nonces that are no template's expression.
    pub fn fixed_nonces(&self) -> impl Iterator<Item = String> {
        let nonces = nonces(&self.policy);
        nonces.filter(|nonce| NonceTemplate::parse(nonce).is_err())
    }

    /// The directives that count in a header only.
    pub fn of_headers(&self) -> impl Iterator<Item = &str> {
        let names = self.policy.directives().map(|(name, _)| name);
        names.filter(|name| matches!(*name, "frame-ancestors" | "report-uri" | "report-to" | "sandbox"))
    }
}

fn nonces(policy: &PagePolicy) -> impl Iterator<Item = String> {
    let tokens = policy.directives().flat_map(|(_, tokens)| tokens);
    tokens.filter_map(|token| match Expression::parse(token) {
        Expression::Nonce(nonce) => Some(nonce),
        _ => None,
    })
}

impl Merged {
    /// What a server is to send for the policies that are delivered so.
    #[must_use]
    pub fn sending(&self, counts: impl Fn(Delivery) -> bool) -> Sending {
        let policies = self.policies.iter().map(|one| &one.policy);
        let policies: Vec<&PagePolicy> = policies.filter(|policy| counts(policy.delivery)).collect();
        let mut templates = Vec::new();
        for nonce in policies.iter().flat_map(|policy| nonces(policy)) {
            if let Ok(template) = NonceTemplate::parse(&nonce)
                && !templates.contains(&template)
            {
                templates.push(template);
            }
        }
        Sending {
            policies: policies.iter().map(ToString::to_string).collect(),
            endpoints: None,
            nonces: templates,
        }
    }

    /// Each policy with what was added to it and why.
    #[must_use]
    pub fn explanation(&self) -> String {
        let mut text = String::new();
        for one in &self.policies {
            let shown = one.policy.delivery.shown();
            if one.additions.is_empty() {
                text.push_str(&format!("{shown}: nothing to add\n"));
                continue;
            }
            text.push_str(&format!("{shown}: added\n"));
            let mut last = "";
            for addition in &one.additions {
                if addition.directive != last {
                    last = &addition.directive;
                    let from = addition.written_out_from.as_ref();
                    let from = from
                        .map(|from| format!("  (written out from {from})"))
                        .unwrap_or_default();
                    text.push_str(&format!("  {last}{from}\n"));
                }
                for (number, reason) in addition.reasons.iter().enumerate() {
                    let source = if number == 0 {
                        addition.source.to_string()
                    } else {
                        String::new()
                    };
                    text.push_str(&format!("    {source:40}  {reason}\n"));
                }
            }
        }
        text
    }
}

#[cfg(test)]
#[path = "merge_test.rs"]
mod tests;
