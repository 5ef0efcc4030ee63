use std::collections::BTreeSet;

use avmsdk_protocol::channel::Channel;
use proptest::{collection, prelude::*, sample};

use super::*;
use crate::{
    PublicPath,
    csp::{
        Api, HostSource, InlineScript, Needs, Options, Role, ScriptHash, check::PageScript, loader_script,
        policy,
    },
};

const PATH: &str = "https://cdn.acme.org/chat/";

fn needed_with(options: &Options) -> Policy {
    let path = || PublicPath::parse(PATH).unwrap();
    let scripts = vec![InlineScript {
        hash: ScriptHash::of(&loader_script(&path())),
        role: Role::Loader,
    }];
    policy(&Needs::of_files(path(), Kind::Ours, scripts, []), options).unwrap()
}

fn needed() -> Policy {
    needed_with(&Options::default())
}

fn hash() -> String {
    ScriptHash::of(&loader_script(&PublicPath::parse(PATH).unwrap())).to_string()
}

fn page(policies: &[&str]) -> PageSituation {
    PageSituation {
        policies: policies
            .iter()
            .filter_map(|text| PagePolicy::parse(text, Delivery::Text))
            .collect(),
        ..PageSituation::default()
    }
}

fn merged(text: &str) -> String {
    merged_with(&needed(), text)
}

fn merged_with(needed: &Policy, text: &str) -> String {
    let merged = merge(needed, &page(&[text]));
    merged.policies.iter().map(|one| one.policy.to_string()).collect()
}

#[test]
fn what_governs_nothing_gets_nothing() {
    for policy in [
        "frame-ancestors 'self'",
        "upgrade-insecure-requests; font-src 'self'",
    ] {
        assert_eq!(merged(policy), policy);
    }
    assert_eq!(merge(&needed(), &page(&[])).policies, []);
    // Browsers pass over all of it.
    assert_eq!(merge(&needed(), &page(&["img-src \u{fc}"])).policies, []);
}

/// In a tag a comma ends nothing; in a header the rest would be a policy of its own, which forbids everything.
#[test]
fn a_comma_in_a_name_makes_no_policy_of_the_rest() {
    let tag = PagePolicy::parse("x,default-src 'none'; font-src 'self'", Delivery::Meta);
    let page = PageSituation {
        policies: tag.into_iter().collect(),
        ..PageSituation::default()
    };
    let merged = merge(&needed(), &page).policies;
    let shown: Vec<String> = merged.iter().map(|one| one.policy.to_string()).collect();
    assert_eq!(shown, ["x%2cdefault-src 'none'; font-src 'self'"]);
}

#[test]
fn sources_go_to_the_end_of_the_directive_that_is_there() {
    assert_eq!(
        merged("img-src 'self'; connect-src https://api.shop.example"),
        "img-src 'self' https://*.smooch.io blob:; \
         connect-src https://api.shop.example https://cdn.acme.org/chat/ https://*.smooch.io wss://*.smooch.io"
    );
}

#[test]
fn a_directive_is_written_out_from_the_one_it_falls_back_to() {
    let hash = hash();
    assert_eq!(
        merged("default-src 'self'; font-src data:"),
        format!(
            "default-src 'self'; font-src data:; script-src 'self' {PATH} 'wasm-unsafe-eval' {hash}; \
             style-src 'self' {PATH}; img-src 'self' https://*.smooch.io blob:; \
             connect-src 'self' {PATH} https://*.smooch.io wss://*.smooch.io"
        )
    );
    let options = Options {
        webview_hosts: HostSource::parse_all("--webview-host", &["https://shop.acme.org".into()]).unwrap(),
        ..Options::default()
    };
    // `child-src` governs workers too.
    assert_eq!(
        merged_with(&needed_with(&options), "child-src https://pay.example"),
        "child-src https://pay.example; frame-src https://pay.example https://shop.acme.org"
    );
}

