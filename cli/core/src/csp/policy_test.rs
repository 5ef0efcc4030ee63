//! What holds for every policy, whatever it is made from.

use std::collections::BTreeSet;

use avmsdk_protocol::channel::Channel;
use proptest::{collection, option, prelude::*, sample};

use crate::{
    PublicPath,
    csp::{Api, ApiOrigin, HostSource, InlineScript, Kind, Needs, Options, Policy, Role, ScriptHash, policy},
};

/// `source-expression` of CSP Level 3, §2.3.1, as far as we write it: no scheme but in full, no port `*`.
fn is_source_expression(text: &str) -> bool {
    if let Some(quoted) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let is_hash = quoted.strip_prefix("sha256-").is_some_and(|hash| {
            let body = hash.trim_end_matches('=');
            hash.len() == 44
                && hash.len() - body.len() <= 2
                && body
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b))
        });
        return matches!(quoted, "none" | "wasm-unsafe-eval") || is_hash;
    }
    if matches!(text, "data:" | "blob:") {
        return true;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "1"));
    let host = host.strip_prefix("*.").unwrap_or(host);
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    matches!(scheme, "http" | "https" | "ws" | "wss")
        && host.split('.').all(is_label)
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
        && is_path(path)
}

/// `path-absolute` of RFC 3986 with `;` and `,` escaped, or nothing.
fn is_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let is_fit = match byte {
            b'%' => {
                let is_hex = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_hexdigit());
                is_hex(bytes.next()) && is_hex(bytes.next())
            }
            _ => byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+=:@".contains(&byte),
        };
        if !is_fit {
            return false;
        }
    }
    true
}

fn url() -> impl Strategy<Value = String> {
    // Every printable character may turn up in a path, also those that would end a source or a directive.
    (
        "https?",
        "(\\*\\.)?[a-z][a-z0-9-]{0,8}[a-z0-9](\\.[a-z]{2,5}){0,2}",
        option::of(1_u16..),
        "(/[ -~é]{0,8}){0,3}",
    )
        .prop_map(|(scheme, host, port, path)| {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            format!("{scheme}://{host}{port}{path}")
        })
}

fn hosts() -> impl Strategy<Value = Vec<HostSource>> {
    let host = url().prop_filter_map("a policy cannot name it", |url| {
        HostSource::parse("--media-host", &url).ok()
    });
    collection::vec(host, 0..4)
}

fn api() -> impl Strategy<Value = Api> {
    let own = url().prop_filter_map("no origin", |url| ApiOrigin::parse(&url).ok().map(Api::Origin));
    let hosted = option::of(Just("eu-1")).prop_map(|region| Api::Hosted {
        region: region.map(|region| region.parse().unwrap()),
    });
    prop_oneof![own, hosted]
}

fn channels() -> impl Strategy<Value = BTreeSet<Channel>> {
    sample::subsequence(Channel::ALL.to_vec(), 0..=Channel::ALL.len()).prop_map(BTreeSet::from_iter)
}

fn options() -> impl Strategy<Value = Options> {
    (channels(), api(), hosts(), hosts(), any::<[bool; 3]>()).prop_map(
        |(channels, api, media_hosts, webview_hosts, [image_upload, standalone, strict])| Options {
            channels,
            api,
            media_hosts,
            webview_hosts,
            image_upload,
            standalone,
            strict,
            ..Options::default()
        },
    )
}

fn needs() -> impl Strategy<Value = Needs> {
    let public_path = url().prop_filter_map("no public path", |url| PublicPath::parse(&url).ok());
    let public_path = public_path.prop_filter("a policy cannot name it", |path| {
        HostSource::of_public_path(path).is_ok()
    });
    let scripts = collection::vec(".{0,4}", 0..4);
    let kind = prop_oneof![Just(Kind::Ours), Just(Kind::Vendor)];
    (public_path, kind, any::<[bool; 3]>(), scripts).prop_map(
        |(public_path, kind, [has_images, has_fonts, has_sound], scripts)| {
            let scripts = scripts.iter().map(|text| InlineScript {
                hash: ScriptHash::of(text),
                role: Role::File(text.clone()),
            });
            Needs {
                public_path,
                kind,
                has_images,
                has_fonts,
                has_sound,
                scripts: scripts.collect(),
            }
        },
    )
}

fn sources(policy: &Policy) -> Vec<(&'static str, String)> {
    let all = policy.directives().flat_map(|directive| {
        directive
            .entries
            .iter()
            .map(move |entry| (directive.name.as_str(), entry.source.to_string()))
    });
    all.collect()
}

proptest! {
    #[test]
    fn every_source_is_one_of_the_grammar_and_stands_once(needs in needs(), options in options()) {
        let policy = policy(&needs, &options).unwrap();
        let sources = sources(&policy);
        for (name, source) in &sources {
            prop_assert!(is_source_expression(source), "{name} {source}");
            prop_assert!(!source.contains([';', ',', ' ']), "{source}");
        }
        let distinct: BTreeSet<_> = sources.iter().collect();
        prop_assert_eq!(distinct.len(), sources.len());
        for directive in policy.directives() {
            prop_assert!(directive.entries.iter().all(|entry| !entry.reasons.is_empty()));
        }
    }

    #[test]
    fn the_header_says_what_the_directives_say(needs in needs(), options in options()) {
        let policy = policy(&needs, &options).unwrap();
        let header = policy.header_value();
        let mut read = Vec::new();
        for directive in header.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let name = words.next().unwrap();
            read.extend(words.map(|source| (name, source.to_owned())));
        }
        prop_assert_eq!(read, sources(&policy));
        prop_assert!(!header.contains("unsafe-inline") && !header.contains("'unsafe-eval'"));
    }

    #[test]
    fn a_further_channel_removes_nothing(
        needs in needs(), options in options(), channel in sample::select(Channel::ALL.to_vec())
    ) {
        let before = sources(&policy(&needs, &options).unwrap());
        let mut more = options;
        more.channels.insert(channel);
        let after = sources(&policy(&needs, &more).unwrap());
        prop_assert!(before.iter().all(|source| after.contains(source)));
        // What stays keeps its order, so that a diff of two policies shows the change alone.
        let kept: Vec<_> = after.into_iter().filter(|source| before.contains(source)).collect();
        prop_assert_eq!(kept, before);
    }

    #[test]
    fn the_public_path_is_named_as_it_is(needs in needs()) {
        let policy = policy(&needs, &Options::default()).unwrap();
        // Escaping more than the public path does is allowed, browsers decode before they compare.
        let (_, source) = sources(&policy).into_iter().find(|(name, _)| *name == "style-src").unwrap();
        let escaped = needs.public_path.as_str().replace('\'', "%27").replace(['[', ']', '|', '^'], "_");
        let source = source.replace("%5B", "_").replace("%5D", "_").replace("%7C", "_").replace("%5E", "_");
        prop_assert!(source.ends_with('/'));
        prop_assert_eq!(source, escaped);
    }

    #[test]
    fn any_text_as_a_host_is_refused_or_becomes_a_source(text in "\\PC{0,24}|https?://\\PC{0,16}") {
        if let Ok(source) = HostSource::parse("--media-host", &text) {
            prop_assert!(is_source_expression(source.as_str()), "{text} became {source}");
        }
    }
}
