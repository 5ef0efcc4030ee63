//! An image of a message, as large as there is room.

use super::over::Over;
use crate::dom::{self, Node};
use crate::text::Text;

/// Shows the image that a control names; nothing where its address is none of an image.
pub(super) fn open(panel: &Node, control: &Node, text: &Text) -> Option<Over> {
    let url = control.get("data-url")?;
    let is = |start: &str| url.starts_with(start);
    let is_page = is("https://") || is("http://");
    if !is_page && !is("blob:") && !is("data:image/") {
        return None;
    }
    let alt = control.part("img").get("alt").unwrap_or_default();
    let image = dom::build("img.whole!over");
    image.set("alt", &alt);
    image.set("src", &url);
    let failed = dom::build("p.failed[role=alert]");
    failed.write(text.late("imagePreviewNotAvailable"));
    let name = if alt.is_empty() {
        text.late("imageViewerLabel")
    } else {
        &alt
    };
    let link = is_page.then_some(url.as_str());
    Some(Over::open(
        panel,
        control,
        "image",
        name,
        link,
        &[image, failed],
        text,
    ))
}