#[test]
fn nothing_is_replaced_but_none() {
    assert_eq!(merged("style-src 'none'"), format!("style-src {PATH}"));
    assert_eq!(merged("style-src"), format!("style-src {PATH}"));
    assert_eq!(
        merged("Style-Src 'NONE'; report-uri /r"),
        format!("style-src {PATH}; report-uri /r")
    );
}

#[test]
fn what_is_allowed_by_other_words_is_not_added() {
    let all = "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'";
    assert_eq!(merged(all), all);
    assert_eq!(
        merged("script-src https: 'unsafe-inline' 'unsafe-eval'"),
        "script-src https: 'unsafe-inline' 'unsafe-eval'"
    );
}

#[test]
fn a_hash_never_switches_unsafe_inline_off() {
    assert_eq!(
        merged("script-src 'self' 'unsafe-inline'"),
        format!("script-src 'self' 'unsafe-inline' {PATH} 'wasm-unsafe-eval'")
    );
    // There it is switched off already.
    for off in ["'nonce-{{ nonce }}'", "'sha256-x'"] {
        assert_eq!(
            merged(&format!(
                "script-src {PATH} 'wasm-unsafe-eval' 'unsafe-inline' {off}"
            )),
            format!(
                "script-src {PATH} 'wasm-unsafe-eval' 'unsafe-inline' {off} {}",
                hash()
            )
        );
    }
}

#[test]
fn scripts_of_elements_go_where_elements_are_governed() {
    assert_eq!(
        merged("script-src-elem 'self'; script-src 'none'"),
        format!(
            "script-src-elem 'self' {PATH} {}; script-src 'wasm-unsafe-eval'",
            hash()
        )
    );
    assert_eq!(
        merged(
            "default-src 'self'; script-src-elem *; style-src-elem *; img-src *  blob:; connect-src * wss:"
        ),
        format!(
            "default-src 'self'; script-src-elem * {}; style-src-elem *; img-src * blob:; connect-src * wss:; \
             script-src 'self' 'wasm-unsafe-eval'",
            hash()
        )
    );
}

#[test]
fn under_strict_dynamic_the_snippet_is_allowed_and_no_host() {
    assert_eq!(
        merged("script-src 'strict-dynamic' 'nonce-{{n}}' https: 'unsafe-inline'"),
        format!(
            "script-src 'strict-dynamic' 'nonce-{{{{n}}}}' https: 'unsafe-inline' 'wasm-unsafe-eval' {}",
            hash()
        )
    );
    let with_nonce = Options {
        nonce: Some(NonceTemplate::parse("{{ n }}").unwrap()),
        ..Options::default()
    };
    assert_eq!(
        merged_with(
            &needed_with(&with_nonce),
            "script-src 'strict-dynamic' 'nonce-{{ n }}'"
        ),
        "script-src 'strict-dynamic' 'nonce-{{ n }}' 'wasm-unsafe-eval'"
    );
    assert_eq!(
        merged_with(&needed_with(&with_nonce), "script-src 'unsafe-inline' https:"),
        "script-src 'unsafe-inline' https: 'wasm-unsafe-eval'"
    );
}

#[test]
fn a_script_with_the_pages_nonce_needs_no_hash() {
    let mut page = page(&["script-src 'nonce-abc' https: 'wasm-unsafe-eval'"]);
    page.scripts = vec![PageScript {
        text: loader_script(&PublicPath::parse(PATH).unwrap()),
        nonce: Some("abc".to_owned()),
    }];
    let merged = merge(&needed(), &page);
    assert_eq!(merged.policies[0].additions, []);
    assert_eq!(merged.policies[0].fixed_nonces().collect::<Vec<_>>(), ["abc"]);
}

#[test]
fn every_policy_is_merged_for_itself() {
    let merged = merge(
        &needed(),
        &page(&["style-src 'self'", "style-src https:", "style-src *.a.org"]),
    );
    let texts: Vec<_> = merged.policies.iter().map(|one| one.policy.to_string()).collect();
    assert_eq!(
        texts,
        [
            &format!("style-src 'self' {PATH}"),
            "style-src https:",
            &format!("style-src *.a.org {PATH}")
        ]
    );
}

