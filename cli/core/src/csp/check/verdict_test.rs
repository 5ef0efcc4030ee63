use proptest::prelude::*;

use super::*;
use crate::{
    PublicPath,
    csp::{InlineScript, Kind, Needs, Options, Role, loader_script, policy},
};

const PATH: &str = "https://cdn.acme.org/chat/";

fn snippet() -> String {
    loader_script(&PublicPath::parse(PATH).unwrap())
}

fn needed() -> Policy {
    needed_by(Kind::Ours)
}

fn needed_by(kind: Kind) -> Policy {
    let scripts = vec![InlineScript {
        hash: ScriptHash::of(&snippet()),
        role: Role::Loader,
    }];
    let needs = Needs::of_files(PublicPath::parse(PATH).unwrap(), kind, scripts, []);
    policy(&needs, &Options::default()).unwrap()
}

fn page(policies: &[&str]) -> PageSituation {
    PageSituation {
        policies: policies
            .iter()
            .filter_map(|text| PagePolicy::parse(text, Delivery::Header))
            .collect(),
        url: Url::parse("https://shop.example/").ok(),
        ..PageSituation::default()
    }
}

/// `directive source`, for each that is blocked.
fn blocked(page: &PageSituation) -> Vec<String> {
    let report = check(&needed(), page);
    let shown = |verdict: &Verdict| format!("{} {}", verdict.directive.as_str(), verdict.source);
    report.blocked().map(shown).collect()
}

#[test]
fn our_own_policy_allows_all_that_it_lists() {
    assert_eq!(blocked(&page(&[&needed().header_value()])), [] as [&str; 0]);
    assert_eq!(blocked(&page(&[])), [] as [&str; 0]);
    assert!(check(&needed(), &page(&["upgrade-insecure-requests"])).is_fine());
}

#[test]
fn every_source_that_is_taken_out_is_missed() {
    let whole = needed();
    for directive in whole.directives() {
        for entry in directive.entries {
            let without = whole
                .directives()
                .map(|other| {
                    let kept = other
                        .entries
                        .iter()
                        .filter(|one| other.name != directive.name || one.source != entry.source);
                    let sources: Vec<String> = kept.map(|one| one.source.to_string()).collect();
                    format!("{} {}", other.name.as_str(), sources.join(" "))
                })
                .collect::<Vec<_>>()
                .join(";");
            let wanted = format!("{} {}", directive.name.as_str(), entry.source);
            assert_eq!(blocked(&page(&[&without])), [wanted], "{without}");
        }
    }
}

#[test]
fn all_policies_must_allow() {
    let fine = needed().header_value();
    let report = check(&needed(), &page(&[&fine, "connect-src 'self'"]));
    let blocked: Vec<_> = report.blocked().collect();
    assert_eq!(blocked.len(), 3);
    assert_eq!(
        blocked[0].outcome,
        Outcome::Blocked {
            delivery: Delivery::Header,
            directive: "connect-src 'self'".into()
        }
    );
}

#[test]
fn a_load_falls_back_along_its_own_list() {
    let scripts = |policy: &str| {
        let blocked = blocked(&page(&[policy]));
        blocked
            .into_iter()
            .filter(|line| line.starts_with("script-src"))
            .map(|line| line.chars().skip(11).take(10).collect::<String>())
            .collect::<Vec<_>>()
    };
    let none = scripts("default-src 'none'");
    assert_eq!(none[..2], ["https://cd", "'wasm-unsa"]);
    assert_eq!((none.len(), &none[2][..8]), (3, "'sha256-"));
    // WebAssembly does not look at `script-src-elem`.
    assert_eq!(
        scripts("script-src-elem *  'unsafe-inline'; script-src 'none'"),
        ["'wasm-unsa"]
    );
    assert_eq!(
        scripts("script-src * 'unsafe-inline' 'wasm-unsafe-eval'; script-src-elem 'none'").len(),
        2
    );
    assert_eq!(scripts("script-src-attr 'none'"), [] as [&str; 0]);
    assert_eq!(
        scripts("default-src * 'unsafe-inline' 'unsafe-eval'"),
        [] as [&str; 0]
    );
}

