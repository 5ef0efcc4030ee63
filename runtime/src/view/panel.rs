//! The panel around the conversation: header, connection banner, and what it holds. The bridge has drawn it
//! (`runtime/host/src/bridge/panel.js`).

use super::header::Header;
use crate::dom::Node;
use crate::text::{self, Text, Word};
use avmsdk_session::{ConnectionState, Session};

pub(super) struct Panel {
    element: Node,
    header: Header,
    banner: Node,
    /// What the banner said last.
    state: ConnectionState,
}

impl Panel {
    pub(super) fn find(root: &Node) -> Self {
        let element = root.part("[part=panel]");
        Panel {
            header: Header::find(&element),
            banner: element.part(".banner"),
            element,
            state: ConnectionState::Quiet,
        }
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    /// Whether something lies over the conversation.
    pub(super) fn has_page(&self) -> bool {
        self.element.get("data-page").as_deref() == Some("true")
    }

    pub(super) fn draw(&self, session: &Session, text: &Text) {
        self.header.draw(session, text);
    }

    /// Says that the connection is lost, and for a moment that it is back.
    pub(super) fn show_connection(&mut self, state: ConnectionState, text: &Text) {
        let was = std::mem::replace(&mut self.state, state);
        let (word, inner) = match state {
            ConnectionState::Lost => (
                Word::couldNotConnectWithRetry,
                Word::couldNotConnectWithRetryInner,
            ),
            ConnectionState::Ended => (Word::couldNotConnect, Word::couldNotConnectInner),
            ConnectionState::Retrying => (Word::couldNotConnectRetry, Word::couldNotConnectInner),
            _ => (Word::couldNotConnectRetrySuccess, Word::couldNotConnectInner),
        };
        let is_back = state == ConnectionState::Connected;
        // "… you can {retry}": the words around a control.
        let words = text.get(word);
        let (before, after) = text::around(words, "{retry}");
        let control = self.banner.part("button");
        control.write(text.get(inner));
        control.show(before.len() < words.len());
        self.banner.part("span").write(before);
        self.banner.part("button+span").write(after);
        self.banner.mark("data-back", is_back);
        let is_news = was != ConnectionState::Quiet && was != state;
        self.banner.show(if is_back {
            is_news
        } else {
            state != ConnectionState::Quiet
        });
    }
}
