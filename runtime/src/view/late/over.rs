//! What lies over the conversation until it is closed: an image to look at, or a page of the business.

use crate::dom::{self, Node, put};
use crate::text::{Text, Word};

/// The link stands first and the cross last: what is between them may be another document, which the focus leaves
/// to one of them.
const OVER: &str = "div.over!over-close[role=dialog aria-modal=true tabindex=-1](div.sheet!over(\
    a.out!over[target=_blank rel=noopener]({M14 4h6v6M20 4l-9 9M18 14v6H4V6h6}) \
    p.heading[dir=auto] \
    button.off!over-close[type=button]({M6 6l12 12M18 6L6 18})))";

/// Lays something over the panel, as large as `size` says, and names it; `url` is where its link goes, if anywhere.
pub(super) fn open(
    opener: &Node,
    size: &str,
    name: &str,
    url: &str,
    part: &Node,
    text: &Text,
) -> Option<Node> {
    let element = dom::build(OVER);
    element.set("data-size", size);
    element.set("aria-label", name);
    put(&element, ".heading", "textContent", name);
    put(&element, ".out", "title", text.late("newTabLabel"));
    put(&element, ".out", "href", url);
    put(
        &element,
        ".out",
        "hidden",
        if url.is_empty() { "true" } else { "" },
    );
    put(&element, ".off", "title", text.get(Word::closeLabel));
    element.part(".sheet").insert(part, Some(&element.part(".off")));
    opener.set("data-over", "true");
    Some(element)
}

/// Takes it away and answers where the focus was, if it is there.
pub(super) fn close(panel: &Node) -> Option<Node> {
    panel.query(".over")?.remove();
    let opener = panel.part("[data-over=true]");
    opener.set("data-over", "false");
    Some(opener)
}
