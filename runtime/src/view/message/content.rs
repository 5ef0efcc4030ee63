//! What a message holds, by what it has and not only by what it says it is.

use super::{actions, cards, media};
use crate::dom::{self, Node};
use crate::text::{Word, filled};
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Entry, is_blank, is_web, list};

/// Draws all of it, where it is more than a text.
#[inline(never)]
pub(super) fn draw(into: &Node, entry: &Entry, content: &Object, scene: &Scene<'_>) {
    // What grows here would push what stands around it, and browsers count that as a shift of the page. Put in anew,
    // that is what comes and not what moves.
    for (around, name, before) in [
        (".line", ".avatar", Some(into)),
        (".line", ".time", None),
        ("li", ".status", None),
    ] {
        if let Some(around) = into.closest(around)
            && let Some(node) = around.query(name)
        {
            around.insert(&node, before);
        }
    }
    if let Some(upload) = scene.session.upload(entry.key) {
        media::draw_upload(into, upload, scene);
    } else if let Some(address) = entry.linked_email() {
        let text = scene.text.get(Word::prechatCaptureMailgunLinkingConfirmation);
        dom::add_text(into, &filled(text, "{email}", address));
    } else {
        draw_content(into, content, scene);
    }
}

/// Of a form the place, which the views of forms fill.
fn draw_content(into: &Node, content: &Object, scene: &Scene<'_>) {
    let kind = content.text("type");
    if kind == "form" {
        return into.append(&dom::build("div.form"));
    }
    let text = content.text("text");
    let marked = content.text("markdownText");
    let mut is_drawn = true;
    let place = content.get("coordinates");
    if let (Some(latitude), Some(longitude)) = (degrees(place, "lat"), degrees(place, "long")) {
        let named = content.get("location").and_then(Value::as_object);
        into.append(&media::draw_place(latitude, longitude, named, scene));
    } else if !marked.is_empty() {
        let block = dom::build("div.text[dir=auto]");
        scene.host.markdown(&block, marked);
        into.append(&block);
    } else if !is_blank(text) {
        dom::add_text(into, text);
    } else {
        is_drawn = false;
    }
    if is_web(content.text("mediaUrl")) {
        into.append(&media::draw(content, scene));
        is_drawn = true;
    } else if matches!(kind, "image" | "file") {
        into.append(&note(Word::imagePreviewNotAvailable, scene));
        is_drawn = true;
    }
    // The actions of the items are counted after the message's own, which stand below.
    cards::draw(into, content, list(content, "actions").len(), scene);
    let count = actions::draw(into, content, 0, scene);
    if !is_drawn && count == 0 && list(content, "items").is_empty() {
        let fallback = content.text("textFallback");
        if !fallback.is_empty() {
            dom::add_text(into, fallback);
        } else if kind == "formResponse" {
            dom::add_text(into, &answers(content));
        } else {
            into.append(&note(Word::unsupportedMessageType, scene));
        }
    }
}

/// What is said in place of something that cannot be shown.
fn note(word: Word, scene: &Scene<'_>) -> Node {
    dom::fill("div.note$", &[scene.text.get(word)], &Object::new())
}

fn degrees<'a>(place: Option<&'a Value>, key: &str) -> Option<&'a str> {
    Some(place?.get(key)?.as_number()?.as_str())
}

/// The answers to a form that is not here, line by line.
fn answers(content: &Object) -> String {
    let mut lines = String::new();
    for field in list(content, "fields") {
        let Some(field) = field.as_object() else { continue };
        let label = field.text("label");
        lines.push_str(if label.is_empty() {
            field.text("name")
        } else {
            label
        });
        lines.push_str(": ");
        lines.push_str(field.text(field.text("type")));
        for choice in list(field, "select") {
            lines.push_str(choice.get("label").and_then(Value::as_str).unwrap_or_default());
        }
        lines.push('\n');
    }
    lines
}
