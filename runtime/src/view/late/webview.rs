//! A page of the business over the conversation.

use super::over;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::Text;
use avmsdk_protocol::Object;

/// What a page may do in the frame: work, and open tabs as any page may. It may not lead the tab elsewhere, open
/// dialogs of the browser, or download by itself.
const MAY: &str = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox";

/// Shows the page that a control names; nothing where it may not be framed, so that the link that the control is goes
/// its way.
pub(super) fn open(panel: &Node, control: &Node, text: &Text) {
    let url = control.get("data-url").unwrap_or_default();
    let page = panel.owner_document().window().origin();
    // On a page with TLS browsers frame nothing without.
    let is_plain = page.starts_with("http:") && url.starts_with("http://");
    if !is_plain && !url.starts_with("https://") {
        return;
    }
    let link = dom::build("a");
    link.set("href", &url);
    // A page of another site is a stranger to this one with or without its own storage, and few work without. One of
    // this site could reach out of the frame and take its fetters off, so it gets no storage.
    let more = if link.origin() == page {
        ""
    } else {
        " allow-same-origin"
    };
    let name = control.text_content();
    let frame = dom::fill(
        Template::framed,
        &[&[MAY, more].concat(), &name, &url],
        &Object::new(),
    );
    let size = control.get("data-size").unwrap_or_default();
    over::open(panel, control, &size, &name, &url, &frame, text);
}
