//! Items with a picture, a title, a description and actions: side by side or one below the other.

use super::actions;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::Word;
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::list;

/// Draws the items, whose first action has this number.
pub(super) fn draw(into: &Node, content: &Object, mut at: usize, scene: &Scene<'_>) {
    let items = list(content, "items");
    if items.is_empty() {
        return;
    }
    let settings = content.get("displaySettings");
    let ratio = settings.and_then(|it| it.get("imageAspectRatio")?.as_str());
    let cards = dom::fill(Template::cards, &[ratio.unwrap_or_default()], content);
    into.append(&cards);
    for item in items {
        let Some(item) = item.as_object() else { continue };
        let card = dom::fill(Template::card, &[target(item)], item);
        at = actions::draw(&card, item, at, scene);
        cards.append(&card);
    }
    if content.text("type") != "list" && items.len() > 1 {
        let labels = [Word::previousLabel, Word::nextLabel].map(|word| scene.text.get(word));
        into.append(&dom::fill(Template::slides, &labels, content));
    }
}

/// A click on the card does what its default action does, where that is a link.
fn target(item: &Object) -> &str {
    for action in list(item, "actions") {
        if let Some(action) = action.as_object()
            && action.get("default") == Some(&Value::Bool(true))
            && action.text("type") == "link"
        {
            return action.text("uri");
        }
    }
    ""
}
