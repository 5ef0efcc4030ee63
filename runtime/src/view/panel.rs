//! The panel around the conversation: header, connection banner, and what it holds.

use crate::dom::{self, Node};
use crate::setup::HostSetup;
use crate::text::{self, Text, Word};
use avmsdk_session::ConnectionState;

const PANEL: &str = "section:panel[aria-labelledby=title tabindex=-1 hidden](\
    header:header(div.names(h2.title[id=title] p.slogan)) \
    p.banner[role=status hidden](span button!reconnect[type=button] span))";
const CLOSE: &str = "button:close!close[type=button]({M6 6l12 12M18 6L6 18})";

pub(super) struct Panel {
    element: Node,
    banner: Node,
}

impl Panel {
    pub(super) fn new(root: &Node, setup: &HostSetup, text: &Text, parts: &[&Node]) -> Self {
        let embedded = setup.is_embedded();
        let element = dom::build(PANEL);
        let banner = element.part(".banner");
        write_banner(&banner, text);
        write_header(&element.part("[part=header]"), setup, text, embedded);
        element.set("role", if embedded { "region" } else { "dialog" });
        element.set("data-embedded", if embedded { "true" } else { "false" });
        for part in parts {
            element.append(part);
        }
        root.append(&element);
        Panel { element, banner }
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    pub(super) fn show(&self, shown: bool) {
        self.element.show(shown);
    }

    pub(super) fn show_connection(&self, state: ConnectionState) {
        self.banner.show(state == ConnectionState::Lost);
    }
}

fn write_header(header: &Node, setup: &HostSetup, text: &Text, embedded: bool) {
    let names = header.part(".names");
    if let Some(picture) = setup.picture() {
        let icon = dom::build("img.icon[alt]");
        icon.set("src", &picture);
        header.insert(&icon, Some(&names));
    }
    let name = setup.name();
    let title = name.as_deref().unwrap_or(text.get(Word::headerText));
    header.part(".title").write(title);
    if name.is_some() {
        header.part(".slogan").write(text.get(Word::headerText));
    }
    if !embedded {
        let close = dom::build(CLOSE);
        close.name(text.get(Word::closeLabel));
        header.append(&close);
    }
}

/// "… you can {retry}": the words around a control.
fn write_banner(banner: &Node, text: &Text) {
    let (before, after) = text::around(text.get(Word::couldNotConnectWithRetry), "{retry}");
    banner.part("span").write(before);
    banner
        .part("button")
        .write(text.get(Word::couldNotConnectWithRetryInner));
    banner.part("button+span").write(after);
}
