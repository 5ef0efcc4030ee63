use super::*;
use crate::{
    PublicPath,
    verify::{Expected, ExpectedFile, Headers, Probe},
};

const PATH: &str = "https://cdn.acme.org/chat/";

type Fields<'a> = &'a [(&'a str, &'a str)];

/// A site of one versioned file that is right in all but the headers that are given for each way to ask.
fn found(origin: Option<&str>, answers: &[(Ask, Fields<'_>)]) -> Vec<&'static str> {
    found_of(origin, answers, None)
}

/// The same of a file that can be compressed, and is stored so.
fn found_of(
    origin: Option<&str>,
    answers: &[(Ask, Fields<'_>)],
    encoding: Option<&str>,
) -> Vec<&'static str> {
    let name = if encoding.is_some() { "a.svg" } else { "a.png" };
    let mut site = Site::new(PublicPath::parse(PATH).unwrap());
    site.origin = origin.map(str::to_owned);
    site.expected = Some(Expected {
        release: None,
        kind: None,
        files: vec![ExpectedFile {
            name: name.to_owned(),
            sha256: "00".to_owned(),
            content_type: "image/png".to_owned(),
            class: Class::Versioned,
            encoding: encoding.map(str::to_owned),
        }],
    });
    let seen: Vec<Observation> = answers
        .iter()
        .map(|(ask, fields)| observation(name, *ask, fields))
        .collect();
    let findings = judge(&site, &seen, false);
    findings.sorted().map(|finding| finding.rule.code()).collect()
}

fn observation(name: &str, ask: Ask, fields: Fields<'_>) -> Observation {
    let right = [("content-type", "image/png"), ("cache-control", "max-age=60")];
    let url = format!("{PATH}{name}");
    Observation {
        probe: Probe {
            url: url.clone(),
            ask,
            keep_text: false,
        },
        outcome: Ok(Answer {
            status: 200,
            headers: Headers::new(
                right
                    .iter()
                    .chain(fields)
                    .map(|(name, value)| (*name, value.as_bytes())),
            ),
            url,
            wire_bytes: 1,
            body: Body::Whole {
                sha256: "00".to_owned(),
                size: 1,
                text: None,
            },
        }),
    }
}

const ALLOW: &str = "access-control-allow-origin";
const SHOP: &str = "https://shop.example";

#[test]
fn who_may_read_and_what_caches_make_of_it() {
    let all: Fields<'_> = &[(ALLOW, "*")];
    let one: Fields<'_> = &[(ALLOW, SHOP)];
    let one_and_vary: Fields<'_> = &[(ALLOW, SHOP), ("vary", "Origin")];
    let vary: Fields<'_> = &[("vary", "accept-encoding, origin")];
    let none: Fields<'_> = &[];
    let table: [(Fields<'_>, Fields<'_>, &[&str]); 8] = [
        (all, all, &[]),
        (vary, one_and_vary, &[]),
        // Whoever comes without `Origin` first leaves an answer for all.
        (none, all, &["cors-vary"]),
        (none, one_and_vary, &["cors-vary"]),
        (vary, one, &["cors-vary"]),
        (none, none, &["cors-missing"]),
        (all, &[(ALLOW, "https://other.example")], &["cors-other"]),
        (all, &[(ALLOW, "https://shop.example, *")], &["cors-doubled"]),
    ];
    for (plain, with_origin, wanted) in table {
        let answers = [(Ask::Plain, plain), (Ask::Origin, with_origin)];
        assert_eq!(found(Some(SHOP), &answers), wanted, "{plain:?}, {with_origin:?}");
    }
    let poisoned = [
        (Ask::Plain, none),
        (Ask::Origin, none),
        (Ask::Uncached, one_and_vary),
    ];
    assert_eq!(found(Some(SHOP), &poisoned), ["cors-poisoned"]);
    // Pages of the same origin need no leave.
    let own = [(Ask::Plain, none), (Ask::Origin, none)];
    assert_eq!(found(Some("https://cdn.acme.org"), &own), [] as [&str; 0]);
}

#[test]
fn what_is_stored_encoded_may_come_so_to_everyone() {
    let plain: Fields<'_> = &[(ALLOW, "*")];
    let gzip: Fields<'_> = &[(ALLOW, "*"), ("content-encoding", "gzip")];
    let brotli: Fields<'_> = &[(ALLOW, "*"), ("content-encoding", "br")];
    let negotiated: Fields<'_> = &[
        (ALLOW, "*"),
        ("content-encoding", "gzip"),
        ("vary", "accept-encoding"),
    ];
    let table: [(Fields<'_>, Fields<'_>, Fields<'_>, &[&str]); 5] = [
        (gzip, gzip, gzip, &["encoding-stored"]),
        // A CDN unpacks it for those who do not ask, or packs it otherwise for those who do.
        (plain, gzip, negotiated, &["vary-encoding"]),
        (plain, negotiated, negotiated, &[]),
        (gzip, brotli, gzip, &["encoding-stored", "vary-encoding"]),
        (brotli, brotli, gzip, &["encoding-unasked"]),
    ];
    for (unasked, for_brotli, for_gzip, wanted) in table {
        let answers = [
            (Ask::Plain, unasked),
            (Ask::Origin, unasked),
            (Ask::Brotli, for_brotli),
            (Ask::Gzip, for_gzip),
        ];
        assert_eq!(found_of(Some(SHOP), &answers, Some("gzip")), wanted);
    }
}

#[test]
fn resources_by_site() {
    let of = |policy: &'static str, origin: &str| {
        let fields: Fields<'_> = &[(ALLOW, "*"), ("cross-origin-resource-policy", policy)];
        found(Some(origin), &[(Ask::Plain, fields), (Ask::Origin, fields)])
    };
    assert_eq!(of("same-origin", SHOP), ["corp"]);
    assert_eq!(of("same-site", SHOP), ["corp"]);
    assert_eq!(of("same-site", "https://www.acme.org"), [] as [&str; 0]);
    assert_eq!(of("cross-origin", SHOP), [] as [&str; 0]);
}

#[test]
fn a_page_that_is_isolated_needs_leave() {
    let mut site = Site::new(PublicPath::parse(PATH).unwrap());
    site.origin = Some(SHOP.to_owned());
    let fields: Fields<'_> = &[(ALLOW, "*")];
    let seen = [observation("loader.json", Ask::Plain, fields)];
    assert!(judge(&site, &seen, true).holds(Rule::CorpMissing));
    assert!(!judge(&site, &seen, false).holds(Rule::CorpMissing));
}

#[test]
fn plain_http_is_a_warning_and_below_https_an_error() {
    let of = |path: &str, origin: Option<&str>| {
        let mut site = Site::new(PublicPath::parse(path).unwrap());
        site.origin = origin.map(str::to_owned);
        site.expected = Some(Expected {
            release: None,
            kind: None,
            files: Vec::new(),
        });
        let findings = judge(&site, &[], false);
        findings
            .sorted()
            .map(|finding| finding.rule.code())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("http://cdn.acme.org/", None), ["plain-http"]);
    assert_eq!(of("http://cdn.acme.org/", Some(SHOP)), ["mixed-content"]);
    assert_eq!(of("http://localhost:8000/", Some(SHOP)), [] as [&str; 0]);
    assert_eq!(of(PATH, Some(SHOP)), [] as [&str; 0]);
}

/// Asked again with all that was observed, the site wants nothing more; and what does not answer is asked once.
#[test]
fn the_requests_come_to_an_end() {
    let site = Site::new(PublicPath::parse(PATH).unwrap());
    let mut seen = Vec::new();
    for _ in 0..10 {
        for probe in site.next(&seen).into_iter().flatten() {
            let text = match probe.url.rsplit('/').next().unwrap() {
                "loader.json" => format!("{{\"url\":\"{PATH}host.0123456789abcdef.js\"}}"),
                "host.0123456789abcdef.js" => "'runtime.fedcba9876543210.js'".to_owned(),
                _ => "'runtime.fedcba9876543210.js' 'late.00112233445566aa.wasm'".to_owned(),
            };
            let mut observation = observation("x", probe.ask, &[(ALLOW, "*")]);
            if let Ok(answer) = &mut observation.outcome {
                answer.body = Body::Whole {
                    sha256: String::new(),
                    size: 1,
                    text: Some(text),
                };
            }
            observation.probe = probe;
            seen.push(observation);
        }
    }
    assert_eq!(site.next(&seen), [] as [Vec<Probe>; 0]);
    assert_eq!(
        site.names(&seen),
        [
            "loader.json",
            "host.0123456789abcdef.js",
            "runtime.fedcba9876543210.js",
            "late.00112233445566aa.wasm"
        ]
    );
    assert_eq!(site.kind(&seen), crate::package::Kind::Ours);

    let mut dead = observation("loader.json", Ask::Plain, &[]);
    dead.outcome = Err(Trouble {
        sort: TroubleSort::Timeout,
        said: String::new(),
    });
    assert_eq!(site.next(&[dead]), [] as [Vec<Probe>; 0]);
}
