//! Any text as the policies of a page, with any options: read, checked, merged and written for every server.
//!
//! The first line holds words for options, the rest is the policy, or headers with policies, one a line.

#![no_main]

use avmsdk_core::csp::check::{Delivery, PagePolicy, PageSituation, check};
use avmsdk_core::csp::merge::merge;
use avmsdk_core::csp::{
    self, Format, HostSource, InlineScript, Kind, Needs, NonceTemplate, Options, Policy, ReportTarget, Role,
    ScriptHash, loader_script, policy,
};
use avmsdk_core::verify::Page;
use avmsdk_core::{Coded as _, PublicPath};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (words, rest) = text.split_once('\n').unwrap_or((text, ""));
    // What no header can carry is shown escaped, whatever it stands in (`print/clean.rs` of the command).
    if rest.chars().any(|letter| letter.is_control() && !letter.is_ascii_whitespace()) {
        return;
    }
    let options = options(words);
    let path = PublicPath::parse("https://cdn.acme.org/chat/").expect("a public path");
    let scripts = vec![InlineScript { hash: ScriptHash::of(&loader_script(&path)), role: Role::Loader }];
    let kind = if words.starts_with('v') { Kind::Vendor } else { Kind::Ours };
    let needs = Needs::of_files(path, kind, scripts, ["a.png"]);
    let needed = match policy(&needs, &options) {
        Ok(needed) => needed,
        Err(refusal) => {
            assert!(!refusal.hint().is_empty());
            return;
        }
    };
    whole(&needed);
    for delivery in [Delivery::Header, Delivery::Meta, Delivery::Text] {
        merged(&needed, &PagePolicy::parse(rest, delivery).into_iter().collect::<Vec<_>>());
    }
    merged(&needed, &PagePolicy::parse_text(rest));
    merged(&needed, &PagePolicy::parse_header(rest, Delivery::Header));
});

fn options(words: &str) -> Options {
    let mut options = Options::default();
    for word in words.split(' ') {
        let (name, value) = word.split_at_checked(1).unwrap_or_default();
        let host = || HostSource::parse("--media-host", value);
        match name {
            "m" => options.media_hosts.extend(host()),
            "w" => options.webview_hosts.extend(host()),
            "a" => {
                if let Ok(api) = csp::service(Some(value), None) {
                    options.api = api;
                }
            }
            "r" => {
                if let Ok(api) = csp::service(None, Some(value)) {
                    options.api = api;
                }
            }
            "n" => options.nonce = NonceTemplate::parse(&value.replace('_', " ")).ok(),
            "e" => options.report = ReportTarget::parse(value).ok(),
            "c" => options.channels = csp::channels(&[value.to_owned()]).unwrap_or_default(),
            "s" => options.standalone = true,
            "t" => options.trusted_types = true,
            "x" => options.strict = true,
            _ => {}
        }
    }
    options
}

/// What the policy says of itself: it allows what it lists, in each form that servers take.
fn whole(needed: &Policy) {
    let value = needed.header_value();
    assert!(!value.chars().any(char::is_control), "{value:?}");
    assert!(!value.contains("'unsafe-inline'") && !value.contains("'unsafe-eval'"), "{value}");
    let read = PagePolicy::parse_header(&value, Delivery::Text);
    assert_eq!(read.len(), 1, "{value}");
    let page = PageSituation { policies: read, snippet_is_trusted: Some(true), ..PageSituation::default() };
    let report = check(needed, &page);
    assert!(report.is_fine(), "{value}: {report:?}");
}

fn merged(needed: &Policy, policies: &[PagePolicy]) {
    let situation = |policies: Vec<PagePolicy>| PageSituation { policies, ..PageSituation::default() };
    let before = check(needed, &situation(policies.to_vec()));
    let merged = merge(needed, &situation(policies.to_vec()));
    assert!(merged.policies.len() <= policies.len());
    let after: Vec<PagePolicy> = merged.policies.iter().map(|one| one.policy.clone()).collect();
    let report = check(needed, &situation(after.clone()));
    assert!(report.blocked().next().is_none(), "{policies:?} became {after:?}: {report:?}");
    assert!(merged.policies.iter().all(|one| one.additions.is_empty()) || !before.is_fine() || before.blocked().next().is_none());
    let again = merge(needed, &situation(after.clone()));
    for (once, twice) in after.iter().zip(&again.policies) {
        assert_eq!(once.to_string(), twice.policy.to_string(), "merging twice is merging once");
    }
    let shown = || after.iter().map(|policy| (policy, policy.to_string())).filter(|(_, shown)| !shown.is_empty());
    for (policy, shown) in shown() {
        let read = PagePolicy::parse_header(&shown, policy.delivery);
        assert_eq!(read.len(), 1, "{shown:?}");
        assert_eq!(read[0].to_string(), shown, "what is written reads as it was meant");
    }
    let sending = merged.sending(|_| true);
    for format in Format::ALL {
        let Ok(text) = sending.text(format) else { continue };
        assert!(!text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')), "{text:?}");
        match format {
            Format::Header => assert_eq!(text.lines().count(), sending.policies.len(), "{text:?}"),
            // Told apart by the standard's own tokens: nothing ends the attribute or the tag.
            Format::Meta => {
                let page = Page::read_html(&text).expect("a page");
                let found: Vec<String> = page.situation().policies.iter().map(ToString::to_string).collect();
                let kept = shown().filter_map(|(_, shown)| PagePolicy::parse(&shown, Delivery::Meta));
                assert_eq!(found, kept.map(|policy| policy.to_string()).collect::<Vec<_>>(), "{text}");
            }
            Format::Cloudfront | Format::Cloudflare => {
                assert!(serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok(), "{text}");
            }
            Format::Nginx | Format::Apache | Format::Caddy | Format::Netlify => {}
        }
    }
}
