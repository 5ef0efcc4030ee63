//! What `avmsdk csp --check` found, for people.

use super::clean_line;
use super::number::count;
use avmsdk_core::csp::Source;
use avmsdk_core::csp::check::{CheckReport, Outcome, Verdict};

/// So many characters of a directive are shown.
const MOST: usize = 500;

/// Source by source whether it is allowed, and by what it is blocked. Of a policy without its page the word
/// `'self'` says nothing: `knows_page`.
pub(crate) fn csp_check_report(report: &CheckReport, knows_page: bool) -> String {
    if report.policies == 0 {
        return "there is no policy, so nothing is blocked".to_owned();
    }
    let mut lines: Vec<String> = report
        .verdicts
        .iter()
        .map(|one| verdict(one, knows_page))
        .collect();
    for obstacle in &report.obstacles {
        lines.push(format!(
            "blocked  {}\n         hint: {}",
            clean_line(&obstacle.what()),
            obstacle.hint()
        ));
    }
    let blocked = report.blocked().count();
    let fine = match report.policies {
        1 => "the policy allows what the widget needs".to_owned(),
        number => format!("all {number} policies allow what the widget needs"),
    };
    lines.push(String::new());
    lines.push(match (blocked, report.is_fine()) {
        (0, true) => fine,
        (0, false) => "the widget does not work under this policy".to_owned(),
        (1, _) => format!("1 of {} is blocked", count(report.verdicts.len(), "source")),
        _ => format!(
            "{blocked} of {} are blocked",
            count(report.verdicts.len(), "source")
        ),
    });
    lines.join("\n")
}

fn verdict(verdict: &Verdict, knows_page: bool) -> String {
    let (name, source) = (verdict.directive.as_str(), &verdict.source);
    let reasons: Vec<String> = verdict.reasons.iter().map(ToString::to_string).collect();
    let reasons = reasons.join("; ");
    match &verdict.outcome {
        Outcome::Allowed => format!("allowed  {name} {source}"),
        Outcome::WithNonce => format!(
            "nonce    {name} {source}\n         allowed if its `<script>` carries the page's nonce: {reasons}"
        ),
        Outcome::Blocked { delivery, directive } => {
            let mut text = format!(
                "blocked  {name} {source}\n         for {reasons}\n         by `{}` ({})",
                clean_line(&short(directive)),
                delivery.shown()
            );
            let is_one_host = matches!(source, Source::Host(host) if !host.as_str().contains('*'));
            if !knows_page && is_one_host && directive.to_ascii_lowercase().contains("'self'") {
                text +=
                    "\n         unless that is the page's own origin: check the page by its address to know";
            }
            text
        }
    }
}

/// A directive as far as a reader wants it; `--json` has all of it.
fn short(directive: &str) -> String {
    match directive.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", directive[..end].trim_end()),
        None => directive.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, short};

    #[test]
    fn a_long_directive_is_cut() {
        assert_eq!(short("img-src 'self'"), "img-src 'self'");
        let long = "ü".repeat(MOST);
        assert_eq!(short(&long), long);
        assert_eq!(short(&format!("{long}x")), format!("{long}…"));
    }
}
