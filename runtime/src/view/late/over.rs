//! What lies over the conversation until it is closed: an image to look at, or a page of the business.

use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word};
use avmsdk_protocol::Object;

/// Lays something over the panel, as large as `size` says, and names it; its link goes to `url`.
///
/// The link stands first and the cross last: what is between them may be another document, which the focus leaves
/// to one of them.
pub(super) fn open(panel: &Node, opener: &Node, size: &str, name: &str, url: &str, part: &Node, text: &Text) {
    let values = [
        size,
        name,
        url,
        text.get(Word::newTabLabel),
        name,
        text.get(Word::closeLabel),
    ];
    let element = dom::fill(Template::over, &values, &Object::new());
    let cross = element.part(".off");
    element.part(".sheet").insert(part, Some(&cross));
    opener.set("data-over", "true");
    panel.append(&element);
    cross.focus();
}

/// Takes it away and answers where the focus was, if it is there.
pub(super) fn close(panel: &Node) -> Option<Node> {
    panel.query(".over")?.remove();
    let opener = panel.part("[data-over=true]");
    opener.set("data-over", "false");
    Some(opener)
}
