//! What `avmsdk verify` found, for people.

use super::clean_line;
use super::number::count;
use avmsdk_core::verify::{Finding, Findings, Level};

/// Places shown of one finding; more would bury the next.
const PLACES: usize = 3;

/// What was checked.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// The page, where one was named.
    pub(crate) page: Option<String>,
    /// The public path, where one is known.
    pub(crate) public_path: Option<String>,
    /// The release that should be there.
    pub(crate) release: Option<String>,
    /// Files that were asked for.
    pub(crate) files: usize,
    /// Requests that were made.
    pub(crate) requests: usize,
}

/// Each finding with where, why and how to mend it, and how it stands. Notes are left out by `quiet`.
pub(crate) fn verify_report(verified: &Verified, findings: &Findings, quiet: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    let head = head(verified);
    if !quiet && !head.is_empty() {
        parts.push(head);
    }
    let shown = findings
        .sorted()
        .filter(|finding| !quiet || finding.rule.level() != Level::Note);
    parts.extend(shown.map(finding));
    if !quiet {
        parts.push(end(findings));
    }
    parts.join("\n\n")
}

fn head(verified: &Verified) -> String {
    let mut lines = Vec::new();
    if let Some(page) = &verified.page {
        lines.push(format!("page         {}", clean_line(page)));
    }
    if let Some(path) = &verified.public_path {
        lines.push(format!("public path  {}", clean_line(path)));
        if let Some(release) = &verified.release {
            lines.push(format!("release      {}", clean_line(release)));
        }
        let (files, requests) = (count(verified.files, "file"), count(verified.requests, "request"));
        lines.push(format!("checked      {files} by {requests}"));
    }
    lines.join("\n")
}

fn finding(finding: &Finding) -> String {
    let level = match finding.rule.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let mut lines = vec![format!(
        "{level}: {} [{}]",
        clean_line(&finding.what),
        finding.rule.code()
    )];
    for place in finding.places.iter().take(PLACES) {
        lines.push(format!(
            "   at: {}: {}",
            clean_line(&place.url),
            clean_line(&place.seen)
        ));
    }
    if finding.places.len() > PLACES {
        lines.push(format!("       and {} more", finding.places.len() - PLACES));
    }
    lines.push(format!("  why: {}", finding.rule.why()));
    lines.push(format!(" hint: {}", clean_line(&finding.hint)));
    lines.join("\n")
}

fn end(findings: &Findings) -> String {
    let (errors, warnings) = (findings.count(Level::Error), findings.count(Level::Warning));
    match (errors, warnings) {
        (0, 0) if findings.count(Level::Note) > 0 => "nothing wrong was found".to_owned(),
        (0, 0) => "all is well".to_owned(),
        (0, _) => format!("it works, with {}", count(warnings, "warning")),
        (_, 0) => count(errors, "error"),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}
