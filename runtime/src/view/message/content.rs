//! What a message holds, by what it has and not only by what it says it is.

use super::{actions, cards, media, words};
use crate::dom::{self, Node};
use crate::text::Word;
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{is_web, list};

/// Draws all of it; returns the element for a form, which the second part draws.
pub(super) fn draw(
    into: &Node,
    content: &Object,
    scene: &Scene<'_>,
    postbacks: &mut Vec<Node>,
) -> Option<Node> {
    let kind = content.text("type");
    let text = content.text("text");
    if kind == "form" {
        let form = dom::build("div.form");
        into.append(&form);
        return Some(form);
    }
    let mut is_drawn = false;
    let place = content.get("coordinates");
    if let (Some(latitude), Some(longitude)) = (degrees(place, "lat"), degrees(place, "long")) {
        media::draw_place(into, latitude, longitude, scene);
        is_drawn = true;
    } else if !text.trim().is_empty() {
        words::write(into, "text", text);
        is_drawn = true;
    }
    let media = content.text("mediaUrl");
    if is_web(media) {
        media::draw(into, content, scene);
        is_drawn = true;
    } else if kind == "image" || kind == "file" {
        words::write(into, "text note", scene.text.get(Word::imagePreviewNotAvailable));
        is_drawn = true;
    }
    let items = list(content, "items");
    let mut at = actions::draw(into, content, 0, scene, postbacks);
    is_drawn = is_drawn || at > 0 || !items.is_empty();
    if !items.is_empty() {
        cards::draw(into, content, items, &mut at, scene, postbacks);
    }
    if !is_drawn {
        let fallback = content.text("textFallback");
        if kind == "formResponse" {
            words::write(into, "text", &answers(content));
        } else if fallback.is_empty() {
            words::write(into, "text note", scene.text.get(Word::unsupportedMessageType));
        } else {
            words::write(into, "text", fallback);
        }
    }
    None
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