#[test]
fn frames_ask_child_src_before_default_src() {
    let options = Options {
        webview_hosts: crate::csp::HostSource::parse_all("--webview-host", &["https://shop.acme.org".into()])
            .unwrap(),
        ..Options::default()
    };
    let needs = Needs::of_files(PublicPath::parse(PATH).unwrap(), Kind::Ours, Vec::new(), []);
    let needed = policy(&needs, &options).unwrap();
    let is_fine = |policy: &str| {
        let report = check(&needed, &page(&[policy]));
        report
            .blocked()
            .all(|verdict| verdict.directive != DirectiveName::FrameSrc)
    };
    assert!(is_fine("child-src https://shop.acme.org; default-src 'none'"));
    assert!(!is_fine("child-src 'none'; default-src *"));
    assert!(is_fine("frame-src https:; child-src 'none'"));
}

#[test]
fn inline_scripts_by_hash_nonce_or_not_at_all() {
    let hash = |algorithm| format!("'{algorithm}-{}'", hash::digest(algorithm, &snippet()));
    let with_nonce = PageScript {
        text: snippet(),
        nonce: Some("abc".into()),
    };
    let ask = |sources: &str, scripts: &[PageScript]| {
        let mut page = page(&[&format!("script-src * 'wasm-unsafe-eval' {sources}")]);
        page.scripts = scripts.to_vec();
        let report = check(&needed(), &page);
        let of_hash = |verdict: &&Verdict| matches!(verdict.source, Source::Hash(_));
        report.verdicts.iter().find(of_hash).unwrap().outcome.clone()
    };
    let is_blocked = |outcome| matches!(outcome, Outcome::Blocked { .. });
    let on_page = std::slice::from_ref(&with_nonce);
    assert_eq!(ask("'unsafe-inline'", &[]), Outcome::Allowed);
    assert!(is_blocked(ask("'unsafe-inline' 'sha256-x'", &[])));
    assert!(is_blocked(ask("'unsafe-inline' 'strict-dynamic'", &[])));
    assert_eq!(ask(&hash("sha256"), &[]), Outcome::Allowed);
    assert_eq!(ask(&hash("sha512"), on_page), Outcome::Allowed);
    assert_eq!(ask("'nonce-abc'", on_page), Outcome::Allowed);
    assert!(is_blocked(ask("'nonce-abd'", on_page)));
    assert_eq!(ask("'nonce-abc'", &[]), Outcome::WithNonce);
    assert!(is_blocked(ask("", &[])));
}

#[test]
fn strict_dynamic_trusts_what_the_snippet_inserts_and_no_host() {
    let policy = format!(
        "script-src 'strict-dynamic' 'wasm-unsafe-eval' {}",
        ScriptHash::of(&snippet())
    );
    assert_eq!(blocked(&page(&[&policy])), [] as [&str; 0]);
    let hosts = blocked(&page(&[&format!(
        "script-src 'strict-dynamic' {PATH} 'unsafe-inline' 'wasm-unsafe-eval'"
    )]));
    assert_eq!(hosts, [format!("script-src {}", ScriptHash::of(&snippet()))]);
}

#[test]
fn what_browsers_pass_over_is_known() {
    let text = "img-src *; script-scr 'self'; default-src 'none'; connect-src * https://b\u{fc}cher.example; IMG-SRC 'none'";
    let policy = PagePolicy::parse(text, Delivery::Header).unwrap();
    // As in all engines (e2e/tests/csp/engines.rs), the directive is not there at all.
    let governing = policy.governing(&["connect-src", "default-src"]).unwrap();
    assert_eq!(governing.to_string(), "default-src 'none'");
    assert_eq!(
        policy.to_string(),
        "img-src *; script-scr 'self'; default-src 'none'"
    );
    let told: Vec<_> = policy.passed_over.iter().map(|one| one.what()).collect();
    assert_eq!(
        told,
        [
            "`script-scr` is no directive that browsers know",
            "browsers pass over the whole of `connect-src`: it holds other characters than those of ASCII",
            "`img-src` is there more than once, and browsers read the first one only",
        ]
    );
    // It is told of also where nothing else is there.
    let nothing = PagePolicy::parse("img-src \u{fc}", Delivery::Header).unwrap();
    assert_eq!((nothing.directives().count(), nothing.passed_over.len()), (0, 1));
}

