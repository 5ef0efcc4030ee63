//! Tables of what each choice adds or takes away.

use avmsdk_protocol::channel::Channel;

use super::*;
use crate::{
    PublicPath,
    csp::{Api, ApiOrigin, InlineScript, ScriptHash},
};

fn needs(kind: Kind) -> Needs {
    Needs {
        public_path: PublicPath::parse("https://cdn.acme.org/chat/").unwrap(),
        kind,
        has_images: false,
        has_fonts: false,
        has_sound: false,
        scripts: Vec::new(),
    }
}

fn header(needs: &Needs, options: &Options) -> String {
    policy(needs, options).unwrap().header_value()
}

/// The sources that `changed` has and the plain policy of the kind has not, and the other way round.
fn change(needs: &Needs, options: &Options) -> (Vec<String>, Vec<String>) {
    let list = |header: String| -> Vec<String> {
        let directives = header.split("; ").flat_map(|directive| {
            let (name, sources) = directive.split_once(' ').unwrap();
            sources
                .split(' ')
                .map(move |source| format!("{name} {source}"))
                .collect::<Vec<_>>()
        });
        directives.collect()
    };
    let plain = list(header(&self::needs(needs.kind), &Options::default()));
    let changed = list(header(needs, options));
    let less = |all: &[String], without: &[String]| -> Vec<String> {
        all.iter()
            .filter(|source| !without.contains(source))
            .cloned()
            .collect()
    };
    (less(&changed, &plain), less(&plain, &changed))
}

#[test]
fn the_plain_policy_of_our_package() {
    assert_eq!(
        header(&needs(Kind::Ours), &Options::default()),
        "script-src https://cdn.acme.org/chat/ 'wasm-unsafe-eval'; \
         style-src https://cdn.acme.org/chat/; \
         img-src https://*.smooch.io blob:; \
         connect-src https://cdn.acme.org/chat/ https://*.smooch.io wss://*.smooch.io"
    );
}

#[test]
fn the_plain_policy_of_a_vendors_package() {
    assert_eq!(
        header(&needs(Kind::Vendor), &Options::default()),
        "script-src https://cdn.acme.org/chat/ https://*.smooch.io; \
         style-src https://cdn.acme.org/chat/; \
         img-src https://cdn.acme.org/chat/ https://*.smooch.io blob:; \
         font-src https://cdn.acme.org/chat/; \
         media-src https://cdn.acme.org/chat/; \
         connect-src https://cdn.acme.org/chat/ https://*.smooch.io wss://*.smooch.io"
    );
}

#[test]
fn each_channel_adds_what_it_shows() {
    for channel in Channel::ALL {
        let added: &[&str] = match channel {
            Channel::Line => &["img-src https://qr-official.line.me"],
            Channel::WeChat => &["img-src https://mp.weixin.qq.com"],
            Channel::WhatsApp | Channel::Viber => &["img-src data:"],
            Channel::Messenger | Channel::Telegram | Channel::Sms | Channel::Email | Channel::Twitter => &[],
        };
        let options = Options {
            channels: [channel].into(),
            ..Options::default()
        };
        for kind in [Kind::Ours, Kind::Vendor] {
            let (more, less) = change(&needs(kind), &options);
            assert_eq!(more, added, "{channel}");
            assert!(less.is_empty(), "{channel}: {less:?}");
            let policy = policy(&needs(kind), &options).unwrap();
            assert_eq!(policy.without_source.is_empty(), !added.is_empty(), "{channel}");
        }
    }
}

