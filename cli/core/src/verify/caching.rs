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
    let lifetime = said.lifetime().or(said.shared_max_age);
    match lifetime {
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
