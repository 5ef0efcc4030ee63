//! Where the visitor writes.

use crate::dom;
use crate::text::{Text, Word};
use avmsdk_protocol::message::Draft;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlTextAreaElement};

const PLANE: &str = "M4 4l17 8-17 8 3-8zM7 12h8";

pub(super) struct Composer {
    form: Element,
    input: HtmlTextAreaElement,
}

impl Composer {
    pub(super) fn new(text: &Text) -> Self {
        let placeholder = text.get(Word::inputPlaceholder);
        let attributes = [
            ("class", "input"),
            ("rows", "1"),
            ("placeholder", placeholder),
            ("aria-label", placeholder),
        ];
        let input = dom::element("textarea", &attributes, &[]);
        let label = text.get(Word::sendButtonText);
        let attributes = [
            ("part", "send"),
            ("type", "submit"),
            ("aria-label", label),
            ("title", label),
        ];
        let send = dom::element("button", &attributes, &[&dom::icon(PLANE)]);
        let form = dom::element(
            "form",
            &[("part", "composer"), ("novalidate", "")],
            &[&input, &send],
        );
        Composer {
            form,
            input: input.unchecked_into(),
        }
    }

    pub(super) fn element(&self) -> &Element {
        &self.form
    }

    pub(super) fn focus(&self) {
        dom::focus(&self.input);
    }

    pub(super) fn has_focus(&self, event: &Event) -> bool {
        event
            .target()
            .is_some_and(|target| *target == **AsRef::<web_sys::EventTarget>::as_ref(&self.input))
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
        Some(Draft::text(text))
    }

    /// As high as its lines; the style sheet sets the limit. Shrinks first, since an element is
    /// never measured lower than it is.
    pub(super) fn fit(&self) {
        let style = self.input.style();
        let _ = style.set_property("height", "auto");
        let mut height = avmsdk_protocol::json::write(&(self.input.scroll_height().unsigned_abs()).into());
        height.push_str("px");
        let _ = style.set_property("height", &height);
    }
}
