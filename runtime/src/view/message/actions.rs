//! What the visitor may do with a message.

use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Word, digits};
use crate::view::Scene;
use avmsdk_protocol::Object;
use avmsdk_session::{is_blank, is_followed, is_web, list};

/// Adds the actions of a message or an item, of which the first is counted as `at`; returns the number after the
/// last. Quick replies stand elsewhere.
pub(super) fn draw(into: &Node, of: &Object, mut at: usize, scene: &Scene<'_>) -> usize {
    for action in list(of, "actions") {
        if let Some(action) = action.as_object()
            && !matches!(action.text("type"), "reply" | "locationRequest")
            && !is_blank(label(action))
        {
            into.append(&control(action, at, scene));
        }
        at += 1;
    }
    at
}

/// What it is called: where nobody has said so, where it leads.
fn label(action: &Object) -> &str {
    let text = action.text("text");
    if is_blank(text) { action.text("uri") } else { text }
}

fn control(action: &Object, at: usize, scene: &Scene<'_>) -> Node {
    let uri = action.text("uri");
    let fallback = action.text("fallback");
    let (template, value) = match action.text("type") {
        "postback" => return dom::fill(Template::postback, &[&digits(at as u32), label(action)], action),
        "webview" if is_web(uri) => (Template::webview, if is_web(fallback) { fallback } else { uri }),
        "buy" if action.text("state") == "paid" => return said(Word::actionPaymentCompleted, action, scene),
        "link" | "buy" => (Template::open, uri),
        _ => (Template::open, fallback),
    };
    if !is_followed(value) {
        return said(Word::unsupportedActionType, action, scene);
    }
    dom::fill(template, &[value, label(action)], action)
}

/// A word in the place of a control.
fn said(word: Word, action: &Object, scene: &Scene<'_>) -> Node {
    dom::fill("span.action$", &[scene.text.get(word)], action)
}

/// Draws the quick replies of a message.
#[inline(never)]
pub(in crate::view) fn draw_chips(into: &Node, content: &Object) {
    for (at, action) in list(content, "actions").iter().enumerate() {
        let Some(action) = action.as_object() else {
            continue;
        };
        let template = match action.text("type") {
            // Nobody could say what it is for.
            _ if is_blank(label(action)) => "",
            "reply" => Template::reply,
            "locationRequest" => Template::share,
            _ => "",
        };
        if !template.is_empty() {
            into.append(&dom::fill(template, &[&digits(at as u32), label(action)], action));
        }
    }
}
