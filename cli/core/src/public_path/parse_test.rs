use super::{PublicPath, PublicPathError};
use crate::Coded as _;
use proptest::prelude::*;

#[test]
fn accepted_forms_are_normalised_as_the_module_says() {
    for (typed, normal) in [
        ("https://cdn.acme.org", "https://cdn.acme.org/"),
        ("https://cdn.acme.org/", "https://cdn.acme.org/"),
        ("https://cdn.acme.org/chat//", "https://cdn.acme.org/chat/"),
        ("https://cdn.acme.org/a//b", "https://cdn.acme.org/a//b/"),
        ("http://localhost:8000/static/", "http://localhost:8000/static/"),
        ("HTTPS://CDN.Acme.ORG/Chat", "https://cdn.acme.org/Chat/"),
        ("https://cdn.acme.org:443/x", "https://cdn.acme.org/x/"),
        ("http://cdn.acme.org:80", "http://cdn.acme.org/"),
        ("https://cdn.acme.org:80/x", "https://cdn.acme.org:80/x/"),
        (
            "https://bücher.example/größe",
            "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe/",
        ),
        (
            "https://cdn.acme.org/a;b,c(d)",
            "https://cdn.acme.org/a%3Bb%2Cc%28d%29/",
        ),
        ("https://cdn.acme.org/a%20b", "https://cdn.acme.org/a%20b/"),
        ("https://cdn.acme.org/a&b=$1", "https://cdn.acme.org/a&b=$1/"),
        ("https://cdn.acme.org/{v}", "https://cdn.acme.org/%7Bv%7D/"),
        ("https://cdn.acme.org/..a/b..", "https://cdn.acme.org/..a/b../"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x/"),
        (
            "https://my_bucket.s3.example.com/",
            "https://my_bucket.s3.example.com/",
        ),
    ] {
        let path = PublicPath::parse(typed).unwrap();
        assert_eq!(path.as_str(), normal, "{typed}");
        assert_eq!(PublicPath::parse(normal).unwrap(), path, "normal forms stay");
    }
}

#[test]
fn refused_forms_say_which_rule() {
    for (typed, code) in [
        ("", "public-path-empty"),
        (" https://a.org/", "public-path-invisible"),
        ("https://a.org/\t", "public-path-invisible"),
        ("https://a.org/x\ny", "public-path-invisible"),
        ("https://a.org/\0", "public-path-invisible"),
        ("https://a.org/\u{3000}", "public-path-invisible"),
        ("https://a.org/\"x", "public-path-unsafe"),
        ("https://a.org/it's", "public-path-unsafe"),
        ("https://a.org/</script>", "public-path-unsafe"),
        ("https://a.org/`", "public-path-unsafe"),
        ("https:\\\\a.org\\", "public-path-unsafe"),
        ("cdn.acme.org/chat", "public-path-scheme"),
        ("/static/", "public-path-scheme"),
        ("//cdn.acme.org/", "public-path-scheme"),
        ("ftp://a.org/", "public-path-scheme"),
        ("https:a.org", "public-path-scheme"),
        ("javascript:alert(1)", "public-path-scheme"),
        ("https://", "public-path-no-host"),
        ("https:///a.org/", "public-path-no-host"),
        ("https://:8000/", "public-path-no-host"),
        ("https://me:secret@a.org/", "public-path-credentials"),
        ("https://@a.org/", "public-path-credentials"),
        ("https://a.org/?", "public-path-query"),
        ("https://a.org/x?v=1", "public-path-query"),
        ("https://a.org/#", "public-path-fragment"),
        ("https://a.org:x/", "public-path-port"),
        ("https://a.org:70000/", "public-path-port"),
        ("https://a.org:0/", "public-path-port"),
        ("https://a..org/", "public-path-host"),
        ("https://a;b.org/", "public-path-host"),
        ("https://*.acme.org/", "public-path-host"),
        ("https://a%2eorg/", "public-path-host"),
        ("https://[::1/", "public-path-host"),
        ("http://127.1/", "public-path-odd-address"),
        ("http://0x7f000001:80/", "public-path-odd-address"),
        ("https://a.org/x/../y", "public-path-dot-segment"),
        ("https://a.org/%2E%2e/y", "public-path-dot-segment"),
        ("https://a.org/.", "public-path-dot-segment"),
        ("https://a.org/100%", "public-path-percent"),
        ("https://a.org/%+f", "public-path-percent"),
        ("https://a.org/%0a", "public-path-percent"),
        ("https://a.org/%7F", "public-path-percent"),
        ("https://placeholder.public.path/", "public-path-placeholder"),
        (
            "https://PLACEHOLDER.public.path:8443/x",
            "public-path-placeholder",
        ),
        ("https://a.org/https://", "public-path-url-inside"),
        ("https://a.org/https:", "public-path-url-inside"),
        ("https://a.org/x-HTTP:", "public-path-url-inside"),
    ] {
        let error = PublicPath::parse(typed).unwrap_err();
        assert_eq!(error.code(), code, "{typed:?}: {error}");
        assert!(
            error.hint().contains("http") || error.hint().contains('.'),
            "{error}: {}",
            error.hint()
        );
    }
}

#[test]
fn credentials_are_never_repeated() {
    for typed in [
        "https://me:hunter2@a.org/",
        "https://me:hunter2@a.org/?x",
        "https://me:hunter2@a.org/ \"#",
    ] {
        let error = PublicPath::parse(typed).unwrap_err();
        assert_eq!(error, PublicPathError::Credentials);
        assert!(!format!("{error} {}", error.hint()).contains("hunter2"));
    }
    let error = PublicPath::parse("me:hunter2@a.org").unwrap_err();
    assert_eq!(error, PublicPathError::Scheme("a.org".to_owned()));
    assert_eq!(error.hint(), "write it with its scheme: `https://a.org`");
}

#[test]
fn local_hosts_need_no_https() {
    for (typed, local) in [
        ("http://localhost:8000/", true),
        ("http://chat.localhost/", true),
        ("http://127.0.0.2/", true),
        ("http://[::1]/", true),
        ("http://192.168.0.1/", false),
        ("http://localhost.example.com/", false),
        ("http://cdn.acme.org/", false),
    ] {
        let path = PublicPath::parse(typed).unwrap();
        assert_eq!(path.is_local(), local, "{typed}");
        assert_eq!(path.warnings().is_empty(), local, "{typed}");
    }
    assert!(
        PublicPath::parse("https://cdn.acme.org/")
            .unwrap()
            .warnings()
            .is_empty()
    );
}

proptest! {
    /// Whatever is accepted can stand in a string, an attribute, a CSS url and a CSP source.
    #[test]
    fn accepted_text_is_safe_everywhere(typed in "(https?://)?[a-z0-9.:@\\[\\]-]{0,12}/?\\PC{0,24}") {
        if let Ok(path) = PublicPath::parse(&typed) {
            let text = path.as_str();
            prop_assert!(text.is_ascii() && text.ends_with('/'));
            let bad = |byte: u8| byte <= b' ' || byte == 0x7f || b"\"'<>`\\;,()?#".contains(&byte);
            prop_assert!(!text.bytes().any(bad), "{text}");
            prop_assert_eq!(&PublicPath::parse(text).unwrap(), &path);
            prop_assert!(!path.folder_name(false).contains('/'));
        }
    }
}
