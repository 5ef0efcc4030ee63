//! The rules of a file's bytes and type.

use super::{Answer, Body, Findings, Place, Rule, site::Wanted};
use crate::package::Class;

/// The bytes of an answer are those that were published.
pub(super) fn bytes(wanted: &Wanted, how: &str, answer: &Answer, findings: &mut Findings) {
    match &answer.body {
        Body::Whole { sha256, size, .. } => {
            if let Some(published) = &wanted.sha256
                && published != sha256
            {
                let seen = format!(
                    "{size} bytes {how}, sha256 {}…, not {}…",
                    short(sha256),
                    short(published)
                );
                let hint = "upload the release again; if the storage holds the right bytes, have the CDN forget this address";
                let what = "a file has other bytes than the one that was published";
                findings.add(Rule::FileAltered, what, Place::new(&wanted.url, seen), hint);
            }
        }
        Body::Broken(reason) => {
            let seen = format!("{reason}, {how}");
            let hint = "serve the bytes as they were uploaded, and leave `Content-Encoding` to whatever compresses them";
            let what = "a file's body cannot be read to its end";
            findings.add(Rule::EncodingBroken, what, Place::new(&wanted.url, seen), hint);
        }
        Body::TooLarge => {
            let hint = "look at what answers there: no file of a package is that large";
            let what = "a file is far larger than any file of a package";
            findings.add(
                Rule::FileAltered,
                what,
                Place::new(&wanted.url, "more than 64 MB"),
                hint,
            );
        }
    }
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// The type is one under which browsers take the file, and by preference the right one.
pub(super) fn media_type(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    let right = wanted.content_type.split(';').next().unwrap_or_default().trim();
    let seen = answer.media_type();
    if seen == right || is_script(&seen) && is_script(right) {
        return;
    }
    let hint = format!("serve it with `Content-Type: {}`", wanted.content_type);
    let place = Place::new(&wanted.url, answer.headers.shown("content-type"));
    let rule = if is_refused(wanted, right, &seen, answer) {
        Rule::TypeRefused
    } else {
        Rule::TypeOdd
    };
    // A loader is read as text whatever it is called.
    if wanted.class == Class::Entry && seen == "text/plain" {
        return;
    }
    findings.add(rule, &format!("a file is not served as `{right}`"), place, hint);
}

/// Scripts: <https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?>,
/// modules: <https://html.spec.whatwg.org/#fetch-a-single-module-script>,
/// style sheets: <https://html.spec.whatwg.org/#link-type-stylesheet>.
fn is_refused(wanted: &Wanted, right: &str, seen: &str, answer: &Answer) -> bool {
    let has_nosniff = answer.headers.lists("x-content-type-options", "nosniff");
    match right {
        "text/css" => true,
        _ if is_script(right) => {
            let is_never_script = ["image/", "audio/", "video/", "text/csv"];
            wanted.name.ends_with(".mjs")
                || has_nosniff
                || is_never_script.iter().any(|start| seen.starts_with(start))
        }
        _ => false,
    }
}

/// <https://mimesniff.spec.whatwg.org/#javascript-mime-type>, those that servers still send.
fn is_script(media_type: &str) -> bool {
    matches!(
        media_type,
        "text/javascript"
            | "application/javascript"
            | "application/x-javascript"
            | "text/ecmascript"
            | "application/ecmascript"
    )
}
