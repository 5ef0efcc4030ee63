//! An image of a message, as large as there is room.

use super::over;
use crate::dom::{self, Node, put};
use crate::text::{Text, Word};

/// Shows the image that a control names; nothing where its address is none of an image.
pub(super) fn open(control: &Node, text: &Text) -> Option<Node> {
    let url = control.get("data-url")?;
    let is = |start: &str| url.starts_with(start);
    let is_page = is("https://") || is("http://");
    if !is_page && !is("blob:") && !is("data:image/") {
        return None;
    }
    let part = dom::build("div.stage(img.whole!over p.failed[role=alert])");
    let alt = control.part("img").get("alt").unwrap_or_default();
    put(&part, "img", "alt", &alt);
    put(&part, "img", "src", &url);
    let failed = text.get(Word::imagePreviewNotAvailable);
    put(&part, "p", "textContent", failed);
    let name = if alt.is_empty() {
        text.late("imageViewerLabel")
    } else {
        &alt
    };
    let link = if is_page { &*url } else { "" };
    over::open(control, "image", name, link, &part, text)
}
