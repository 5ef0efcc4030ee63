//! What the visitor may do with a message.

use crate::dom::{self, Node};
use crate::text::{Word, digits};
use crate::view::Scene;
use avmsdk_protocol::Object;
use avmsdk_session::{is_followed, is_web, list};

const LINK: &str = "a.action[target=_blank href=$]$";
const POSTBACK: &str = "button.action!choose[type=button data-at=$ data-id=$]$";
const WEBVIEW: &str = "a.action!webview[target=_blank href=$ data-url=$ data-size=$]$";
const REPLY: &str = "button!choose[type=button data-at=$](img[alt src=$] span[dir=auto]$)";
const LOCATION: &str = "button!share-location[type=button]\
    ({M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12zM12 9h0} span[dir=auto]$)";

/// Adds the actions of a message or an item, of which the first is counted as `at`; returns the number after the
/// last. Quick replies stand elsewhere.
pub(super) fn draw(into: &Node, of: &Object, mut at: usize, scene: &Scene<'_>) -> usize {
    for action in list(of, "actions") {
        if let Some(action) = action.as_object()
            && !matches!(action.text("type"), "reply" | "locationRequest")
        {
            into.append(&control(action, at, scene));
        }
        at += 1;
    }
    at
}

/// The address of the web that a key has; empty where it has another.
pub(super) fn web<'a>(of: &'a Object, key: &str) -> &'a str {
    let address = of.text(key);
    if is_web(address) { address } else { "" }
}

fn control(action: &Object, at: usize, scene: &Scene<'_>) -> Node {
    let uri = action.text("uri");
    let fallback = action.text("fallback");
    let text = action.text("text");
    let kind = action.text("type");
    if kind == "postback" {
        return dom::fill(POSTBACK, &[&digits(at as u32), action.text("_id"), text]);
    }
    if kind == "webview" && is_web(uri) {
        let shown = if is_web(fallback) { fallback } else { uri };
        return dom::fill(WEBVIEW, &[shown, uri, action.text("size"), text]);
    }
    let address = if matches!(kind, "link" | "buy") {
        uri
    } else {
        fallback
    };
    if is_followed(address) {
        return dom::fill(LINK, &[address, text]);
    }
    dom::fill("span.action$", &[scene.text.get(Word::unsupportedActionType)])
}

/// Draws the quick replies of a message.
pub(in crate::view) fn draw_chips(into: &Node, content: &Object) {
    let mut at = 0;
    for action in list(content, "actions") {
        if let Some(action) = action.as_object() {
            let text = action.text("text");
            match action.text("type") {
                "reply" => into.append(&dom::fill(REPLY, &[&digits(at), web(action, "iconUrl"), text])),
                "locationRequest" => into.append(&dom::fill(LOCATION, &[text])),
                _ => {}
            }
        }
        at += 1;
    }
}
