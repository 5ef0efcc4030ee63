//! A merge as one versioned JSON document.

use serde::Serialize;

use super::{Addition, Merged, MergedPolicy};
use crate::csp::check::ObstacleDocument;

/// What `csp --merge --json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeDocument {
    /// `avmsdk.csp-merge/1`.
    pub schema: &'static str,
    /// Always true: a failure has a document of its own.
    pub ok: bool,
    /// One for each policy of the site.
    pub policies: Vec<PolicyDocument>,
    /// What stands in the way and cannot be mended by adding to a policy.
    pub obstacles: Vec<ObstacleDocument>,
}

/// One policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyDocument {
    /// `header`, `meta tag` or `policy`.
    pub delivered_by: &'static str,
    /// The whole policy as it should be.
    pub policy: String,
    /// What it lacked.
    pub added: Vec<AdditionDocument>,
}

/// One source.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AdditionDocument {
    /// Where it was added.
    pub directive: String,
    /// The directive from which that one was written out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_out_from: Option<String>,
    /// The source expression.
    pub source: String,
    /// What it is needed for.
    pub reasons: Vec<String>,
}

impl From<&Merged> for MergeDocument {
    fn from(merged: &Merged) -> Self {
        Self {
            schema: "avmsdk.csp-merge/1",
            ok: true,
            policies: merged.policies.iter().map(PolicyDocument::from).collect(),
            obstacles: merged.obstacles.iter().map(ObstacleDocument::from).collect(),
        }
    }
}

impl From<&MergedPolicy> for PolicyDocument {
    fn from(one: &MergedPolicy) -> Self {
        Self {
            delivered_by: one.policy.delivery.shown(),
            policy: one.policy.to_string(),
            added: one.additions.iter().map(AdditionDocument::from).collect(),
        }
    }
}

impl From<&Addition> for AdditionDocument {
    fn from(addition: &Addition) -> Self {
        Self {
            directive: addition.directive.clone(),
            written_out_from: addition.written_out_from.clone(),
            source: addition.source.to_string(),
            reasons: addition.reasons.iter().map(ToString::to_string).collect(),
        }
    }
}
