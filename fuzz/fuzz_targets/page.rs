//! Any page and any answers of a server: judged, and the findings say where.
//!
//! Header lines up to an empty line, then the body. It is read as a page, as `loader.json`, and as a script.

#![no_main]

use avmsdk_core::PublicPath;
use avmsdk_core::csp::{Kind, Options};
use avmsdk_core::verify::{
    Answer, Ask, Body, Findings, Headers, Observation, Page, PageNeeds, Probe, Site, Trouble, TroubleSort,
    holds_loader, judge, judge_page, no_page,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (head, body) = text.split_once("\n\n").unwrap_or(("content-type: text/html", text));
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let headers = Headers::new(fields.map(|(name, value)| (name, value.as_bytes())));
    let status = headers.get("status").and_then(|status| status.parse().ok()).unwrap_or(200);
    let answer = Answer {
        status,
        headers,
        url: "https://shop.example/a/b".to_owned(),
        wire_bytes: body.len() as u64,
        body: Body::Whole { sha256: "0".repeat(64), size: body.len() as u64, text: Some(body.to_owned()) },
    };
    page(&answer);
    site(&answer);
});

fn page(answer: &Answer) {
    let mut findings = Findings::default();
    let options = Options::default();
    let needs = PageNeeds { kind: Kind::Ours, names: vec!["a.png"], options: &options };
    match Page::read(answer) {
        Some(page) => {
            let path = PublicPath::parse("https://cdn.acme.org/chat/").expect("a public path");
            judge_page(&page, Some(&path), &needs, &mut findings);
            judge_page(&page, None, &needs, &mut findings);
            let _ = (page.situation(), page.reports_only(), page.origin(), page.needs_corp());
            if let Some(path) = page.public_path() {
                assert_eq!(PublicPath::parse(path.as_str()), Ok(path));
            }
        }
        None => no_page(&observation("https://shop.example/a/b", Ask::Page, answer), &mut findings),
    }
    said(&findings);
}

fn site(answer: &Answer) {
    let path = PublicPath::parse("https://cdn.acme.org/chat/").expect("a public path");
    let site = Site::new(path);
    let _ = holds_loader(answer);
    let mut seen: Vec<Observation> = Vec::new();
    for _ in 0..6 {
        let groups = site.next(&seen);
        if groups.is_empty() || seen.len() > 200 {
            break;
        }
        for probe in groups.into_iter().flatten().take(60) {
            assert!(probe.url.starts_with("https://cdn.acme.org/chat/"), "{}", probe.url);
            seen.push(observation(&probe.url, probe.ask, answer));
        }
    }
    said(&judge(&site, &seen, true));
    if let Some(first) = seen.first_mut() {
        first.outcome = Err(Trouble { sort: TroubleSort::Timeout, said: "x".to_owned() });
        said(&judge(&site, &seen, false));
    }
}

fn observation(url: &str, ask: Ask, answer: &Answer) -> Observation {
    Observation {
        probe: Probe { url: url.to_owned(), ask, keep_text: true },
        outcome: Ok(answer.clone()),
    }
}

fn said(findings: &Findings) {
    for finding in findings.sorted() {
        assert!(!finding.what.is_empty() && !finding.hint.is_empty(), "{finding:?}");
        assert!(finding.places.iter().all(|place| !place.url.is_empty()), "{finding:?}");
    }
}
