//! What lies over the conversation until it is closed: an image to look at, or a page of the business.

use crate::dom::{self, Node};
use crate::text::{Text, Word};
use avmsdk_protocol::Object;

/// The link stands first and the cross last: what is between them may be another document, which the focus leaves
/// to one of them.
const OVER: &str = "div.over!over-close[role=dialog aria-modal=true tabindex=-1 data-size=$ aria-label=$](div.sheet!over(\
    a.out!over[target=_blank href=$ title=$]({M14 4h6v6M20 4l-9 9M18 14v6H4V6h6}) \
    p.caption$ \
    button.off!over-close[title=$]({M6 6l12 12M18 6L6 18})))";

/// Lays something over the panel, as large as `size` says, and names it; its link goes to `url`.
pub(super) fn open(panel: &Node, opener: &Node, size: &str, name: &str, url: &str, part: &Node, text: &Text) {
    let values = [
        size,
        name,
        url,
        text.get("newTabLabel"),
        name,
        text.get(Word::closeLabel),
    ];
    let element = dom::fill(OVER, &values, &Object::new());
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
