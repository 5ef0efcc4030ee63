use super::*;

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
