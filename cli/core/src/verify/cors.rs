//! The rules of who may read a file: CORS, and what caches make of it.
//!
//! <https://fetch.spec.whatwg.org/#http-cors-protocol>; the order of requests that poisons a cache:
//! <https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches>.

use super::{
    Answer, Findings, Place, Rule,
    site::{Site, Wanted},
};

const ALLOW: &str = "access-control-allow-origin";

/// What the ways to ask gave.
pub(super) struct Readers<'a> {
    pub(super) plain: Option<&'a Answer>,
    pub(super) origin: Option<&'a Answer>,
    pub(super) uncached: Option<&'a Answer>,
    pub(super) preflight: Option<&'a Answer>,
}

/// Judges whether pages of the asking origin may read a file, now and from every cache.
pub(super) fn judge(site: &Site, wanted: &Wanted, readers: &Readers<'_>, findings: &mut Findings) {
    let Some(answer) = readers.origin else { return };
    let origin = site.asking_origin();
    match allowed(answer, origin) {
        Allowed::Missing => missing(site, wanted, readers, findings),
        Allowed::Twice(seen) => {
            let hint = "let only one of server and CDN set the header";
            let what = "`Access-Control-Allow-Origin` is there more than once";
            findings.add(Rule::CorsDoubled, what, Place::new(&wanted.url, seen), hint);
        }
        Allowed::Other(seen) => {
            let what = format!("pages of `{origin}` may not read the files: another origin is allowed");
            let hint = rule_hint(site);
            findings.add(Rule::CorsOther, &what, Place::new(&wanted.url, seen), hint);
        }
        Allowed::All => {
            if let Some(plain) = readers.plain
                && matches!(allowed(plain, origin), Allowed::Missing)
            {
                vary(wanted, plain, findings);
            }
        }
        Allowed::One => {
            let spoils = |answer: &&Answer| {
                !answer.headers.lists("vary", "origin") && !answer.headers.lists("vary", "*")
            };
            if let Some(answer) = [Some(answer), readers.plain].into_iter().flatten().find(spoils) {
                vary(wanted, answer, findings);
            }
        }
    }
    let is_allowed = matches!(allowed(answer, origin), Allowed::All | Allowed::One);
    if let Some(preflight) = readers.preflight.filter(|_| is_allowed) {
        let is_refused = !(200..300).contains(&preflight.status)
            || !matches!(allowed(preflight, origin), Allowed::All | Allowed::One);
        if is_refused {
            let seen = format!(
                "status {}, {ALLOW}: {}",
                preflight.status,
                preflight.headers.shown(ALLOW)
            );
            let hint = "let the server answer `OPTIONS` with 204 and the same CORS headers, if pages of yours read the files themselves";
            findings.add(
                Rule::PreflightRefused,
                "a preflight is not answered",
                Place::new(&wanted.url, seen),
                hint,
            );
        }
    }
}

fn missing(site: &Site, wanted: &Wanted, readers: &Readers<'_>, findings: &mut Findings) {
    let origin = site.asking_origin();
    let is_told_by_the_server = readers
        .uncached
        .is_some_and(|answer| matches!(allowed(answer, origin), Allowed::All | Allowed::One));
    if is_told_by_the_server {
        let what = "a cache answers pages without `Access-Control-Allow-Origin`, though the server behind it sends the header";
        let hint = "let the server send `Vary: Origin` whether or not there is an `Origin`, or have the CDN pass `Origin` on or add `Access-Control-Allow-Origin: *` itself; then have it forget the files";
        findings.add(
            Rule::CorsPoisoned,
            what,
            Place::new(&wanted.url, "none, from the cache"),
            hint,
        );
    } else {
        let what =
            format!("pages of `{origin}` may not read the files: there is no `Access-Control-Allow-Origin`");
        findings.add(
            Rule::CorsMissing,
            &what,
            Place::new(&wanted.url, "none"),
            rule_hint(site),
        );
    }
}

/// What to do, and how to ask for the right site where none was named.
fn rule_hint(site: &Site) -> String {
    if let Some(hint) = site.mend_cors {
        return hint.to_owned();
    }
    let hint = "serve the files with `Access-Control-Allow-Origin: *`; they hold no secret";
    if site.origin.is_some() {
        hint.to_owned()
    } else {
        format!("{hint}. If they are for certain sites only, name one: `--origin https://www.example.com`")
    }
}

fn vary(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    if answer.headers.lists("vary", "origin") || answer.headers.lists("vary", "*") {
        return;
    }
    let seen = format!("Vary: {}", answer.headers.shown("vary"));
    let hint = "send `Vary: Origin` with every answer, or `Access-Control-Allow-Origin: *` with every answer";
    let what = "the answer depends on `Origin` and does not say so";
    findings.add(Rule::CorsVary, what, Place::new(&wanted.url, seen), hint);
}

enum Allowed {
    Missing,
    All,
    One,
    Other(String),
    Twice(String),
}

fn allowed(answer: &Answer, origin: &str) -> Allowed {
    let values: Vec<&str> = answer.headers.all(ALLOW).collect();
    match values.as_slice() {
        [] => Allowed::Missing,
        ["*"] => Allowed::All,
        [one] if *one == origin => Allowed::One,
        [one] if !one.contains(',') => Allowed::Other(format!("`{one}`")),
        _ => Allowed::Twice(answer.headers.shown(ALLOW)),
    }
}
