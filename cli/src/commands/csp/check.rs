//! `avmsdk csp --check`: what a page, or a policy in a file, would block.

use avmsdk_core::csp::Policy;
use avmsdk_core::csp::check::{CheckDocument, Obstacle, check};

use super::site::Site;
use crate::exit::Exit;
use crate::print::{Printer, csp_check_report};

/// Prints what is blocked, and fails if anything is.
pub(super) fn report(needed: &Policy, site: &Site, printer: &mut Printer) -> anyhow::Result<Exit> {
    let report = check(needed, &site.situation);
    if site.reports_only {
        printer.say("note: a policy that only reports is there as well, and blocks nothing; `avmsdk verify` judges it");
    }
    site.warn_of_passed_over(printer);
    if site.public_path.is_none() && report.obstacles.contains(&Obstacle::TrustedSnippet) {
        printer.say("note: `--trusted-types` judges by the snippet for Trusted Types");
    }
    if printer.is_json() {
        printer.document(&CheckDocument::from(&report))?;
    } else {
        printer.data(&csp_check_report(&report, site.situation.url.is_some()))?;
    }
    Ok(if report.is_fine() {
        Exit::Done
    } else {
        Exit::Failed
    })
}
