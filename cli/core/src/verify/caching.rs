//! The rules of how long a file may be kept.

use super::{Answer, Findings, Place, Rule, site::Wanted};
use crate::package::Class;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// About a year: some say 52 weeks.
const YEAR: u64 = 364 * DAY;

const SHORT_HINT: &str = "serve it with `Cache-Control: public, max-age=60, must-revalidate`";
const LONG_HINT: &str = "serve it with `Cache-Control: public, max-age=31536000, immutable`";

/// Judges how an answer may be kept.
pub(super) fn judge(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    let place = Place::new(
        &wanted.url,
        format!("Cache-Control: {}", answer.headers.shown("cache-control")),
    );
    match wanted.class {
        Class::Hashed => hashed(answer, place, findings),
        Class::Versioned => changing(answer, place, "a file whose bytes can change", findings),
        Class::Entry => {
            changing(answer, place, "`loader.json`", findings);
            expired(wanted, answer, findings);
        }
    }
}

fn hashed(answer: &Answer, place: Place, findings: &mut Findings) {
    let said = answer.headers.cache_control().unwrap_or_default();
    if said.lifetime().unwrap_or(0) < YEAR {
        let what = "files that never change under their name are not kept for a year";
        findings.add(Rule::CacheShort, what, place, LONG_HINT);
    } else if !said.immutable {
        let what = "files that never change under their name are not called `immutable`";
        findings.add(Rule::CacheNotImmutable, what, place, LONG_HINT);
    }
}

fn changing(answer: &Answer, place: Place, what: &str, findings: &mut Findings) {
    let Some(said) = answer.headers.cache_control() else {
        let what = format!("{what} does not say how long it may be kept");
        return findings.add(Rule::CacheUnsaid, &what, place, SHORT_HINT);
    };
    // `s-maxage` says nothing to browsers, so alone it leaves them to guess.
    match said.lifetime() {
        _ if said.immutable => {
            let what = format!("{what} is called `immutable`");
            findings.add(Rule::CacheTooLong, &what, place, SHORT_HINT);
        }
        None => {
            let what = format!("{what} does not say how long it may be kept");
            findings.add(Rule::CacheUnsaid, &what, place, SHORT_HINT);
        }
        Some(seconds) if seconds > DAY => {
            let what = format!("{what} may be kept for more than a day");
            findings.add(Rule::CacheTooLong, &what, place, SHORT_HINT);
        }
        Some(seconds) if seconds > HOUR => {
            let what = format!("{what} may be kept for more than an hour");
            findings.add(Rule::CacheLong, &what, place, SHORT_HINT);
        }
        Some(_) => {}
    }
}

/// A cache that obeys gives out nothing older than it may; a minute is for clocks and revalidation.
fn expired(wanted: &Wanted, answer: &Answer, findings: &mut Findings) {
    let Some(age) = answer.headers.age() else { return };
    let said = answer.headers.cache_control().unwrap_or_default();
    let Some(fresh) = said.shared_max_age.or(said.max_age) else {
        return;
    };
    if age > fresh + 60 {
        let seen = format!("Age: {age}, fresh for {fresh} s");
        let hint = "have the CDN obey the origin's `Cache-Control` for `loader.json`, and forget it now";
        let what = "a cache gives out a `loader.json` that has expired";
        findings.add(Rule::LoaderOld, what, Place::new(&wanted.url, seen), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::package::Class;
    use crate::verify::{Answer, Body, Findings, Headers, site::Wanted};

    fn found(class: Class, cache_control: &str) -> Vec<&'static str> {
        let url = "https://cdn.acme.org/chat/avmsdk.mjs".to_owned();
        let wanted = Wanted {
            name: "avmsdk.mjs".to_owned(),
            url: url.clone(),
            class,
            content_type: "text/javascript".to_owned(),
            sha256: None,
            encoding: None,
        };
        let answer = Answer {
            status: 200,
            headers: Headers::new([("cache-control", cache_control.as_bytes())]),
            url,
            wire_bytes: 0,
            body: Body::TooLarge,
        };
        let mut findings = Findings::default();
        judge(&wanted, &answer, &mut findings);
        findings.sorted().map(|finding| finding.rule.code()).collect()
    }

    #[test]
    fn what_only_shared_caches_are_told_leaves_browsers_to_guess() {
        for class in [Class::Versioned, Class::Entry] {
            assert_eq!(found(class, "s-maxage=60"), ["cache-unsaid"]);
            assert_eq!(found(class, "max-age=60, s-maxage=600"), [""; 0]);
            assert_eq!(found(class, "no-cache, s-maxage=600"), [""; 0]);
        }
    }
}
