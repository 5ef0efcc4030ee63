//! One message.

use super::act;
use crate::dom;
use crate::text::{Text, Word};
use avmsdk_session::{Delivery, Entry, Key};
use web_sys::Element;

pub(super) struct MessageView {
    key: Key,
    element: Element,
    bubble: Element,
    status: Element,
    /// The role and name that messages are grouped by.
    author: String,
}

impl MessageView {
    pub(super) fn new(entry: &Entry, own: bool, text: &Text) -> Self {
        let author = entry
            .message()
            .and_then(|message| message.name.as_deref())
            .filter(|_| !own);
        let name = dom::element("span", &[("class", "author")], &[]);
        dom::write(&name, author.unwrap_or_default());
        let bubble = dom::element("div", &[("class", "text"), ("dir", "auto")], &[]);
        let status = dom::element("span", &[("class", "status")], &[]);
        let role = if own { "appUser" } else { "appMaker" };
        let element = dom::element(
            "li",
            &[("part", "message"), ("data-role", role)],
            &[&name, &bubble, &status],
        );
        let mut group = role.to_owned();
        group.push_str(author.unwrap_or_default());
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
        let fallback = || {
            entry
                .message()
                .and_then(|message| message.text_fallback.as_deref())
        };
        let shown = entry.text().or_else(fallback);
        dom::write(
            &self.bubble,
            shown.unwrap_or_else(|| text.get(Word::unsupportedMessageType)),
        );
        let (state, status) = match entry.delivery {
            Delivery::Sending => ("sending", Word::messageSending),
            Delivery::Waiting => ("waiting", Word::messageSending),
            Delivery::Failed => ("failed", Word::clickToRetry),
            Delivery::Delivered => ("delivered", Word::messageDelivered),
        };
        dom::set(&self.element, "data-state", state);
        let status = if own { text.get(status) } else { "" };
        if entry.delivery == Delivery::Failed {
            let control = dom::element("button", &[("type", "button"), ("data-do", act::RETRY)], &[]);
            dom::write(&control, status);
            dom::write(&self.status, "");
            dom::append(&self.status, &control);
        } else {
            dom::write(&self.status, status);
        }
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn author(&self) -> &str {
        &self.author
    }

    /// Whether it is the first of its author's row.
    pub(super) fn set_first(&self, first: bool) {
        dom::set(&self.element, "data-first", if first { "true" } else { "false" });
    }
}
