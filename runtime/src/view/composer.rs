//! Where the visitor writes.

use crate::dom::{self, Event, Node};
use crate::text::{Text, Word};
use avmsdk_protocol::message::Draft;
use avmsdk_session::LONGEST_TEXT;

/// The bridge opens and closes the menu, and does what its items say (`runtime/host/src/bridge/visitor.js`).
const TEMPLATE: &str = "form:composer[novalidate](\
    p.notice[role=alert] \
    div.menu[role=menu hidden](\
        button!upload-photo[if=$canPhoto type=button role=menuitem tabindex=-1]({M4 5h16v14H4zM4 17l5-5 4 4 3-3 4 4M15 9h.1} span$uploadPhoto) \
        button!upload-document[if=$canFile type=button role=menuitem tabindex=-1]({M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6} span$uploadDocument) \
        button!share-location[if=$canPlace type=button role=menuitem tabindex=-1]({M12 21c5-5 7-8 7-11a7 7 0 0 0-14 0c0 3 2 6 7 11zM12 10h.1} span$shareLocation)) \
    textarea.input[rows=1 aria-label=$inputPlaceholder placeholder=$inputPlaceholder] \
    button.attach!attach[hidden=$noMenu type=button aria-haspopup=menu aria-expanded=false title=$attachLabel]({M12 5v14M5 12h14}) \
    button:send[type=submit title=$sendButtonText]({M12 19V5M6 11l6-6 6 6}))";

pub(super) struct Composer {
    form: Node,
    input: Node,
}

impl Composer {
    pub(super) fn new() -> Self {
        let form = dom::build(TEMPLATE);
        let input = form.part(".input");
        Composer { form, input }
    }

    /// Takes nothing while a form waits for its answer. It keeps the focus, which a disabled field would lose.
    pub(super) fn block(&self, blocked: bool, text: &Text) {
        let placeholder = text.get(if blocked {
            Word::inputPlaceholderBlocked
        } else {
            Word::inputPlaceholder
        });
        self.input.set_read_only(blocked);
        self.input.set("placeholder", placeholder);
        self.input.set("aria-label", placeholder);
    }

    pub(super) fn element(&self) -> &Node {
        &self.form
    }

    pub(super) fn focus(&self) {
        self.input.focus();
    }

    pub(super) fn has_focus(&self, event: &Event) -> bool {
        event.target().is_some_and(|target| self.input.contains(&target))
    }

    /// Whether more than blanks are written.
    pub(super) fn is_written(&self) -> bool {
        !self.input.value().trim().is_empty()
    }

    /// Replaces what is written.
    pub(super) fn set(&self, text: &str) {
        self.input.set_value(text);
        self.fit();
    }

    /// Takes what is written, unless it is blank. What is too long to be sent stays, to be made shorter.
    pub(super) fn take(&self) -> Option<Draft> {
        let text = self.input.value();
        let text = text.trim();
        if text.is_empty() || self.input.read_only() {
            return None;
        }
        if text.len() <= LONGEST_TEXT {
            self.set("");
        }
        Some(Draft::text_only(text))
    }

    /// As high as its lines; the style sheet sets the limit. Shrinks first, since an element is
    /// never measured lower than it is.
    pub(super) fn fit(&self) {
        let style = self.input.style();
        style.set_property("height", "auto");
        let mut height = avmsdk_protocol::json::write(&(self.input.scroll_height().unsigned_abs()).into());
        height.push_str("px");
        style.set_property("height", &height);
    }
}
