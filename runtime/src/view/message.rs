//! One message.

use crate::dom::{self, Node};
use crate::text::{Text, Word};
use avmsdk_session::{Delivery, Entry, Key};

pub(super) struct MessageView {
    key: Key,
    element: Node,
    bubble: Node,
    status: Node,
    /// The role and name that messages are grouped by.
    author: String,
}

impl MessageView {
    pub(super) fn new(entry: &Entry, own: bool, text: &Text) -> Self {
        let author = entry
            .shown()
            .and_then(|message| message.name())
            .filter(|_| !own)
            .unwrap_or_default();
        let element = dom::build("li:message(span.author div.text[dir=auto] div.form span.status)");
        element.part(".author").write(&author);
        let bubble = element.part(".text");
        let status = element.part(".status");
        let role = if own { "appUser" } else { "appMaker" };
        element.set("data-role", role);
        let mut group = role.to_owned();
        group.push_str(&author);
        let view = MessageView {
            key: entry.key,
            element,
            bubble,
            status,
            author: group,
        };
        view.draw(entry, own, text);
        view
    }

    pub(super) fn draw(&self, entry: &Entry, own: bool, text: &Text) {
        let shown = entry
            .text()
            .or_else(|| entry.shown().and_then(|message| message.text_fallback()));
        self.bubble
            .write(shown.as_deref().unwrap_or(text.get(Word::unsupportedMessageType)));
        let is_form = entry.shown().is_some_and(|message| message.fields().is_some());
        self.bubble.show(!is_form);
        let (state, status) = match entry.delivery {
            Delivery::Sending => ("sending", Word::messageSending),
            Delivery::Waiting => ("waiting", Word::messageSending),
            Delivery::Failed => ("failed", Word::clickToRetry),
            Delivery::Delivered => ("delivered", Word::messageDelivered),
        };
        self.element.set("data-state", state);
        let status = if own { text.get(status) } else { "" };
        if entry.delivery == Delivery::Failed {
            let control = dom::build("button!retry[type=button]");
            control.write(status);
            self.status.write("");
            self.status.append(&control);
        } else {
            self.status.write(status);
        }
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    pub(super) fn author(&self) -> &str {
        &self.author
    }

    /// Whether it is the first of its author's row.
    pub(super) fn set_first(&self, first: bool) {
        self.element
            .set("data-first", if first { "true" } else { "false" });
    }
}
