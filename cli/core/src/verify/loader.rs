//! The rules of `loader.json`: there, well-formed, of this place and of this release.

use super::{
    Answer, Ask, Body, Findings, Place, Rule, names,
    site::{Site, Wanted},
    transport,
};
use crate::PLACEHOLDER;
use crate::release::Sha256;

/// Whether an answer is a `loader.json`, of whatever package.
#[must_use]
pub fn holds_loader(answer: &Answer) -> bool {
    answer.status == 200 && answer.text().and_then(names::host).is_some()
}

/// Whether readers who are answered so for `loader.json` get another one than `entry`: the CDN is to forget it. Who is
/// refused, or told that something is out of order, has not seen what the CDN keeps.
#[must_use]
pub fn is_behind(entry: &str, answer: &Answer) -> bool {
    match (answer.status, &answer.body) {
        (200, Body::Whole { sha256, .. }) => *sha256 != Sha256::of(entry.as_bytes()).as_str(),
        (200, Body::TooLarge) => true,
        // It is there by now: a cache has kept what was answered before.
        (404 | 410, _) => true,
        _ => false,
    }
}

/// Judges a `loader.json` that was answered with success: `true` where it is one of this place, whatever release.
pub(super) fn judge(site: &Site, wanted: &Wanted, answer: &Answer, findings: &mut Findings) -> bool {
    let add = |findings: &mut Findings, rule, what: &str, seen: String, hint: String| {
        findings.add(rule, what, Place::new(&wanted.url, seen), hint);
    };
    let Some(host) = answer.text().and_then(names::host) else {
        let hint = "upload the `loader.json` of the configured package; it reads `{\"url\":\"https://…\"}`";
        add(
            findings,
            Rule::LoaderMalformed,
            "`loader.json` holds no address of the host script",
            start(answer),
            hint.into(),
        );
        return false;
    };
    if host.starts_with(PLACEHOLDER) {
        let hint = format!("upload what `avmsdk configure {}` makes", site.public_path);
        add(
            findings,
            Rule::LoaderMalformed,
            "`loader.json` is of a package that was never configured",
            host,
            hint,
        );
        return false;
    }
    if site.asking_origin().starts_with("https:") && transport::is_insecure(&host) {
        let hint = "configure the package for `https` and upload it again";
        let what = "`loader.json` leads pages by `https` to a script by `http`";
        add(findings, Rule::MixedContent, what, host, hint.into());
        return false;
    }
    if !host.starts_with(site.public_path.as_str()) {
        let hint = format!(
            "configure the package for this place (`avmsdk configure {}`) and upload it again",
            site.public_path
        );
        add(
            findings,
            Rule::LoaderElsewhere,
            "`loader.json` leads to another place",
            host,
            hint,
        );
        return false;
    }
    true
}

/// Judges whether an answer is the `loader.json` that was published; other bytes mean another release.
pub(super) fn release(site: &Site, wanted: &Wanted, ask: Ask, answer: &Answer, findings: &mut Findings) {
    let (Some(published), Body::Whole { sha256, .. }) = (&wanted.sha256, &answer.body) else {
        return;
    };
    if published == sha256 {
        return;
    }
    let age = answer.headers.age();
    let age = age.map_or_else(String::new, |age| format!(", {age} s old"));
    let host = answer.text().and_then(names::host);
    let seen = match host {
        Some(host) => format!("it leads to `{host}`{age}"),
        None => format!("other bytes {}{age}", ask.shown()),
    };
    let release = site
        .expected
        .as_ref()
        .and_then(|expected| expected.release.as_deref());
    let what = match release {
        Some(release) => format!("`loader.json` is not the one of the current release, {release}"),
        None => "`loader.json` is not the one of this package".to_owned(),
    };
    let hint = "tell the CDN to forget this address, or wait until its copy expires; if that was done, upload the release again";
    findings.add(Rule::LoaderStale, &what, Place::new(&wanted.url, seen), hint);
}

/// What a person needs to see of a body to know what it is.
fn start(answer: &Answer) -> String {
    let text = answer.text().unwrap_or_default().trim_start();
    let start: String = text.chars().take(40).collect();
    let kind = answer.media_type();
    match (start.is_empty(), kind.is_empty()) {
        (true, true) => "nothing".to_owned(),
        (true, false) => format!("no text, `{kind}`"),
        (false, true) => format!("`{start}`"),
        (false, false) => format!("`{start}`, `{kind}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_behind;
    use crate::release::Sha256;
    use crate::verify::{Answer, Body, Headers};

    #[test]
    fn only_what_readers_get_tells_that_a_cdn_is_behind() {
        let whole = |text: &str| Body::Whole {
            sha256: Sha256::of(text.as_bytes()).to_string(),
            size: text.len() as u64,
            text: None,
        };
        for (status, body, wanted) in [
            (200, whole("new"), false),
            (200, whole("old"), true),
            (200, Body::TooLarge, true),
            (200, Body::Broken("it broke off".to_owned()), false),
            (404, whole("no such key"), true),
            (410, whole("gone"), true),
            (401, whole("who are you"), false),
            (403, whole("not from here"), false),
            (429, whole("slowly"), false),
            (503, whole("later"), false),
        ] {
            let answer = Answer {
                status,
                headers: Headers::default(),
                url: String::new(),
                wire_bytes: 0,
                body,
            };
            assert_eq!(is_behind("new", &answer), wanted, "{answer:?}");
        }
    }
}
