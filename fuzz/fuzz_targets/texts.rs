//! Any text as one that is shown: to a visitor, as an address or with a little markup, or in a terminal.
//!
//! The first letter picks the reader. What an address means is judged by the standard for URLs, as browsers read it.

#![no_main]

use avmsdk_session::{is_followed, is_web, markup};
use libfuzzer_sys::fuzz_target;
use url::Url;

#[allow(dead_code, reason = "the command uses all of it")]
#[path = "../../cli/src/print/clean.rs"]
mod clean;

const FOLLOWED: [&str; 5] = ["http", "https", "mailto", "tel", "sms"];
const WRITTEN: [&str; 5] = ["http", "https", "mailto", "tel", "weixin"];

fuzz_target!(|text: &str| {
    let mut letters = text.chars();
    let pick = letters.next().map_or(0, u32::from);
    let text = letters.as_str();
    match pick % 3 {
        0 => address(text),
        1 => markup(text),
        _ => terminal(text),
    }
});

fn address(text: &str) {
    let base = Url::parse("https://shop.example/page").expect("an address");
    if let Ok(url) = base.join(text) {
        assert!(!is_followed(text) || FOLLOWED.contains(&url.scheme()), "{text:?}");
        assert!(!is_web(text) || FOLLOWED[..2].contains(&url.scheme()), "{text:?}");
    }
}

/// `{x}` stands for what a stranger chose.
fn markup(text: &str) {
    let base = Url::parse("https://shop.example/page").expect("an address");
    let value = "<a href='javascript:x'>y</a><br>";
    for piece in markup::read(text, &[("{x}", value), ("{y}", "javascript:")]) {
        if let markup::Piece::Link(address, _) = piece
            && let Ok(url) = base.join(&address)
        {
            assert!(WRITTEN.contains(&url.scheme()), "{address:?}");
        }
    }
}

fn terminal(text: &str) {
    let drives = |text: &str, ends: bool| {
        text.chars().any(|character| {
            let is_end = matches!(character, '\n' | '\t') && ends || character == '\t';
            character.is_control() && !is_end
                || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
    };
    let shown = clean::clean(text);
    assert!(!drives(&shown, true), "{shown:?}");
    assert_eq!(clean::clean(&shown), shown, "it is clean by then");
    let line = clean::clean_line(text);
    assert!(!drives(&line, false), "{line:?}");
    let json = serde_json::to_string(text).expect("JSON");
    let shown = clean::clean_json(&json);
    assert!(!drives(&shown, true), "{shown:?}");
    assert_eq!(serde_json::from_str::<String>(&shown).as_deref().ok(), Some(text));
}