#[test]
fn trusted_types_get_their_names_and_a_sandbox_stays_in_the_way() {
    let required = "require-trusted-types-for 'script'";
    assert_eq!(
        merged(&format!("{required}; trusted-types 'none'")),
        format!("{required}; trusted-types avmsdk-loader avmsdk")
    );
    assert_eq!(merged(required), required);
    assert_eq!(merged("trusted-types *"), "trusted-types *");
    let merged = merge(&needed(), &page(&["sandbox allow-forms"]));
    assert_eq!(merged.obstacles, [Obstacle::Sandbox]);
}

#[test]
fn a_comma_in_a_tag_ends_no_header() {
    let tag = PagePolicy::parse("img-src https://a.org/b,c; frame-ancestors *", Delivery::Meta).unwrap();
    assert_eq!(tag.to_string(), "img-src https://a.org/b%2Cc");
}

#[test]
fn additions_are_explained() {
    let text = merge(
        &needed(),
        &page(&["default-src 'self'; script-src *; img-src * blob:"]),
    )
    .explanation();
    assert!(
        text.starts_with("policy: added\n  script-src\n    'wasm-unsafe-eval' "),
        "{text}"
    );
    assert!(
        text.contains("  style-src  (written out from default-src)\n    https://cdn.acme.org/chat/ "),
        "{text}"
    );
    let text = merge(&needed(), &page(&["font-src *"])).explanation();
    assert_eq!(text, "policy: nothing to add\n");
}

/// Words that policies are made of.
const WORDS: &[&str] = &[
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'wasm-unsafe-eval'",
    "'strict-dynamic'",
    "'report-sample'",
    "'nonce-{{n}}'",
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    "*",
    "https:",
    "http:",
    "wss:",
    "data:",
    "blob:",
    "https://cdn.acme.org",
    "https://cdn.acme.org/chat/",
    "https://cdn.acme.org/chat/x.js",
    "*.acme.org",
    "*.smooch.io",
    "https://*.eu-1.smooch.io",
    "wss://*.smooch.io",
    "https://mp.weixin.qq.com:*",
    "nonsense'",
];
const DIRECTIVES: &[&str] = &[
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "img-src",
    "font-src",
    "media-src",
    "connect-src",
    "frame-src",
    "child-src",
    "worker-src",
    "trusted-types",
    "require-trusted-types-for",
    "frame-ancestors",
    "report-uri",
];

fn site_policy() -> impl Strategy<Value = String> {
    let words = collection::vec(sample::select(WORDS), 0..5).prop_map(|words| words.join(" "));
    let directive = (sample::select(DIRECTIVES), words).prop_map(|(name, words)| format!("{name} {words}"));
    collection::vec(directive, 1..7).prop_map(|directives| directives.join("; "))
}

fn options() -> impl Strategy<Value = Options> {
    let channels = sample::subsequence(Channel::ALL.to_vec(), 0..=Channel::ALL.len());
    (channels, any::<[bool; 4]>()).prop_map(|(channels, [upload, strict, eu, webview])| Options {
        channels: BTreeSet::from_iter(channels),
        image_upload: upload,
        strict,
        api: Api::Hosted {
            region: eu.then(|| "eu-1".parse().unwrap()),
        },
        webview_hosts: if webview {
            HostSource::parse_all("--webview-host", &["https://shop.acme.org".to_owned()]).unwrap()
        } else {
            Vec::new()
        },
        ..Options::default()
    })
}

fn blocked(needed: &Policy, policies: &[&str]) -> BTreeSet<String> {
    let report = check(needed, &page(policies));
    let shown =
        |verdict: &crate::csp::check::Verdict| format!("{} {}", verdict.directive.as_str(), verdict.source);
    report.blocked().map(shown).collect()
}

