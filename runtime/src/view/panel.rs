//! The panel around the conversation: header, connection banner, and what it holds.

use crate::dom::{self, Node};
use crate::setup::HostSetup;
use crate::text::{self, Text, Word};
use avmsdk_session::ConnectionState;

const CROSS: &str = "M6 6l12 12M18 6L6 18";

pub(super) struct Panel {
    element: Node,
    banner: Node,
}

impl Panel {
    pub(super) fn new(root: &Node, setup: &HostSetup, text: &Text, parts: &[&Node]) -> Self {
        let embedded = setup.is_embedded();
        let banner = banner(text);
        let header = header(setup, text, embedded);
        let element = dom::element(
            "section",
            "part=panel aria-labelledby=title hidden",
            &[&header, &banner],
        );
        element.set("role", if embedded { "region" } else { "dialog" });
        element.set("data-embedded", if embedded { "true" } else { "false" });
        for part in parts {
            element.append(part);
        }
        root.append(&element);
        Panel { element, banner }
    }

    pub(super) fn show(&self, shown: bool) {
        self.element.show(shown);
    }

    pub(super) fn show_connection(&self, state: ConnectionState) {
        self.banner.show(state == ConnectionState::Lost);
    }
}

fn header(setup: &HostSetup, text: &Text, embedded: bool) -> Node {
    let header = dom::element("header", "part=header", &[]);
    if let Some(picture) = setup.picture() {
        let icon = dom::element("img", "class=icon alt", &[]);
        icon.set("src", &picture);
        header.append(&icon);
    }
    let name = setup.name();
    let title = dom::element("h2", "id=title class=title", &[]);
    let slogan = dom::element("p", "class=slogan", &[]);
    title.write(name.as_deref().unwrap_or(text.get(Word::headerText)));
    header.append(&dom::element("div", "class=names", &[&title, &slogan]));
    if name.is_some() {
        slogan.write(text.get(Word::headerText));
    }
    if !embedded {
        let close = dom::element(
            "button",
            "part=close type=button data-do=close",
            &[&dom::icon(CROSS)],
        );
        close.set("aria-label", text.get(Word::closeLabel));
        close.set("title", text.get(Word::closeLabel));
        header.append(&close);
    }
    header
}

/// "… you can {retry}": the words around a control.
fn banner(text: &Text) -> Node {
    let banner = dom::element("p", "class=banner role=status hidden", &[]);
    let (before, after) = text::around(text.get(Word::couldNotConnectWithRetry), "{retry}");
    let control = dom::element("button", "type=button data-do=reconnect", &[]);
    control.write(text.get(Word::couldNotConnectWithRetryInner));
    let words = |words: &str| {
        let span = dom::element("span", "", &[]);
        span.write(words);
        banner.append(&span);
    };
    words(before);
    banner.append(&control);
    words(after);
    banner
}
