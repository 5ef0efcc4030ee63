//! An image of a message, as large as there is room.

use super::over;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word};
use avmsdk_protocol::Object;
use avmsdk_session::is_web;

/// Shows the image that a control names; nothing where its address is none of the web.
pub(super) fn open(panel: &Node, control: &Node, text: &Text) {
    let url = control.get("data-url").unwrap_or_default();
    if is_web(&url) {
        let alt = control.get("data-alt");
        let name = alt.as_deref().unwrap_or(text.get(Word::imageLabel));
        let values = [name, &url, text.get(Word::imagePreviewNotAvailable)];
        let part = dom::fill(Template::pane, &values, &Object::new());
        over::open(panel, control, "image", name, &url, &part, text);
    }
}
