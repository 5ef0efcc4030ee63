//! `avmsdk csp --merge`: a site's own policies with what the widget needs.

use avmsdk_core::csp::check::Delivery;
use avmsdk_core::csp::merge::{MergeDocument, Merged, merge};
use avmsdk_core::csp::{Format, Policy};

use super::{Wanted, cannot, site::Site};
use crate::failure::Explain as _;
use crate::print::Printer;

/// Prints the union, in the form that was asked for, or each policy in the form in which it came. Whether a template's
/// nonce stands in it is said.
pub(super) fn print(
    needed: &Policy,
    site: &Site,
    wanted: Wanted,
    printer: &mut Printer,
) -> anyhow::Result<bool> {
    let merged = merge(needed, &site.situation);
    if site.reports_only {
        printer
            .say("note: a policy that only reports is there as well; it blocks nothing and is left as it is");
    }
    if merged.policies.is_empty() {
        printer.say("note: there is no policy, and where there is none nothing is blocked: none is needed");
    }
    match wanted {
        Wanted::Document => printer.json(&MergeDocument::from(&merged))?,
        _ if merged.policies.is_empty() => {}
        Wanted::Explanation => printer.data(&merged.explanation())?,
        Wanted::Text(format) => printer.data(&text(&merged, format)?)?,
    }
    site.warn_of_passed_over(printer);
    warn(&merged, wanted, printer);
    Ok(!merged.sending(|_| true).nonces.is_empty())
}

fn text(merged: &Merged, format: Option<Format>) -> anyhow::Result<String> {
    if let Some(format) = format {
        return Ok(merged.sending(|_| true).text(format).explain(cannot)?);
    }
    let is_tag = |delivery| delivery == Delivery::Meta;
    let headers = merged.sending(|delivery| !is_tag(delivery));
    let mut tags = merged.sending(is_tag);
    // In a template of a page, which is where the tag came from, an expression is right.
    tags.nonces.clear();
    let mut texts = Vec::new();
    for (sending, format) in [(headers, Format::Header), (tags, Format::Meta)] {
        if !sending.policies.is_empty() {
            texts.push(sending.text(format).explain(cannot)?);
        }
    }
    Ok(texts.join("\n"))
}

fn warn(merged: &Merged, wanted: Wanted, printer: &mut Printer) {
    if let Wanted::Text(Some(format)) = wanted
        && !merged.policies.is_empty()
    {
        super::say_place(&merged.sending(|_| true), format, printer);
    }
    for one in &merged.policies {
        for nonce in one.fixed_nonces() {
            let what = format!("the policy holds a nonce that was made for one answer: `{nonce}`");
            let hint = "where your server puts a new one into each answer, put its expression in this place";
            printer.warn(&what, hint);
        }
        let of_headers: Vec<String> = one.of_headers().map(|name| format!("`{name}`")).collect();
        if matches!(wanted, Wanted::Text(Some(Format::Meta))) && !of_headers.is_empty() {
            let what = format!(
                "browsers pass over {} in a `<meta>` tag",
                of_headers.join(" and ")
            );
            printer.warn(&what, "send the policy as a header: `--format header`");
        }
    }
    for obstacle in &merged.obstacles {
        printer.warn(&obstacle.what(), &obstacle.hint());
    }
}
