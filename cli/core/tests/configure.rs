//! Whole packages through the plan: vendor-shaped and ours, once and again.

#![expect(clippy::unwrap_used, reason = "tests")]

mod packages;

use avmsdk_core::configure::{
    ConfigureError, ConfigureOptions, ConfigurePlan, ConfigureWarning, FromUrl, PlannedFile, plan,
};
use avmsdk_core::package::{Class, Kind, Origin, PackageFacts, PackageFile, PackagePath, hash_in_name};
use avmsdk_core::{Coded as _, PLACEHOLDER, PublicPath};
use packages::{facts, facts_of, ours, ours_of_before, vendor};
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

fn options(url: &str) -> ConfigureOptions {
    ConfigureOptions::new(PublicPath::parse(url).unwrap(), "0.0.0-test")
}

fn configured(package: &[(&str, &[u8])], url: &str) -> ConfigurePlan {
    plan(facts(package), &options(url)).unwrap()
}

/// The output as it lies on disk.
fn on_disk(plan: &ConfigurePlan) -> PackageFacts {
    let file = |bytes: &Cow<'static, [u8]>, mode| PackageFile {
        bytes: bytes.clone(),
        mode,
    };
    let files = plan
        .files
        .iter()
        .map(|planned| (planned.path.clone(), file(&planned.bytes, planned.mode)));
    PackageFacts::from_files(files.collect()).unwrap()
}

fn bytes<'a>(plan: &'a ConfigurePlan, path: &str) -> &'a [u8] {
    &plan
        .files
        .iter()
        .find(|file| file.path.as_str() == path)
        .unwrap()
        .bytes
}

fn text<'a>(plan: &'a ConfigurePlan, path: &str) -> &'a str {
    std::str::from_utf8(bytes(plan, path)).unwrap()
}

/// The plain way, on text and bytes alike.
fn replaced(bytes: &[u8], url: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(PLACEHOLDER.as_bytes()) {
            Some(after) => {
                out.extend_from_slice(url.as_bytes());
                rest = after;
            }
            None => {
                out.push(*first);
                rest = &rest[1..];
            }
        }
    }
    out
}

fn everything(plan: &ConfigurePlan) -> BTreeMap<&PackagePath, (&[u8], u32)> {
    plan.files
        .iter()
        .map(|file| (&file.path, (&*file.bytes, file.mode)))
        .collect()
}

#[test]
fn a_vendor_package_gets_a_literal_replacement_and_nothing_else() {
    let url = "https://cdn.acme.org/chat/";
    let source = vendor();
    let plan = plan(facts_of(&source), &options(url)).unwrap();
    for (path, content) in &source {
        assert_eq!(bytes(&plan, path), replaced(content, url), "{path}");
    }
    assert_eq!(
        (plan.kind, plan.version.as_deref()),
        (Kind::Vendor, Some("1.0.1"))
    );
    assert_eq!(
        plan.replacements(),
        source.iter().map(|(_, bytes)| count(bytes)).sum::<usize>()
    );
    let added: Vec<_> = plan
        .files
        .iter()
        .filter(|file| file.origin == Origin::Added)
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(
        added,
        [
            "README.md",
            "index.html",
            "manifest.json",
            "snippets/csp.html",
            "snippets/init.html",
            "snippets/loader.html"
        ]
    );
}

fn count(bytes: &[u8]) -> usize {
    bytes
        .windows(PLACEHOLDER.len())
        .filter(|window| *window == PLACEHOLDER.as_bytes())
        .count()
}

#[test]
fn classes_tell_what_a_cache_may_keep() {
    let plan = plan(facts_of(&vendor()), &options("https://a.org/")).unwrap();
    let class = |path: &str| {
        plan.files
            .iter()
            .find(|file| file.path.as_str() == path)
            .unwrap()
            .class
    };
    assert_eq!(class("cdnPackage/loader.json"), Some(Class::Entry));
    assert_eq!(
        class("cdnPackage/avmessagingsdk.1.0.1.min.js"),
        Some(Class::Versioned)
    );
    assert_eq!(
        class("cdnPackage/notify.0a1b2c3d4e5f60718293.mp3"),
        Some(Class::Hashed)
    );
    assert_eq!(
        class("cdnPackage/theme.0a1b2c3d.css"),
        Some(Class::Versioned),
        "it held a placeholder"
    );
    assert_eq!(class("docs/README.md"), None);
}

