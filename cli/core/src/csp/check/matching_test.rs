use proptest::prelude::*;

use super::*;

fn set(text: &str) -> HostExpression {
    HostExpression::parse(text).unwrap()
}

fn allows(token: &str, needed: &str, page: &str) -> bool {
    let page = Url::parse(page).unwrap();
    covers(&Expression::parse(token), &set(needed), Some(&page))
}

#[test]
fn expressions_and_what_they_take_in() {
    let page = "https://shop.example/cart";
    for (token, needed, wanted) in [
        ("*", "https://cdn.acme.org/chat/", true),
        ("*", "wss://*.smooch.io", true),
        ("https:", "https://*.smooch.io", true),
        ("http:", "https://*.smooch.io", true),
        ("https:", "http://cdn.acme.org/", false),
        ("https:", "wss://*.smooch.io", false),
        ("ws:", "wss://*.smooch.io", true),
        ("wss:", "wss://*.smooch.io", true),
        ("wss:", "https://*.smooch.io", false),
        ("'none'", "https://cdn.acme.org/", false),
        // Scheme.
        ("cdn.acme.org", "https://cdn.acme.org/", true),
        ("http://cdn.acme.org", "https://cdn.acme.org/", true),
        ("*.smooch.io", "wss://*.smooch.io", false),
        // Host.
        ("https://*.smooch.io", "https://*.smooch.io", true),
        ("https://*.smooch.io", "https://*.eu-1.smooch.io", true),
        ("https://*.eu-1.smooch.io", "https://*.smooch.io", false),
        ("https://api.smooch.io", "https://*.smooch.io", false),
        ("https://*.smooch.io", "https://smooch.io", false),
        ("https://*.smooch.io", "https://evilsmooch.io", false),
        ("HTTPS://CDN.ACME.ORG", "https://cdn.acme.org/", true),
        ("https://*", "https://*.smooch.io", true),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/static/", true),
        // Port.
        ("https://cdn.acme.org:443", "https://cdn.acme.org/", true),
        ("https://cdn.acme.org", "https://cdn.acme.org:8443/", false),
        ("https://cdn.acme.org:*", "https://cdn.acme.org:8443/", true),
        ("https://cdn.acme.org:8443", "https://cdn.acme.org/", false),
        // Some browsers take in every host by it, WebKit none.
        ("*:443", "https://cdn.acme.org/", false),
        ("https://*:443", "https://cdn.acme.org/", true),
        // Path.
        ("https://cdn.acme.org/", "https://cdn.acme.org/chat/", true),
        ("https://cdn.acme.org/chat/", "https://cdn.acme.org/chat/", true),
        (
            "https://cdn.acme.org/chat/",
            "https://cdn.acme.org/chat/v2/",
            true,
        ),
        ("https://cdn.acme.org/chat", "https://cdn.acme.org/chat/", false),
        ("https://cdn.acme.org/chat/", "https://cdn.acme.org/", false),
        (
            "https://cdn.acme.org/chat/",
            "https://cdn.acme.org/chatter/",
            false,
        ),
        ("https://cdn.acme.org/chat/", "https://cdn.acme.org/Chat/", false),
        (
            "https://cdn.acme.org/chat/a.js",
            "https://cdn.acme.org/chat/a.js",
            true,
        ),
        ("https://cdn.acme.org/ch%61t/", "https://cdn.acme.org/chat/", true),
        ("https://cdn.acme.org/chat/", "https://cdn.acme.org", false),
    ] {
        assert_eq!(allows(token, needed, page), wanted, "{token} for {needed}");
    }
}

#[test]
fn self_is_the_page_and_what_is_as_safe() {
    for (page, needed, wanted) in [
        ("https://shop.example/", "https://shop.example/chat/", true),
        ("https://shop.example/", "wss://shop.example", true),
        ("http://shop.example/", "https://shop.example/chat/", true),
        ("http://shop.example/", "ws://shop.example", true),
        ("https://shop.example/", "http://shop.example/chat/", false),
        ("https://shop.example/", "https://cdn.shop.example/", false),
        ("https://shop.example/", "https://*.shop.example/", false),
        ("https://shop.example:8443/", "https://shop.example/", false),
        ("http://localhost:8000/", "http://localhost:8000/static/", true),
        ("http://localhost:8000/", "ws://localhost:8000", true),
    ] {
        assert_eq!(allows("'self'", needed, page), wanted, "{needed} on {page}");
    }
    assert!(!covers(
        &Expression::SelfOrigin,
        &set("https://shop.example/"),
        None
    ));
}

fn expression() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["", "http://", "https://", "ws://", "wss://"]);
    let host = prop::sample::select(vec![
        "*",
        "*.acme.org",
        "acme.org",
        "cdn.acme.org",
        "*.cdn.acme.org",
    ]);
    let port = prop::sample::select(vec!["", ":*", ":80", ":443", ":8443"]);
    let path = prop::sample::select(vec!["", "/", "/a", "/a/", "/a/b", "/a/b/", "/%61/"]);
    (scheme, host, port, path).prop_map(|(scheme, host, port, path)| format!("{scheme}{host}{port}{path}"))
}

/// With a scheme, as what is needed always has.
fn needed() -> impl Strategy<Value = String> {
    expression().prop_filter("a scheme", |text| text.contains("://"))
}

/// One address: no wildcard, and a path that is not all below.
fn address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["http", "https", "ws", "wss"]);
    let host = prop::sample::select(vec!["acme.org", "cdn.acme.org", "x.cdn.acme.org", "acme.net"]);
    let port = prop::sample::select(vec!["", ":80", ":443", ":8443"]);
    let path = prop::sample::select(vec!["/a", "/a/b", "/a/b/c", "/c"]);
    (scheme, host, port, path).prop_map(|(scheme, host, port, path)| format!("{scheme}://{host}{port}{path}"))
}

proptest! {
    /// What is in a set that is taken in is taken in: nothing is called allowed that a browser blocks.
    #[test]
    fn a_set_is_taken_in_with_all_its_members(allowed in expression(), middle in needed(), url in address()) {
        let page = "https://shop.example/";
        if allows(&allowed, &middle, page) && allows(&middle, &url, page) {
            prop_assert!(allows(&allowed, &url, page), "{allowed} takes in {middle}, and that {url}");
        }
    }

    #[test]
    fn a_set_takes_in_itself(set in needed()) {
        prop_assert!(allows(&set, &set, "https://shop.example/"), "{set}");
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}", needed in needed()) {
        let _ = allows(&text, &needed, "https://shop.example/");
    }
}
