//! What the visitor may do with a message.

use super::words::anchor;
use crate::dom::{self, Node};
use crate::text::{Word, digits};
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{is_followed, is_web, list};

/// Adds the actions of a message or an item, of which the first is counted as `at`; returns the number after the
/// last. Quick replies stand elsewhere.
pub(super) fn draw(
    into: &Node,
    of: &Object,
    mut at: usize,
    scene: &Scene<'_>,
    postbacks: &mut Vec<Node>,
) -> usize {
    for action in list(of, "actions") {
        if let Some(action) = action.as_object().filter(|action| !is_chip(action)) {
            into.append(&control(action, at, scene, postbacks));
        }
        at += 1;
    }
    at
}

/// Whether an action stands under the newest message.
fn is_chip(action: &Object) -> bool {
    matches!(action.text("type"), "reply" | "locationRequest")
}

fn control(action: &Object, at: usize, scene: &Scene<'_>, postbacks: &mut Vec<Node>) -> Node {
    let uri = action.text("uri");
    let fallback = action.text("fallback");
    let control = match action.text("type") {
        "postback" => {
            let control = dom::build("button.action!choose[type=button]");
            control.set("data-at", &digits(at as u32));
            control.set("data-id", action.text("_id"));
            postbacks.push(control.clone());
            control
        }
        "link" | "buy" if is_followed(uri) => anchor("a.action[target=_blank]", uri),
        "webview" if is_web(uri) => {
            let link = anchor(
                "a.action!webview[target=_blank]",
                if is_web(fallback) { fallback } else { uri },
            );
            link.set("data-url", uri);
            link.set("data-size", action.text("size"));
            link
        }
        _ if is_followed(fallback) => anchor("a.action[target=_blank]", fallback),
        _ => {
            let none = dom::build("span.action");
            none.write(scene.text.get(Word::unsupportedActionType));
            return none;
        }
    };
    control.write(action.text("text"));
    control
}

/// Draws the quick replies of a message.
pub(in crate::view) fn draw_chips(into: &Node, content: &Object) {
    into.write("");
    let mut at = 0;
    for action in list(content, "actions") {
        if let Some(action) = action.as_object().filter(|action| is_chip(action)) {
            let chip = if action.text("type") == "reply" {
                dom::build("button!choose[type=button]")
            } else {
                dom::build(
                    "button!share-location[type=button]({M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12zM12 9h0})",
                )
            };
            let icon = action.text("iconUrl");
            if is_web(icon) {
                let image = dom::build("img[alt]");
                image.set("src", icon);
                chip.append(&image);
            }
            chip.append_text(action.get("text").and_then(Value::as_str).unwrap_or_default());
            chip.set("data-at", &digits(at));
            into.append(&chip);
        }
        at += 1;
    }
}
