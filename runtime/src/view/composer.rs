//! Where the visitor writes.

use crate::dom::{self, Event, Node};
use crate::text::{Text, Word};
use avmsdk_protocol::message::Draft;

const TEMPLATE: &str = "form:composer[novalidate](\
    textarea.input[rows=1] \
    button:send[type=submit]({M4 4l17 8-17 8 3-8zM7 12h8}))";

pub(super) struct Composer {
    form: Node,
    input: Node,
}

impl Composer {
    pub(super) fn new(text: &Text) -> Self {
        let form = dom::build(TEMPLATE);
        let input = form.part(".input");
        let placeholder = text.get(Word::inputPlaceholder);
        input.set("placeholder", placeholder);
        input.set("aria-label", placeholder);
        form.part("[part=send]").name(text.get(Word::sendButtonText));
        Composer { form, input }
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

    /// Takes what is written, unless it is blank.
    pub(super) fn take(&self) -> Option<Draft> {
        let text = self.input.value();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        self.set("");
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