/// What somebody made by an error is read in no time as well.
#[test]
fn a_policy_may_be_huge() {
    let many: Vec<String> = (0..100_000).map(|number| format!("x{number} y")).collect();
    let policy = PagePolicy::parse(&many.join(";"), Delivery::Header).unwrap();
    assert_eq!(policy.directives().count(), many.len());
}

#[test]
fn policies_are_read_as_browsers_read_them() {
    let twice = PagePolicy::parse("IMG-SRC *; img-src 'none' ;; ", Delivery::Header).unwrap();
    assert_eq!(twice.governing(&["img-src"]).unwrap().to_string(), "img-src *");
    assert_eq!(
        PagePolicy::parse_header("img-src *, , font-src 'self'", Delivery::Header).len(),
        2
    );
    assert_eq!(PagePolicy::parse(" ; ", Delivery::Header), None);
    assert_eq!(PagePolicy::parse("sandbox; report-uri /x", Delivery::Meta), None);
}

#[test]
fn a_text_is_headers_or_one_policy() {
    let headers = "HTTP/2 200\nContent-Security-Policy: img-src *, font-src *\ncontent-security-policy: media-src *\n\
                   Content-Security-Policy-Report-Only: default-src 'none'\nx: y";
    assert_eq!(PagePolicy::parse_text(headers).len(), 3);
    let lines = PagePolicy::parse_text("default-src 'self';\n  img-src *\n    data:;\n");
    assert_eq!(lines.len(), 1);
    assert_eq!(
        lines[0].governing(&["img-src"]).unwrap().to_string(),
        "img-src * data:"
    );
    assert_eq!(
        PagePolicy::parse_text("Content-Security-Policy-Report-Only: img-src 'none'"),
        []
    );
    assert_eq!(PagePolicy::parse_text(" \n"), []);
}

#[test]
fn sandboxes_and_trusted_types_stand_in_the_way() {
    let obstacles = |policy: &str, trusted| {
        let mut page = page(&[policy]);
        page.snippet_is_trusted = trusted;
        check(&needed(), &page).obstacles
    };
    assert_eq!(obstacles("sandbox allow-forms", None), [Obstacle::Sandbox]);
    assert_eq!(
        obstacles("sandbox allow-scripts", None),
        [Obstacle::SandboxOrigin]
    );
    assert_eq!(obstacles("sandbox allow-scripts allow-same-origin", None), []);
    let required = "require-trusted-types-for 'script'";
    assert_eq!(obstacles(required, Some(true)), []);
    assert_eq!(obstacles(required, Some(false)), [Obstacle::TrustedSnippet]);
    assert_eq!(
        obstacles(&format!("{required}; trusted-types avmsdk-loader"), None),
        [Obstacle::TrustedNames(vec!["avmsdk"])]
    );
    assert_eq!(obstacles(&format!("{required}; trusted-types *"), None), []);
    // The snippet for Trusted Types makes its policy whether they are required or not.
    assert_eq!(
        obstacles("trusted-types avmsdk", Some(true)),
        [Obstacle::TrustedNames(vec!["avmsdk-loader"])]
    );
    assert_eq!(obstacles("trusted-types other", Some(false)), []);
}

#[test]
fn a_vendors_widget_never_works_where_trusted_types_are_required() {
    for trusted in [None, Some(false), Some(true)] {
        let mut page = page(&["require-trusted-types-for 'script'; trusted-types other"]);
        page.snippet_is_trusted = trusted;
        let report = check(&needed_by(Kind::Vendor), &page);
        assert_eq!(report.obstacles, [Obstacle::TrustedVendor]);
    }
    let named = page(&["trusted-types other"]);
    assert!(check(&needed_by(Kind::Vendor), &named).obstacles.is_empty());
}

proptest! {
    /// A further policy never allows more.
    #[test]
    fn more_policies_block_more(one in "[a-z':*;. -]{0,60}", other in "(script-src|connect-src|default-src) [a-z':*. -]{0,30}") {
        let alone = blocked(&page(&[&one]));
        let both = blocked(&page(&[&one, &other]));
        prop_assert!(alone.iter().all(|line| both.contains(line)));
    }
}
