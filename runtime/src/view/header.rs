//! The panel's header: who it is, what for, and the way to all else.

use crate::dom::{self, Node};
use crate::setup::HostSetup;
use crate::text::{Text, Word};
use avmsdk_session::Session;

const TEMPLATE: &str = "header:header(\
    div.names(h2.title[id=title dir=auto] p.slogan[dir=auto]) \
    button.tool!conversations[type=button hidden]({M3 5h12v8H9l-3 3v-3H3zM19 9h2v8h-2v3l-3-3h-5}) \
    button.tool!channels[type=button hidden]({M9 10.5l6-3M9 13.5l6 3M6 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 3a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 15a3 3 0 1 0 0 6a3 3 0 1 0 0-6}) \
    button:close!close[type=button]({M6 6l12 12M18 6L6 18}))";

pub(super) struct Header {
    element: Node,
    conversations: Node,
    channels: Node,
}

impl Header {
    pub(super) fn new(setup: &HostSetup, text: &Text) -> Self {
        let element = dom::build(TEMPLATE);
        if let Some(picture) = setup.picture() {
            let icon = dom::build("img.icon[alt]");
            icon.set("src", &picture);
            element.insert(&icon, Some(&element.part(".names")));
        }
        let name = setup.name();
        let title = name.as_deref().unwrap_or(text.get(Word::headerText));
        element.part(".title").write(title);
        if name.is_some() {
            element.part(".slogan").write(text.get(Word::headerText));
        }
        let close = element.part("[part=close]");
        close.name(text.get(Word::closeLabel));
        if setup.is_embedded() {
            close.remove();
        }
        let conversations = element.part("[data-do=conversations]");
        conversations.name(text.get(Word::conversationListHeaderText));
        let channels = element.part("[data-do=channels]");
        channels.name(text.get(Word::notificationSettingsChannelsTitle));
        Header {
            element,
            conversations,
            channels,
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
