use super::*;
use proptest::prelude::*;

/// Text and links in turn, as a view writes them.
fn parts(mut text: &str) -> Vec<(bool, String)> {
    let mut parts = Vec::new();
    while let Some((from, to)) = find_link(text) {
        parts.push((false, text[..from].to_owned()));
        parts.push((true, text[from..to].to_owned()));
        text = &text[to..];
    }
    parts.push((false, text.to_owned()));
    parts
}

fn links(text: &str) -> Vec<String> {
    parts(text)
        .into_iter()
        .filter(|part| part.0)
        .map(|part| part.1)
        .collect()
}

#[test]
fn links_are_found_where_people_write_them() {
    for (text, found) in [
        ("see https://a.test/b?c=d#e.", &["https://a.test/b?c=d#e"][..]),
        ("HTTP://A.TEST, and www.b.test!", &["HTTP://A.TEST", "www.b.test"]),
        (
            "(https://a.test/x_(y)) [http://b.test]",
            &["https://a.test/x_(y)", "http://b.test"],
        ),
        ("mailto:a@b.test?subject=x y", &["mailto:a@b.test?subject=x"]),
        (
            "\"https://a.test\"<https://b.test>",
            &["https://a.test", "https://b.test"],
        ),
        ("请看https://a.test/路径。谢谢", &["https://a.test/路径"]),
        ("a\u{a0}https://a.test\u{a0}b\u{2019}", &["https://a.test"]),
        ("https:// http:// www. mailto:", &[]),
        (
            "xhttps://a.test awww.b.test javascript:alert(1) data:text/html,x",
            &[],
        ),
        ("", &[]),
    ] {
        assert_eq!(links(text), found, "{text}");
    }
}

#[test]
fn a_link_without_a_scheme_gets_one() {
    assert_eq!(address_of("www.a.test"), "https://www.a.test");
    assert_eq!(address_of("HTTP://a.test"), "HTTP://a.test");
    assert_eq!(address_of("mailto:a@b.test"), "mailto:a@b.test");
}

#[test]
fn only_known_schemes_are_followed() {
    for address in [
        "https://a.test",
        "Http://a.test",
        "mailto:a@b.test",
        "tel:+1",
        "sms:+1",
    ] {
        assert!(is_followed(address), "{address}");
    }
    for address in [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:x",
        "data:text/html,x",
        "blob:https://a.test/x",
        "vbscript:x",
        "//a.test",
        "/path",
        "https://",
        "",
    ] {
        assert!(!is_followed(address), "{address}");
        assert!(!is_web(address), "{address}");
    }
    assert!(!is_web("mailto:a@b.test"));
}

proptest! {
    #[test]
    fn parts_are_the_text_and_no_link_has_another_scheme(
        text in "(https?://|mailto:|www\\.|javascript:|data:|[a-z.:/()\\[\\]!? \\n\u{a0}é路。]|\\PC){0,40}"
    ) {
        let parts = parts(&text);
        let whole: String = parts.iter().map(|part| part.1.as_str()).collect();
        prop_assert_eq!(&whole, &text);
        for (_, link) in parts.iter().filter(|part| part.0) {
            let address = address_of(link).to_ascii_lowercase();
            prop_assert!(
                address.starts_with("https://") || address.starts_with("http://") || address.starts_with("mailto:"),
                "{}", address
            );
            prop_assert!(!link.contains(char::is_whitespace), "{}", link);
        }
    }
}
