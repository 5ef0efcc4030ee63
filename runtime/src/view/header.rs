//! The panel's header: who it is, what for, and the way to all else.

use crate::dom::Node;
use avmsdk_session::Session;

pub(super) struct Header {
    conversations: Node,
    channels: Node,
}

impl Header {
    pub(super) fn find(panel: &Node) -> Self {
        Header {
            conversations: panel.part("[data-do=conversations]"),
            channels: panel.part("[data-do=channels]"),
        }
    }

    /// What leads to something.
    pub(super) fn draw(&self, session: &Session) {
        self.conversations.show(session.can_list());
        self.channels.show(session.can_link());
    }
}
