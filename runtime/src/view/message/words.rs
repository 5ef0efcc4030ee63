//! Texts in messages, and words about them.

use crate::dom::{self, Node};
use crate::text::{Word, digits, filled};
use crate::view::Scene;
use avmsdk_session::{Entry, address_of, find_link};

/// More links than that in one text are nothing that anybody wants to click.
const LINKS: usize = 100;

/// Adds a text, in which links can be clicked.
pub(super) fn write(into: &Node, mut text: &str) {
    let block = dom::build("div.text[dir=auto]");
    for _ in 0..LINKS {
        let Some((from, to)) = find_link(text) else { break };
        let link = &text[from..to];
        block.append_text(&text[..from]);
        block.append(&dom::fill("a[target=_blank href=$]$", &[&address_of(link), link]));
        text = &text[to..];
    }
    block.append_text(text);
    into.append(&block);
}

/// How long ago a time was; nothing after a week.
pub(super) fn ago(millis: u64, scene: &Scene<'_>) -> String {
    let minutes = ((dom::now() as u64).saturating_sub(millis) / 60_000) as u32;
    let (word, value) = match minutes {
        0 => (Word::messageRelativeTimeJustNow, 0),
        1..60 => (Word::messageRelativeTimeMinute, minutes),
        60..1440 => (Word::messageRelativeTimeHour, minutes / 60),
        1440..=10_080 => (Word::messageRelativeTimeDay, minutes / 1440),
        _ => return String::new(),
    };
    filled(scene.text.get(word), "{value}", &digits(value))
}

/// What is said aloud of a new message: who says what.
pub(in crate::view) fn announced(entry: &Entry, scene: &Scene<'_>) -> String {
    let Some(content) = entry.content() else {
        return String::new();
    };
    let name = content.text("name");
    let text = content.text("text");
    let text = if text.is_empty() {
        content.text("textFallback")
    } else {
        text
    };
    let sent = match content.text("type") {
        "image" => Word::conversationListPreviewImageText,
        "file" => Word::conversationListPreviewFileText,
        "form" => Word::conversationListPreviewFormText,
        _ if text.is_empty() => Word::conversationListPreviewCarouselText,
        _ => return [name, if name.is_empty() { "" } else { ": " }, text, "\n"].concat(),
    };
    let sent = filled(
        scene.text.get(sent),
        "{user}",
        if name.is_empty() { "…" } else { name },
    );
    [&sent, ": ", text, "\n"].concat()
}
