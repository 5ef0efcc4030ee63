//! From what was observed to what is wrong.

use super::{
    Answer, Ask, Body, Findings, Observation, Place, Rule, Trouble, TroubleSort, caching, content, cors,
    encoding, loader,
    site::{self, Site, Wanted},
    transport,
};
use crate::package::{Class, is_compressible};

/// Judges everything that was observed of a site. `needs_corp` is whether the page is isolated from
/// resources that do not allow it (`Cross-Origin-Embedder-Policy: require-corp`).
#[must_use]
pub fn judge(site: &Site, seen: &[Observation], needs_corp: bool) -> Findings {
    let mut findings = Findings::default();
    transport::scheme(site, &mut findings);
    for wanted in site.wanted(seen) {
        let Some(plain) = site::find(seen, &wanted.url, Ask::Plain) else {
            continue;
        };
        match &plain.outcome {
            Err(trouble) => unreachable(&wanted.url, trouble, &mut findings),
            Ok(answer) if answer.status != 200 || is_page_instead(&wanted, answer) => {
                missing(&wanted, answer, &mut findings);
            }
            Ok(answer) => file(site, &wanted, answer, seen, needs_corp, &mut findings),
        }
    }
    if site.expected.is_none() {
        let what = "hashes were not checked: there is no `releases/current.json`, and no manifest was named";
        let hint = "name the configured package: `--manifest DIR`, or deploy by `avmsdk deploy`, which leaves a record";
        findings.add_general(Rule::HashesUnchecked, what, hint);
    }
    findings
}

fn file(
    site: &Site,
    wanted: &Wanted,
    plain: &Answer,
    seen: &[Observation],
    needs_corp: bool,
    findings: &mut Findings,
) {
    let is_entry = wanted.class == Class::Entry;
    let is_loader = is_entry && loader::judge(site, wanted, plain, findings);
    content::media_type(wanted, plain, findings);
    caching::judge(wanted, plain, findings);
    transport::redirect(wanted, plain, findings);
    let bytes = |ask, answer: &Answer, findings: &mut Findings| match answer.body {
        // A loader with other bytes is that of another release, or was found malformed already.
        Body::Whole { .. } if is_loader => loader::release(site, wanted, ask, answer, findings),
        Body::Whole { .. } if is_entry => {}
        _ => content::bytes(wanted, ask.shown(), answer, findings),
    };
    bytes(Ask::Plain, plain, findings);
    let is_same =
        |answer: &Answer| answer.body == plain.body || hash(answer).is_some() && hash(answer) == hash(plain);
    for ask in [Ask::Origin, Ask::Brotli, Ask::Gzip] {
        match site::find(seen, &wanted.url, ask).map(|observation| &observation.outcome) {
            // What is wrong with the same bytes is said already.
            Some(Ok(answer)) if answer.status == 200 && is_same(answer) => {}
            Some(Ok(answer)) if answer.status == 200 => bytes(ask, answer, findings),
            Some(Ok(answer)) => {
                let seen = format!("status {} {}", answer.status, ask.shown());
                let hint = "let the server answer the same whoever asks";
                let what = "a file is there for some and not for others";
                findings.add(Rule::FileMissing, what, Place::new(&wanted.url, seen), hint);
            }
            Some(Err(trouble)) => unreachable(&wanted.url, trouble, findings),
            None => {}
        }
    }
    let answer = |ask| site::answer(seen, &wanted.url, ask).filter(|answer| answer.status == 200);
    if is_compressible(&wanted.name) {
        let encodings = encoding::Encodings {
            plain: Some(plain),
            brotli: answer(Ask::Brotli),
            gzip: answer(Ask::Gzip),
        };
        encoding::judge(wanted, &encodings, findings);
    }
    if site.is_cross_origin() {
        let readers = cors::Readers {
            plain: Some(plain),
            origin: answer(Ask::Origin),
            uncached: answer(Ask::Uncached),
            preflight: site::answer(seen, &wanted.url, Ask::Preflight),
        };
        cors::judge(site, wanted, &readers, findings);
        transport::resource_policy(site, needs_corp, wanted, plain, findings);
    }
}

fn hash(answer: &Answer) -> Option<&str> {
    match &answer.body {
        Body::Whole { sha256, .. } => Some(sha256),
        Body::Broken(_) | Body::TooLarge => None,
    }
}

/// Many servers answer every address with a page of theirs, and with success.
fn is_page_instead(wanted: &Wanted, answer: &Answer) -> bool {
    let is_page = answer.media_type() == "text/html" && !wanted.content_type.starts_with("text/html");
    let is_other = match (wanted.class, &wanted.sha256) {
        (Class::Entry, _) => !loader::holds_loader(answer),
        (_, Some(published)) => hash(answer) != Some(published),
        (_, None) => true,
    };
    is_page && is_other
}

fn missing(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    let seen = match answer.status {
        200 => "status 200, but with a page instead of the file".to_owned(),
        status => format!("status {status}"),
    };
    let place = Place::new(&wanted.url, seen);
    let hint = match answer.status {
        401 | 403 => {
            "let everyone read what lies there (storage answers so for missing files, too: is it uploaded?)"
        }
        _ => "upload everything inside `cdnPackage/` so that it lies at this address, `loader.json` last",
    };
    if wanted.class == Class::Entry {
        findings.add(Rule::LoaderMissing, "`loader.json` is not there", place, hint);
    } else {
        findings.add(
            Rule::FileMissing,
            "a file of the release is not there",
            place,
            hint,
        );
    }
}

/// Says that nothing answers.
pub(super) fn unreachable(url: &str, trouble: &Trouble, findings: &mut Findings) {
    let (what, hint) = match trouble.sort {
        TroubleSort::Certificate => (
            "the certificate is refused",
            "install a certificate for this host, with its whole chain, from an authority that browsers know",
        ),
        TroubleSort::Timeout => (
            "no answer came in time",
            "look at the server and at what stands before it",
        ),
        TroubleSort::Redirects => (
            "the redirects do not end",
            "let the address answer itself, or redirect once",
        ),
        TroubleSort::Connection => (
            "nothing answers there",
            "check the address, its name in the DNS, and that the server listens",
        ),
    };
    findings.add(
        Rule::Unreachable,
        what,
        Place::new(url, trouble.said.as_str()),
        hint,
    );
}

#[cfg(test)]
#[path = "judge_test.rs"]
mod tests;