#[test]
fn each_option_changes_what_it_says() {
    let media = |url| vec![HostSource::parse("--media-host", url).unwrap()];
    let region = Api::Hosted {
        region: Some("eu-1".parse().unwrap()),
    };
    let own = |url| Api::Origin(ApiOrigin::parse(url).unwrap());
    let hosted = [
        "img-src https://*.smooch.io",
        "connect-src https://*.smooch.io",
        "connect-src wss://*.smooch.io",
    ];
    let plain = Options::default;
    let table: [(&str, Options, &[&str], &[&str]); 8] = [
        ("plain", plain(), &[], &[]),
        (
            "region",
            Options {
                api: region,
                ..plain()
            },
            &[
                "img-src https://*.eu-1.smooch.io",
                "connect-src https://*.eu-1.smooch.io",
                "connect-src wss://*.eu-1.smooch.io",
            ],
            &hosted,
        ),
        (
            "own",
            Options {
                api: own("http://localhost:8000"),
                ..plain()
            },
            &[
                "img-src http://localhost:8000",
                "connect-src http://localhost:8000",
                "connect-src ws://localhost:8000",
            ],
            &hosted,
        ),
        (
            "own, secure",
            Options {
                api: own("https://chat.acme.org"),
                ..plain()
            },
            &[
                "img-src https://chat.acme.org",
                "connect-src https://chat.acme.org",
                "connect-src wss://chat.acme.org",
            ],
            &hosted,
        ),
        (
            "media",
            Options {
                media_hosts: media("https://*.acme.org/m/"),
                ..plain()
            },
            &["img-src https://*.acme.org/m/"],
            &[],
        ),
        (
            "webview",
            Options {
                webview_hosts: media("https://shop.acme.org"),
                ..plain()
            },
            &["frame-src https://shop.acme.org"],
            &[],
        ),
        (
            "no upload",
            Options {
                image_upload: false,
                ..plain()
            },
            &[],
            &["img-src blob:"],
        ),
        (
            "standalone",
            Options {
                standalone: true,
                ..plain()
            },
            &["default-src 'none'", "base-uri 'none'"],
            &[],
        ),
    ];
    for (name, options, more, less) in table {
        let (added, gone) = change(&needs(Kind::Ours), &options);
        assert_eq!(added, more, "{name}");
        assert_eq!(gone, less, "{name}");
    }
}

#[test]
fn a_vendors_handshake_by_script_follows_the_service() {
    let api = Api::Origin(ApiOrigin::parse("https://chat.acme.org").unwrap());
    let header = header(
        &needs(Kind::Vendor),
        &Options {
            api,
            ..Options::default()
        },
    );
    assert!(
        header.starts_with("script-src https://cdn.acme.org/chat/ https://chat.acme.org;"),
        "{header}"
    );
    assert!(!header.contains("smooch"), "{header}");
}

#[test]
fn strict_does_without_webassembly_and_says_what_goes_with_it() {
    let strict = Options {
        strict: true,
        image_upload: false,
        ..Options::default()
    };
    let ours = policy(&needs(Kind::Ours), &strict).unwrap();
    assert!(!ours.header_value().contains("wasm"));
    let options: Vec<_> = ours.companions.iter().map(|companion| companion.option).collect();
    assert_eq!(options, ["runtime: 'js'", "menuItems: {imageUpload: false}"]);
    let vendor = policy(&needs(Kind::Vendor), &strict).unwrap();
    let options: Vec<_> = vendor
        .companions
        .iter()
        .map(|companion| companion.option)
        .collect();
    assert_eq!(options, ["menuItems: {imageUpload: false}"]);
}

#[test]
fn trusted_types_are_required_with_the_names_of_ours() {
    let options = Options {
        trusted_types: true,
        ..Options::default()
    };
    let (more, less) = change(&needs(Kind::Ours), &options);
    assert_eq!(
        more,
        [
            "require-trusted-types-for 'script'",
            "trusted-types avmsdk-loader",
            "trusted-types avmsdk"
        ]
    );
    assert!(less.is_empty());
    assert_eq!(
        policy(&needs(Kind::Vendor), &options),
        Err(Refusal::TrustedVendor)
    );
}

#[test]
fn a_nonce_stands_for_the_hashes_of_the_snippets() {
    let script = |role| InlineScript {
        hash: ScriptHash::of("go()"),
        role,
    };
    let needs = Needs {
        scripts: vec![
            script(Role::Loader),
            script(Role::Init),
            script(Role::File("a.js".into())),
        ],
        ..needs(Kind::Ours)
    };
    let options = Options {
        nonce: Some("{{ nonce }}").map(|text| crate::csp::NonceTemplate::parse(text).unwrap()),
        ..Options::default()
    };
    let header = header(&needs, &options);
    let scripts = header.split(';').next().unwrap();
    let wanted = format!(
        "script-src https://cdn.acme.org/chat/ 'wasm-unsafe-eval' 'nonce-{{{{ nonce }}}}' {}",
        ScriptHash::of("go()")
    );
    assert_eq!(scripts, wanted);
}