#[test]
fn files_of_the_source_keep_their_names() {
    let plan = configured(
        &[
            (
                "cdnPackage/loader.json",
                br#"{"url":"https://placeholder.public.path/x.js"}"#,
            ),
            ("README.md", b"theirs"),
            ("manifest.json", br#"{"theirs": true}"#),
            ("snippets", b"a file where we would put a folder"),
        ],
        "https://a.org/",
    );
    assert_eq!(text(&plan, "README.md"), "theirs");
    assert_eq!(text(&plan, "manifest.json"), r#"{"theirs": true}"#);
    for ours in [
        "avmsdk-README.md",
        "avmsdk-manifest.json",
        "avmsdk-snippets/loader.html",
        "index.html",
    ] {
        assert!(!bytes(&plan, ours).is_empty());
    }
    let again = plan_again(&plan, "https://b.org/");
    assert_eq!(text(&again, "README.md"), "theirs");
    assert!(text(&again, "avmsdk-README.md").contains("https://b.org/"));
}

fn plan_again(first: &ConfigurePlan, url: &str) -> ConfigurePlan {
    plan(on_disk(first), &options(url)).unwrap()
}

#[test]
fn a_configured_package_is_retargeted_exactly() {
    let (one, two) = (
        "https://cdn.acme.org/chat/",
        "http://localhost:8000/a/much/longer/path/",
    );
    for source in [vendor(), ours(), ours_of_before()] {
        let straight = plan(facts_of(&source), &options(two)).unwrap();
        let first = plan(facts_of(&source), &options(one)).unwrap();
        assert_eq!(everything(&plan_again(&first, two)), everything(&straight));
        assert_eq!(
            everything(&plan_again(&plan_again(&first, two), one)),
            everything(&first)
        );
    }
}

#[test]
fn the_same_text_in_the_source_is_not_taken_for_the_public_path() {
    let url = "https://cdn.acme.org/";
    let source = [(
        "cdnPackage/loader.json",
        &br#"{"url":"https://placeholder.public.path/x.js","home":"https://cdn.acme.org/about"}"#[..],
    )];
    let again = plan_again(&configured(&source, url), "https://b.org/");
    assert_eq!(
        text(&again, "cdnPackage/loader.json"),
        r#"{"url":"https://b.org/x.js","home":"https://cdn.acme.org/about"}"#
    );
}

#[test]
fn a_changed_package_is_not_retargeted_by_its_manifest() {
    let first = plan(facts_of(&vendor()), &options("https://a.org/")).unwrap();
    let path = PackagePath::parse("docs/README.md").unwrap();
    let mut changed = on_disk(&first);
    changed.files.get_mut(&path).unwrap().bytes.to_mut().push(b'!');
    let error = plan(changed, &options("https://b.org/")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`docs/README.md` was changed since it was configured"
    );
    let mut missing = on_disk(&first);
    missing.files.remove(&path);
    let error = plan(missing, &options("https://b.org/")).unwrap_err();
    assert!(matches!(error, ConfigureError::Missing { .. }));
}

#[test]
fn from_replaces_text_and_says_so() {
    let source = [(
        "cdnPackage/loader.json",
        &br#"{"url":"https://Old.org/x.js"}"#[..],
    )];
    let mut options = options("https://new.org/");
    options.from = Some(FromUrl::parse("https://Old.org").unwrap());
    let plan_of_text = plan(facts(&source), &options).unwrap();
    assert_eq!(
        text(&plan_of_text, "cdnPackage/loader.json"),
        r#"{"url":"https://new.org/x.js"}"#
    );
    assert!(matches!(
        plan_of_text.warnings[..],
        [ConfigureWarning::FromIsText { .. }]
    ));

    options.from = Some(FromUrl::parse("https://other.org").unwrap());
    assert!(matches!(
        plan(facts(&source), &options),
        Err(ConfigureError::NoFrom(_))
    ));
}

/// What the CDN gets and what people read, without what is added.
fn of_package(plan: &ConfigurePlan) -> BTreeMap<&PackagePath, &[u8]> {
    let files = plan.files.iter().filter(|file| file.origin != Origin::Added);
    files.map(|file| (&file.path, &*file.bytes)).collect()
}

#[test]
fn from_takes_our_package_without_its_manifest_for_ours_and_leaves_it_whole() {
    let (one, two) = ("https://a.org/", "https://longer.example.org/x/");
    let straight = plan(facts_of(&ours()), &options(two)).unwrap();
    let first = plan(facts_of(&ours()), &options(one)).unwrap();
    let mut files = on_disk(&first).files;
    files.remove(&PackagePath::parse("manifest.json").unwrap());
    let bare = PackageFacts::from_files(files).unwrap();
    assert_eq!(bare.kind, Kind::Ours, "known by the section of its module");
    let mut by_text = options(two);
    by_text.from = Some(FromUrl::parse(one).unwrap());
    let again = plan(bare.clone(), &by_text).unwrap();
    packages::assert_is_sound(&again, two);
    assert_eq!(of_package(&again), of_package(&straight));
    // What was added before is made anew, not carried along beside it.
    let names = |plan: &ConfigurePlan| -> Vec<String> {
        plan.files.iter().map(|file| file.path.to_string()).collect()
    };
    assert_eq!(names(&again), names(&straight));
    assert_eq!(
        text(&again, "snippets/csp.html"),
        text(&straight, "snippets/csp.html")
    );

    by_text.from = Some(FromUrl::parse("https://a.org/chat/").unwrap());
    assert!(matches!(
        plan(bare.clone(), &by_text),
        Err(ConfigureError::NoFrom(_))
    ));

    // The names tell bytes that are no longer there.
    let mut changed = bare;
    let host = changed
        .files
        .keys()
        .find(|path| path.name().starts_with("host."))
        .unwrap()
        .clone();
    changed.files.get_mut(&host).unwrap().bytes.to_mut().push(b' ');
    by_text.from = Some(FromUrl::parse(one).unwrap());
    let error = plan(changed, &by_text).unwrap_err();
    assert!(matches!(error, ConfigureError::Changed { .. }), "{error}");
    assert!(!error.hint().contains("--from"), "{}", error.hint());
}

#[test]
fn from_is_hinted_at_where_it_works() {
    let (one, two) = ("https://a.org/", "https://longer.example.org/x/");
    let mut by_text = options(two);
    by_text.from = Some(FromUrl::parse(one).unwrap());
    for (source, in_cdn_works) in [(vendor(), true), (ours(), false)] {
        let first = plan(facts_of(&source), &options(one)).unwrap();
        for (path, works) in [("docs/README.md", true), ("cdnPackage/loader.json", in_cdn_works)] {
            let mut changed = on_disk(&first);
            let path = PackagePath::parse(path).unwrap();
            changed.files.get_mut(&path).unwrap().bytes.to_mut().push(b'\n');
            let error = plan(changed.clone(), &options(two)).unwrap_err();
            assert_eq!(error.hint().contains("--from"), works, "{path}: {}", error.hint());
            let again = plan(changed, &by_text);
            assert_eq!(again.is_ok(), works, "{path}");
            if let (Ok(again), false) = (again, in_cdn_works) {
                packages::assert_is_sound(&again, two);
                assert_eq!(text(&again, "docs/README.md"), format!("Served from {two}\n\n"));
            }
        }
    }
}

#[test]
fn a_module_of_others_that_a_replacement_breaks_is_refused() {
    // A custom section of 35 bytes: its name, `x`, and the placeholder.
    let module = [b"\0asm\x01\0\0\0\x00\x22\x01x".as_slice(), PLACEHOLDER.as_bytes()].concat();
    let source: [(&str, &[u8]); 2] = [
        (
            "cdnPackage/loader.json",
            b"{\"url\":\"https://placeholder.public.path/x.js\"}",
        ),
        ("cdnPackage/x.wasm", &module),
    ];
    let error = plan(facts(&source), &options("https://a.org/")).unwrap_err();
    assert!(
        matches!(&error, ConfigureError::WasmText { path, .. } if path.as_str() == "cdnPackage/x.wasm"),
        "{error}"
    );
    // As long as what stood there: every length stays right.
    let url = "https://cdn.acme.org/2026/chat1/";
    assert_eq!(url.len(), PLACEHOLDER.len());
    let fitting = configured(&source, url);
    assert_eq!(bytes(&fitting, "cdnPackage/x.wasm"), replaced(&module, url));
    // What is no module of today's rules is bytes like any other.
    let broken: [(&str, &[u8]); 2] = [source[0], ("cdnPackage/x.wasm", &module[..module.len() - 1])];
    assert!(plan(facts(&broken), &options("https://a.org/")).is_ok());
}

#[test]
fn a_source_that_leaves_no_name_for_our_manifest_is_refused() {
    let loader: (&str, &[u8]) = (
        "cdnPackage/loader.json",
        b"{\"url\":\"https://placeholder.public.path/x.js\"}",
    );
    let one: [(&str, &[u8]); 2] = [loader, ("manifest.json", b"{}")];
    let first = configured(&one, "https://a.org/");
    assert!(
        first
            .files
            .iter()
            .any(|file| file.path.as_str() == "avmsdk-manifest.json")
    );
    // Theirs stays, and ours is found again beside it.
    assert_eq!(
        bytes(&plan_again(&first, "https://b.org/"), "manifest.json"),
        b"{}"
    );
    let both: [(&str, &[u8]); 3] = [one[0], one[1], ("avmsdk-manifest.json", b"[]")];
    let error = plan(facts(&both), &options("https://a.org/")).unwrap_err();
    assert!(matches!(error, ConfigureError::ManifestNames), "{error}");
}

#[test]
fn the_readme_asks_for_the_policy_by_the_flags_of_configure() {
    let mut options = options("https://a.org/");
    options.csp.channels = avmsdk_core::csp::channels(&["line".to_owned(), "wechat".to_owned()]).unwrap();
    let hosts = ["https://*.acme.org".to_owned(), "https://b.org".to_owned()];
    options.csp.media_hosts = avmsdk_core::csp::HostSource::parse_all("--media-host", &hosts).unwrap();
    options.integration_id = Some("5e31c81640a22c000f5d7f28".parse().unwrap());
    let plan = plan(facts_of(&ours()), &options).unwrap();
    let wanted = "`avmsdk csp --merge https://www.example.com/ --channels line,wechat \
                  --media-host 'https://*.acme.org','https://b.org' --integration-id 5e31c81640a22c000f5d7f28`";
    assert!(
        text(&plan, "README.md").contains(wanted),
        "{}",
        text(&plan, "README.md")
    );
}

#[test]
fn our_names_and_hashes_follow_the_bytes() {
    let url = "https://cdn.acme.org/chat/";
    let plan = plan(facts_of(&ours()), &options(url)).unwrap();
    assert_eq!((plan.kind, plan.version.as_deref()), (Kind::Ours, Some("0.1.0")));
    packages::assert_is_sound(&plan, url);
    let wasm = plan
        .files
        .iter()
        .find(|file| file.path.as_str().ends_with(".wasm"))
        .unwrap();
    assert_eq!(
        avmsdk_core::rewrite::read_path(&wasm.bytes).unwrap().as_deref(),
        Some(url)
    );
    assert!(
        plan.files
            .iter()
            .all(|file| file.path.as_str() != "avmsdk-package.json")
    );
    let css = plan
        .files
        .iter()
        .find(|file| file.path.as_str().starts_with("cdnPackage/widget."))
        .unwrap();
    assert_eq!((css.class, css.origin), (Some(Class::Hashed), Origin::Copied));
}

#[test]
fn a_package_with_the_names_of_before_is_configured_too() {
    let url = "https://cdn.acme.org/chat/";
    packages::assert_is_sound(&plan(facts_of(&ours_of_before()), &options(url)).unwrap(), url);
}

#[test]
fn what_pages_import_keeps_its_name_and_leads_to_bodies_named_by_their_bytes() {
    let url = "https://cdn.acme.org/chat/";
    let plan = plan(facts_of(&ours()), &options(url)).unwrap();
    let body = |plan: &ConfigurePlan, stem: &str| {
        let is_it = |file: &&PlannedFile| {
            let name = file.path.name();
            name.starts_with(stem) && name.ends_with(".mjs") && hash_in_name(name).is_some()
        };
        let file = plan.files.iter().find(is_it).unwrap();
        assert_eq!(file.class, Some(Class::Hashed), "{stem}");
        (
            file.path.name().to_owned(),
            text(plan, file.path.as_str()).to_owned(),
        )
    };
    let (module, source) = body(&plan, "avmsdk.");
    assert_eq!(
        source,
        format!("let publicPath='{url}';export default publicPath;")
    );
    let (element, source) = body(&plan, "element.");
    assert_eq!(source, format!("import AvMessagingSdk from './{module}';"));
    for (name, line) in [
        ("avmsdk.mjs", format!("export {{default}} from './{module}';")),
        ("element.mjs", format!("export * from './{element}';")),
    ] {
        let path = format!("cdnPackage/{name}");
        assert_eq!(text(&plan, &path), line);
        let file = plan.files.iter().find(|file| file.path.as_str() == path).unwrap();
        assert_eq!(file.class, Some(Class::Versioned), "{name} may change");
        assert_eq!(file.content_type, "text/javascript; charset=utf-8");
    }
    let again = plan_again(&plan, "https://b.org/");
    packages::assert_is_sound(&again, "https://b.org/");
    let (moved, source) = body(&again, "avmsdk.");
    assert!(source.contains("'https://b.org/'") && moved != module);
    assert!(text(&again, "cdnPackage/avmsdk.mjs").contains(&moved));
}

#[test]
fn only_our_package_gets_the_modern_snippets() {
    let url = "https://cdn.acme.org/x&lt&y=/";
    let mut options = options(url);
    options.integration_id = Some("5e31c81640a22c000f5d7f28".parse().unwrap());
    let ours = plan(facts_of(&ours()), &options).unwrap();
    assert!(text(&ours, "snippets/module.html").contains(&format!("from '{url}avmsdk.mjs';")));
    assert_eq!(
        text(&ours, "snippets/element.html"),
        "<script type=\"module\" src=\"https://cdn.acme.org/x&amp;lt&amp;y=/element.mjs\"></script>\n\
         <av-messenger integration-id=\"5e31c81640a22c000f5d7f28\"></av-messenger>\n"
    );
    let documented = text(&ours, "snippets/loader.html");
    let trusted = text(&ours, "snippets/loader-trusted.html");
    let (before, rest) = trusted.split_once("window.trustedTypes?").unwrap();
    let (policy, after) = rest.split_once(".createScriptURL(e.url):").unwrap();
    assert_eq!(
        format!("{before}{after}"),
        documented,
        "but for the policy it is the documented one"
    );
    assert!(policy.contains(&format!("n.indexOf(\"{url}\")")), "{policy}");
    let readme = text(&ours, "README.md");
    let script = avmsdk_core::csp::trusted_loader_script(&options.public_path);
    for wanted in [
        text(&ours, "snippets/module.html").trim_end(),
        text(&ours, "snippets/element.html").trim_end(),
        &avmsdk_core::csp::ScriptHash::of(&script).to_string(),
    ] {
        assert!(readme.contains(wanted), "{wanted}");
    }

    let vendor = plan(facts_of(&vendor()), &options).unwrap();
    assert!(!text(&vendor, "README.md").contains("module"));
    for name in [
        "snippets/module.html",
        "snippets/element.html",
        "snippets/loader-trusted.html",
    ] {
        assert!(
            vendor.files.iter().all(|file| file.path.as_str() != name),
            "{name}"
        );
    }
}

#[test]
fn files_of_ours_that_name_each_other_are_refused() {
    let one = "cdnPackage/one.0123456789abcdef.js";
    let two = "cdnPackage/two.fedcba9876543210.js";
    let error = plan(
        facts(&[
            (
                "avmsdk-package.json",
                br#"{"schema":1,"name":"avmsdk","version":"0.1.0"}"#,
            ),
            (one, b"two.fedcba9876543210.js https://placeholder.public.path/"),
            (two, b"one.0123456789abcdef.js"),
        ]),
        &options("https://a.org/"),
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        format!("files name each other in a circle, so none can be named after its bytes: {one}, {two}")
    );
}

#[test]
fn what_cannot_be_configured_is_refused() {
    let refused = |content: &[u8]| {
        plan(
            facts(&[("cdnPackage/loader.json", content)]),
            &options("https://a.org/"),
        )
        .unwrap_err()
    };
    assert!(matches!(refused(b"{}"), ConfigureError::NoPlaceholder));
    assert!(matches!(
        refused(b"https://placeholder.public.path"),
        ConfigureError::NoPlaceholder
    ));
    let escaped =
        refused(br#"{"url":"https:\/\/placeholder.public.path\/x","b":"https://placeholder.public.path/"}"#);
    assert!(
        matches!(escaped, ConfigureError::EscapedPlaceholder { offset: 8, .. }),
        "{escaped}"
    );
}

#[test]
fn a_host_that_no_policy_can_name_configures_without_one() {
    let plan = configured(
        &[(
            "cdnPackage/loader.json",
            br#"{"url":"https://placeholder.public.path/x.js"}"#,
        )],
        "http://[::1]:8000/static/",
    );
    assert!(matches!(plan.warnings[..], [ConfigureWarning::NoPolicy { .. }]));
    assert!(
        plan.files
            .iter()
            .all(|file| file.path.as_str() != "snippets/csp.html")
    );
    assert!(text(&plan, "README.md").contains("A policy cannot name this host"));
}

#[test]
fn the_loader_snippet_is_the_documented_one() {
    let plan = plan(facts_of(&vendor()), &options("https://cdn.acme.org/chat/")).unwrap();
    let documented = include_str!("../../../templates/package/loader.js");
    let wanted = documented.replace("https://{{YOUR_DOMAIN_NAME}}/", "https://cdn.acme.org/chat/");
    assert_eq!(
        text(&plan, "snippets/loader.html"),
        format!("<script>{wanted}</script>\n")
    );
    for page in ["README.md", "index.html"] {
        assert!(
            text(&plan, page).contains(&format!("<script>{wanted}</script>")),
            "{page}"
        );
    }
}

#[test]
fn an_odd_public_path_is_escaped_in_pages() {
    let mut options = options("https://a.org/x&lt&amp=y/");
    options.integration_id = Some("5e31c81640a22c000f5d7f28".parse().unwrap());
    let plan = plan(facts_of(&vendor()), &options).unwrap();
    let page = text(&plan, "index.html");
    assert!(
        page.contains("<code>https://a.org/x&amp;lt&amp;amp=y/</code>"),
        "{page}"
    );
    assert!(text(&plan, "snippets/init.html").contains("integrationId: '5e31c81640a22c000f5d7f28'"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any bytes in any file, any valid path: the literal replacement, and back again exactly.
    #[test]
    fn any_bytes_any_path(
        contents in prop::collection::vec(prop::collection::vec(prop_oneof![
            2 => Just(PLACEHOLDER.as_bytes().to_vec()),
            1 => Just(b"https://one.org/a/".to_vec()),
            1 => (0..PLACEHOLDER.len()).prop_map(|cut| PLACEHOLDER.as_bytes()[cut..].to_vec()),
            2 => prop::collection::vec(any::<u8>(), 0..40),
        ], 0..6), 1..5),
        one in "https://one\\.org/([a-zA-Z0-9$&+=~!*.-]{0,9}[a-z]/){0,3}",
        two in "http://[a-z]{1,9}\\.example:[1-9][0-9]{0,3}/([a-z%]{0}[a-z]{1,9}/){0,3}",
    ) {
        let mut source: Vec<(String, Vec<u8>)> = contents
            .iter()
            .enumerate()
            .map(|(index, pieces)| (format!("cdnPackage/f{index}.bin"), pieces.concat()))
            .collect();
        source.push(("cdnPackage/loader.json".to_owned(), PLACEHOLDER.as_bytes().to_vec()));
        let source: Vec<(&str, Vec<u8>)> = source.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())).collect();
        let first = plan(facts_of(&source), &options(&one)).unwrap();
        let normal = first.public_path.as_str().to_owned();
        for (path, content) in &source {
            prop_assert_eq!(bytes(&first, path), replaced(content, &normal), "{}", path);
        }
        let straight = plan(facts_of(&source), &options(&two)).unwrap();
        let again = plan_again(&first, &two);
        prop_assert_eq!(everything(&again), everything(&straight));
    }
}