/// The directives with their words, without what browsers pass over.
fn parts(policy: &str) -> Vec<(String, Vec<String>)> {
    let policy = PagePolicy::parse(policy, Delivery::Text).unwrap();
    let parts = policy.directives().map(|(name, words)| {
        let words = words.iter().filter(|word| *word != "'none'").cloned();
        (name.to_owned(), words.collect())
    });
    parts.collect()
}

proptest! {
    #[test]
    fn a_merged_policy_lacks_nothing(site in site_policy(), options in options()) {
        let needed = needed_with(&options);
        let merged = merged_with(&needed, &site);
        let report = check(&needed, &page(&[&merged]));
        prop_assert!(report.is_fine(), "{merged}: {report:#?}");
    }

    #[test]
    fn merging_twice_is_merging_once(site in site_policy(), options in options()) {
        let needed = needed_with(&options);
        let once = merged_with(&needed, &site);
        prop_assert_eq!(merged_with(&needed, &once), once);
    }

    #[test]
    fn a_site_keeps_its_words_in_their_order(site in site_policy(), options in options()) {
        let (before, after) = (parts(&site), parts(&merged_with(&needed_with(&options), &site)));
        prop_assert!(before.len() <= after.len());
        for ((name, words), (kept, more)) in before.iter().zip(&after) {
            prop_assert_eq!(name, kept);
            prop_assert!(more.starts_with(words), "{:?} {:?}", words, more);
        }
    }

    /// What the site's policy allowed of whatever it is asked for, the merged one allows.
    #[test]
    fn nothing_that_was_allowed_is_blocked(site in site_policy(), options in options(), asked in options()) {
        let merged = merged_with(&needed_with(&options), &site);
        let mut asked = needed_with(&asked);
        // An inline script of the site's own, as well.
        asked.allow(
            DirectiveName::ScriptSrc,
            Source::Hash(ScriptHash::of("alert('Hello, world.');")),
            Reason::Loader,
        );
        asked.allow(DirectiveName::ScriptSrc, Source::Hash(ScriptHash::of("go()")), Reason::Loader);
        let (before, after) = (blocked(&asked, &[&site]), blocked(&asked, &[&merged]));
        prop_assert!(after.is_subset(&before), "{merged}: {after:?}");
    }

    /// No keyword but the one for WebAssembly comes in, and no kind of load is governed that was not.
    #[test]
    fn only_what_is_needed_comes_in(site in site_policy(), options in options()) {
        let merged = merged_with(&needed_with(&options), &site);
        let was = |name: &str| parts(&site).iter().any(|(known, _)| known == name);
        for (name, words) in parts(&merged) {
            let falls_back = was("default-src") || name == "frame-src" && was("child-src");
            prop_assert!(was(&name) || falls_back, "{name}");
            let from = parts(&site).into_iter().find(|(known, _)| *known == name)
                .or_else(|| parts(&site).into_iter().find(|(known, _)| name == "frame-src" && known == "child-src"))
                .or_else(|| parts(&site).into_iter().find(|(known, _)| known == "default-src"));
            for word in &words[from.map_or(0, |(_, words)| words.len())..] {
                prop_assert!(!word.starts_with('\'') || word == "'wasm-unsafe-eval'" || *word == hash(), "{word}");
            }
        }
    }

    #[test]
    fn another_channel_removes_nothing(site in site_policy(), options in options(), channel in sample::select(Channel::ALL.to_vec())) {
        let mut more = options.clone();
        more.channels.insert(channel);
        let words = |policy: &str| -> BTreeSet<(String, String)> {
            let parts = parts(policy).into_iter();
            parts.flat_map(|(name, words)| words.into_iter().map(move |word| (name.clone(), word))).collect()
        };
        let (few, many) = (needed_with(&options), needed_with(&more));
        prop_assert!(words(&few.header_value()).is_subset(&words(&many.header_value())));
        prop_assert!(words(&merged_with(&few, &site)).is_subset(&words(&merged_with(&many, &site))));
    }
}
