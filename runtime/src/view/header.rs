//! The panel's header: who it is, what for, and the way to all else.

use crate::dom::{self, Node};
use avmsdk_session::Session;

const TEMPLATE: &str = "header:header(\
    img.icon[if=$picture alt src=$picture] \
    div.names(h2.title[id=title dir=auto]$title p.slogan[dir=auto]$slogan) \
    button.tool!conversations[type=button hidden title=$conversationListHeaderText]({M3 5h12v8H9l-3 3v-3H3zM19 9h2v8h-2v3l-3-3h-5}) \
    button.tool!channels[type=button hidden title=$notificationSettingsChannelsTitle]({M9 10.5l6-3M9 13.5l6 3M6 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 3a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 15a3 3 0 1 0 0 6a3 3 0 1 0 0-6}) \
    button:close!close[if=$closeable type=button title=$closeLabel]({M6 6l12 12M18 6L6 18}))";

pub(super) struct Header {
    element: Node,
    conversations: Node,
    channels: Node,
}

impl Header {
    pub(super) fn new() -> Self {
        let element = dom::build(TEMPLATE);
        Header {
            conversations: element.part("[data-do=conversations]"),
            channels: element.part("[data-do=channels]"),
            element,
        }
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    /// What leads to something.
    pub(super) fn draw(&self, session: &Session) {
        self.conversations.show(session.can_list());
        self.channels.show(session.can_link());
    }
}