#[test]
fn reports_go_to_an_address_by_both_ways_or_to_a_name() {
    let report = |target| Options {
        report: Some(ReportTarget::parse(target).unwrap()),
        ..Options::default()
    };
    let (more, _) = change(&needs(Kind::Ours), &report("https://r.acme.org/csp"));
    assert_eq!(more, ["report-uri https://r.acme.org/csp", "report-to csp"]);
    let (more, _) = change(&needs(Kind::Ours), &report("main"));
    assert_eq!(more, ["report-to main"]);
    let policy = policy(&needs(Kind::Ours), &report("/r")).unwrap();
    assert_eq!(policy.sending().endpoints.as_deref(), Some("csp=\"/r\""));
    // A tag cannot say it.
    assert!(!policy.meta_tag().contains("report"));
}

#[test]
fn images_fonts_and_sounds_are_allowed_where_the_package_has_them() {
    let needs = Needs {
        has_images: true,
        has_fonts: true,
        has_sound: true,
        ..needs(Kind::Ours)
    };
    let (more, less) = change(&needs, &Options::default());
    assert_eq!(
        more,
        [
            "img-src https://cdn.acme.org/chat/",
            "font-src https://cdn.acme.org/chat/",
            "media-src https://cdn.acme.org/chat/"
        ]
    );
    assert!(less.is_empty());
}

#[test]
fn a_source_wanted_twice_stands_once_with_both_reasons() {
    let script = |role| InlineScript {
        hash: ScriptHash::of("go()"),
        role,
    };
    let scripts = vec![
        script(Role::Loader),
        script(Role::File("a.js".into())),
        script(Role::Loader),
    ];
    let options = Options {
        channels: [Channel::Viber, Channel::WhatsApp].into(),
        ..Options::default()
    };
    let policy = policy(
        &Needs {
            scripts,
            ..needs(Kind::Ours)
        },
        &options,
    )
    .unwrap();
    let reasons = |wanted: &str| -> Vec<Vec<Reason>> {
        let entries = policy.directives().flat_map(|directive| directive.entries);
        entries
            .filter(|entry| entry.source.to_string() == wanted)
            .map(|entry| entry.reasons.clone())
            .collect()
    };
    assert_eq!(
        reasons(&ScriptHash::of("go()").to_string()),
        [[Reason::Loader, Reason::Inline("a.js".into())]]
    );
    assert_eq!(
        reasons("data:"),
        [[Reason::QrCode(Channel::WhatsApp), Reason::QrCode(Channel::Viber)]]
    );
}

#[test]
fn an_ipv6_public_path_is_refused() {
    let public_path = PublicPath::parse("http://[::1]:8000/static/").unwrap();
    let refusal = policy(
        &Needs {
            public_path,
            ..needs(Kind::Ours)
        },
        &Options::default(),
    )
    .expect_err("IPv6");
    assert_eq!(
        refusal.to_string(),
        "the public path is an IPv6 address, which a policy cannot name: `http://[::1]:8000/static/`"
    );
}

#[test]
fn a_meta_tag_is_one_attribute_of_one_directive_a_line() {
    let public_path = PublicPath::parse("https://cdn.acme.org/a&b/").unwrap();
    let options = Options {
        standalone: true,
        ..Options::default()
    };
    let policy = policy(
        &Needs {
            public_path,
            ..needs(Kind::Ours)
        },
        &options,
    )
    .unwrap();
    let tag = policy.meta_tag();
    let content = tag
        .strip_prefix("<meta http-equiv=\"Content-Security-Policy\" content=\"\n")
        .and_then(|rest| rest.strip_suffix("\n\">"))
        .unwrap();
    assert!(!content.contains(['"', '<', '>']));
    assert!(
        content.contains("style-src https://cdn.acme.org/a&amp;b/;\n"),
        "{content}"
    );
    let lines: Vec<_> = content
        .lines()
        .map(|line| line.trim().trim_end_matches(';').replace("&amp;", "&"))
        .collect();
    assert_eq!(lines.join("; "), policy.header_value());
}
