//! Items with a picture, a title, a description and actions: side by side or one below the other.

use super::{actions, words};
use crate::dom::{self, Node};
use crate::text::Word;
use crate::view::Scene;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{is_followed, is_web, list};

const CARDS: &str = "div.cards[role=list tabindex=0]";
const SLIDES: &str =
    "div.slides(button!back[type=button]({M15 5l-7 7 7 7}) button!forth[type=button]({M9 5l7 7-7 7}))";

pub(super) fn draw(
    into: &Node,
    content: &Object,
    items: &[Value],
    at: &mut usize,
    scene: &Scene<'_>,
    postbacks: &mut Vec<Node>,
) {
    let cards = dom::build(CARDS);
    let is_list = content.text("type") == "list";
    cards.set("data-kind", if is_list { "list" } else { "carousel" });
    let settings = content.get("displaySettings");
    let ratio = settings.and_then(|it| it.get("imageAspectRatio")?.as_str());
    if ratio == Some("square") {
        cards.set("data-ratio", "square");
    }
    cards.set("aria-label", scene.text.get(Word::messagesLabel));
    for item in items {
        let Some(item) = item.as_object() else { continue };
        let card = dom::build("div.card[role=listitem]");
        let head = head(item);
        let media = item.text("mediaUrl");
        if is_web(media) {
            let image = dom::build("img[alt loading=lazy]");
            image.set("src", media);
            let frame = dom::build("span.frame");
            frame.append(&image);
            head.append(&frame);
        }
        card.append(&head);
        head.append(&words::plain("div.title[dir=auto]", item.text("title")));
        head.append(&words::plain("div.more[dir=auto]", item.text("description")));
        *at = actions::draw(&card, item, *at, scene, postbacks);
        cards.append(&card);
    }
    into.append(&cards);
    if !is_list && items.len() > 1 {
        let slides = dom::build(SLIDES);
        slides.part("button").name(scene.text.get(Word::previousLabel));
        slides.part("button+button").name(scene.text.get(Word::nextLabel));
        into.append(&slides);
    }
}

/// A click on the card does what its default action does, where that is a link.
fn head(item: &Object) -> Node {
    for action in list(item, "actions") {
        let Some(action) = action.as_object() else {
            continue;
        };
        if action.get("default") == Some(&Value::Bool(true))
            && action.text("type") == "link"
            && is_followed(action.text("uri"))
        {
            return words::anchor("a.head[target=_blank]", action.text("uri"));
        }
    }
    dom::build("div.head")
}
