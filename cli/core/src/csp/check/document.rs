//! A check as one versioned JSON document.

use serde::Serialize;

use super::Obstacle;
use super::verdict::{CheckReport, Outcome, Verdict};

/// What `csp --check --json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckDocument {
    /// `avmsdk.csp-check/1`.
    pub schema: &'static str,
    /// Whether the widget works under these policies.
    pub ok: bool,
    /// How many policies there are.
    pub policies: usize,
    /// One for each source that is needed.
    pub sources: Vec<SourceDocument>,
    /// What else stands in the way.
    pub obstacles: Vec<ObstacleDocument>,
}

/// One source.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceDocument {
    /// E.g. `script-src`.
    pub directive: &'static str,
    /// The source expression that is needed.
    pub source: String,
    /// What it is needed for.
    pub reasons: Vec<String>,
    /// `allowed`, `with-nonce` or `blocked`.
    pub outcome: &'static str,
    /// The directive that blocks it, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_by: Option<String>,
    /// `header`, `meta tag`, `report-only header` or `policy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<&'static str>,
}

/// One obstacle.
#[derive(Debug, Serialize)]
pub struct ObstacleDocument {
    /// What is in the way.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

impl From<&Obstacle> for ObstacleDocument {
    fn from(obstacle: &Obstacle) -> Self {
        Self {
            what: obstacle.what(),
            hint: obstacle.hint(),
        }
    }
}

impl From<&CheckReport> for CheckDocument {
    fn from(report: &CheckReport) -> Self {
        Self {
            schema: "avmsdk.csp-check/1",
            ok: report.is_fine(),
            policies: report.policies,
            sources: report.verdicts.iter().map(source).collect(),
            obstacles: report.obstacles.iter().map(ObstacleDocument::from).collect(),
        }
    }
}

fn source(verdict: &Verdict) -> SourceDocument {
    let (outcome, blocked_by, delivered_by) = match &verdict.outcome {
        Outcome::Allowed => ("allowed", None, None),
        Outcome::WithNonce => ("with-nonce", None, None),
        Outcome::Blocked { delivery, directive } => {
            ("blocked", Some(directive.clone()), Some(delivery.shown()))
        }
    };
    SourceDocument {
        directive: verdict.directive.as_str(),
        source: verdict.source.to_string(),
        reasons: verdict.reasons.iter().map(ToString::to_string).collect(),
        outcome,
        blocked_by,
        delivered_by,
    }
}
