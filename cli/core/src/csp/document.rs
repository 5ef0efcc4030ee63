//! A policy as one versioned JSON document.

use serde::Serialize;

use super::policy::Policy;
use crate::package::Kind;

/// What `--json` and `--format json` print.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// `avmsdk.csp/1`.
    pub schema: &'static str,
    /// Always true: a failure has a document of its own.
    pub ok: bool,
    /// The public path that the policy is for.
    pub public_path: String,
    /// Whose widget it is for.
    pub kind: Kind,
    /// The value of a `Content-Security-Policy` header.
    pub policy: String,
    /// The same, taken apart.
    pub directives: Vec<DirectiveDocument>,
    /// Options of `init` that must go with it.
    pub init_options: Vec<InitOption>,
    /// Channels asked for that need no source.
    pub channels_without_source: Vec<&'static str>,
}

/// One directive.
#[derive(Debug, Serialize)]
pub struct DirectiveDocument {
    /// E.g. `script-src`.
    pub name: &'static str,
    /// What it allows.
    pub sources: Vec<SourceDocument>,
}

/// One source.
#[derive(Debug, Serialize)]
pub struct SourceDocument {
    /// The source expression.
    pub source: String,
    /// Why it is there, at least one.
    pub reasons: Vec<String>,
}

/// One option of `init`.
#[derive(Debug, Serialize)]
pub struct InitOption {
    /// As written in the options.
    pub option: &'static str,
    /// What would go wrong without it.
    pub reason: &'static str,
}

impl From<&Policy> for Document {
    fn from(policy: &Policy) -> Self {
        let directives = policy.directives().map(|directive| DirectiveDocument {
            name: directive.name.as_str(),
            sources: directive
                .entries
                .iter()
                .map(|entry| SourceDocument {
                    source: entry.source.to_string(),
                    reasons: entry.reasons.iter().map(ToString::to_string).collect(),
                })
                .collect(),
        });
        let options = policy.companions.iter();
        Self {
            schema: "avmsdk.csp/1",
            ok: true,
            public_path: policy.public_path.to_string(),
            kind: policy.kind,
            policy: policy.header_value(),
            directives: directives.collect(),
            init_options: options
                .map(|companion| InitOption {
                    option: companion.option,
                    reason: companion.reason,
                })
                .collect(),
            channels_without_source: policy
                .without_source
                .iter()
                .map(|channel| channel.name())
                .collect(),
        }
    }
}
