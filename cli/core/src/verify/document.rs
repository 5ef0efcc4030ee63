//! What was found, as one versioned JSON document.

use serde::Serialize;

use super::{Finding, Findings, Level};

/// What `verify --json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyDocument {
    /// `avmsdk.verify/1`.
    pub schema: &'static str,
    /// Whether there is no error; warnings may be there.
    pub ok: bool,
    /// The page that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The public path that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_path: Option<String>,
    /// The release that should be there, where a record tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Files that were asked for.
    pub files: usize,
    /// Requests that were made.
    pub requests: usize,
    /// Findings, the worst first.
    pub findings: Vec<FindingDocument>,
}

/// One finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingDocument {
    /// A name that never changes meaning.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is wrong.
    pub what: String,
    /// Where.
    pub places: Vec<PlaceDocument>,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub hint: String,
}

/// One place.
#[derive(Debug, Serialize)]
pub struct PlaceDocument {
    /// The address.
    pub url: String,
    /// What was seen there.
    pub seen: String,
}

impl VerifyDocument {
    /// The document of these findings; what was checked is to be filled in.
    #[must_use]
    pub fn new(findings: &Findings) -> Self {
        Self {
            schema: "avmsdk.verify/1",
            ok: findings.count(Level::Error) == 0,
            page: None,
            public_path: None,
            release: None,
            files: 0,
            requests: 0,
            findings: findings.sorted().map(FindingDocument::from).collect(),
        }
    }
}

impl From<&Finding> for FindingDocument {
    fn from(finding: &Finding) -> Self {
        let places = finding.places.iter().map(|place| PlaceDocument {
            url: place.url.clone(),
            seen: place.seen.clone(),
        });
        Self {
            code: finding.rule.code(),
            level: finding.rule.level(),
            what: finding.what.clone(),
            places: places.collect(),
            why: finding.rule.why(),
            hint: finding.hint.clone(),
        }
    }
}
