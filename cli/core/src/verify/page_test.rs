use super::*;
use crate::{
    csp,
    verify::{Body, Headers, Level},
};

const PATH: &str = "https://cdn.acme.org/chat/";

fn path() -> PublicPath {
    PublicPath::parse(PATH).unwrap()
}

fn snippet() -> String {
    format!("<script>{}</script>", csp::loader_script(&path()))
}

fn page(url: &str, headers: &[(&str, &str)], html: &str) -> Page {
    let fields = [("content-type", "text/html; charset=utf-8")];
    let fields = fields.iter().chain(headers);
    let answer = Answer {
        status: 200,
        headers: Headers::new(fields.map(|(name, value)| (*name, value.as_bytes()))),
        url: url.to_owned(),
        wire_bytes: 0,
        body: Body::Whole {
            sha256: String::new(),
            size: 0,
            text: Some(html.to_owned()),
        },
    };
    Page::read(&answer).unwrap()
}

fn findings(page: &Page, public_path: Option<&PublicPath>) -> Vec<(&'static str, String, String)> {
    let mut findings = Findings::default();
    let options = Options::default();
    let needs = PageNeeds {
        kind: Kind::Ours,
        names: Vec::new(),
        options: &options,
    };
    judge_page(page, public_path, &needs, &mut findings);
    let shown = |finding: &super::super::Finding| {
        let seen: Vec<&str> = finding.places.iter().map(|place| place.seen.as_str()).collect();
        (finding.rule.code(), finding.what.clone(), seen.join(" + "))
    };
    findings.sorted().map(shown).collect()
}

const SHOP: &str = "https://shop.example/";

#[test]
fn a_page_with_its_snippet_is_fine() {
    let page = page(SHOP, &[], &snippet());
    assert_eq!(findings(&page, Some(&path())), []);
    assert_eq!(page.public_path(), Some(path()));
    assert_eq!(page.origin(), "https://shop.example");
}

#[test]
fn a_snippet_that_is_missing_doubled_or_elsewhere() {
    let missing = page(SHOP, &[], "<script>other()</script><p>Hello");
    assert_eq!(
        findings(&missing, Some(&path())),
        [(
            "snippet-missing",
            "the page holds no snippet".into(),
            "1 script, and it is another".into()
        )]
    );
    let doubled = page(SHOP, &[], &snippet().repeat(2));
    assert_eq!(
        findings(&doubled, Some(&path())),
        [(
            "snippet-doubled",
            "the page holds the loader snippet more than once".into(),
            format!("`{PATH}`, `{PATH}`")
        )]
    );
    let elsewhere = page(SHOP, &[], &snippet().replace("/chat/", "/old/"));
    assert_eq!(
        findings(&elsewhere, Some(&path())),
        [(
            "snippet-elsewhere",
            format!("the page's snippet does not lead to `{PATH}`"),
            "`https://cdn.acme.org/old/`".into()
        )]
    );
    let template = page(
        SHOP,
        &[],
        &snippet().replace("https://cdn.acme.org/chat/", "https://{{YOUR_DOMAIN_NAME}}/"),
    );
    assert_eq!(findings(&template, Some(&path()))[0].0, "snippet-elsewhere");
}

#[test]
fn policies_of_header_and_tag_must_both_allow() {
    let all =
        "script-src 'unsafe-inline' 'wasm-unsafe-eval' https:; connect-src *; img-src * blob:; style-src *";
    let fine = page(SHOP, &[("content-security-policy", all)], &snippet());
    assert_eq!(findings(&fine, None), []);
    let tag = format!(
        "<meta http-equiv=Content-Security-Policy content=\"connect-src 'self'\">{}",
        snippet()
    );
    let blocked = page(SHOP, &[("content-security-policy", all)], &tag);
    let found = findings(&blocked, None);
    let places: Vec<&str> = found.iter().map(|(_, _, seen)| seen.as_str()).collect();
    assert_eq!(places, ["`connect-src 'self'` (meta tag)"; 3]);
    assert_eq!(found[0].0, "page-policy");
    assert_eq!(
        found[0].1,
        "the page's policy blocks the package's files: `loader.json` and the WebAssembly module"
    );
}

#[test]
fn a_policy_without_webassembly_is_a_warning() {
    let but_wasm = "script-src 'unsafe-inline' https:; connect-src *; img-src * blob:; style-src *";
    let page = page(SHOP, &[("content-security-policy", but_wasm)], &snippet());
    let found = findings(&page, None);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "page-without-webassembly");
}

#[test]
fn a_policy_that_reports_is_a_note() {
    let header = [(
        "content-security-policy-report-only",
        "img-src 'none', font-src 'self'",
    )];
    let page = page(SHOP, &header, &snippet());
    let mut findings = Findings::default();
    let options = Options::default();
    let needs = PageNeeds {
        kind: Kind::Ours,
        names: Vec::new(),
        options: &options,
    };
    judge_page(&page, None, &needs, &mut findings);
    assert_eq!(
        (findings.count(Level::Note), findings.count(Level::Error)),
        (2, 0)
    );
}

#[test]
fn a_nonce_counts_where_it_is_the_right_one() {
    let policy = |nonce: &str| format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'");
    let html = snippet().replace("<script>", "<script nonce=abc>");
    let with = |nonce: &str| page(SHOP, &[("content-security-policy", &policy(nonce))], &html);
    assert_eq!(findings(&with("abc"), None), []);
    assert_eq!(
        findings(&with("xyz"), None)[0].1,
        "the page's policy blocks the loader snippet"
    );
}

#[test]
fn http_on_a_page_by_https() {
    let html = snippet().replace("https://cdn", "http://cdn");
    let found = findings(&page(SHOP, &[], &html), None);
    assert_eq!(found[0].0, "mixed-content");
    assert_eq!(findings(&page("http://shop.example/", &[], &html), None), []);
}

#[test]
fn other_answers_are_no_page() {
    let answer = Answer {
        status: 200,
        headers: Headers::new([("content-type", &b"application/json"[..])]),
        url: SHOP.to_owned(),
        wire_bytes: 2,
        body: Body::Whole {
            sha256: String::new(),
            size: 2,
            text: Some("{}".to_owned()),
        },
    };
    assert!(Page::read(&answer).is_none());
}
