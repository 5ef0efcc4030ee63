//! Texts in messages, and words about them.

use crate::dom::{self, Node};
use crate::text::{Word, digits, filled};
use crate::view::Scene;
use avmsdk_protocol::Value;
use avmsdk_session::{Entry, address_of, find_link};

/// More links than that in one text are nothing that anybody wants to click.
const LINKS: usize = 100;

/// What makes a link open beside the page, and tell nobody where the visitor comes from.
pub(super) const LINK: &str = "a[target=_blank]";

/// Adds a text, in which links can be clicked.
pub(super) fn write(into: &Node, class: &str, mut text: &str) {
    let block = dom::build("div[dir=auto]");
    block.set("class", class);
    for _ in 0..LINKS {
        let Some((from, to)) = find_link(text) else { break };
        block.append_text(&text[..from]);
        let link = anchor(LINK, &address_of(&text[from..to]));
        link.write(&text[from..to]);
        block.append(&link);
        text = &text[to..];
    }
    block.append_text(text);
    into.append(&block);
}

/// An element with a text in which nothing can be clicked.
pub(super) fn plain(template: &str, text: &str) -> Node {
    let element = dom::build(template);
    element.write(text);
    element
}

/// A link to an address that has been found good.
pub(super) fn anchor(template: &str, address: &str) -> Node {
    let link = dom::build(template);
    link.set("href", address);
    link.set("rel", "noopener noreferrer");
    link
}

/// That the visitor will be told by email too.
pub(super) fn write_linked(into: &Node, address: &str, scene: &Scene<'_>) {
    let text = scene.text.late("prechatCaptureMailgunLinkingConfirmation");
    write(into, "text", &filled(text, "{email}", address));
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
    let text = [content.text("text"), content.text("textFallback")];
    let text = if text[0].is_empty() { text[1] } else { text[0] };
    let sent = match content.get("type").and_then(Value::as_str).unwrap_or_default() {
        "image" => Word::conversationListPreviewImageText,
        "file" => Word::conversationListPreviewFileText,
        "form" => Word::conversationListPreviewFormText,
        _ if text.is_empty() => Word::conversationListPreviewCarouselText,
        _ if name.is_empty() => return text.to_owned(),
        _ => return [name, ": ", text].concat(),
    };
    let name = if name.is_empty() { "…" } else { name };
    let mut said = filled(scene.text.get(sent), "{user}", name);
    if !text.is_empty() {
        said.push_str(": ");
        said.push_str(text);
    }
    said
}
