//! The panel's header: who it is, what for, and the way to all else.

use crate::dom::Node;
use crate::text::{Text, Word};
use avmsdk_session::Session;

pub(super) struct Header {
    about: Node,
    conversations: Node,
    channels: Node,
}

impl Header {
    pub(super) fn find(panel: &Node) -> Self {
        Header {
            about: panel.part(".slogan"),
            conversations: panel.part("[data-do=conversations]"),
            channels: panel.part("[data-do=channels]"),
        }
    }

    /// What the conversation is about, if somebody has said so, and what leads to something.
    pub(super) fn draw(&self, session: &Session, text: &Text) {
        self.about
            .write(session.conversation_name().unwrap_or(text.get(Word::SLOGAN)));
        self.conversations.show(session.can_list());
        self.channels.show(session.can_link());
    }
}
