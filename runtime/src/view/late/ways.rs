//! The apps by which one may write as well: with the introduction, and as signs wherever a channel is named.

use crate::dom::{self, Node};
use avmsdk_protocol::channel::Channel;
use avmsdk_session::Session;

/// With the introduction, which is a paragraph.
const TEMPLATE: &str = "span.ways[hidden](span.via$introAppText span.apps)";

pub(super) struct Ways {
    element: Node,
    /// The ids of those that are there.
    shown: String,
}

impl Ways {
    pub(super) fn new(panel: &Node, session: &Session) -> Self {
        let element = dom::build(TEMPLATE);
        panel.part(".introduction").append(&element);
        let mut ways = Ways {
            element,
            shown: String::new(),
        };
        ways.draw(session);
        ways
    }

    pub(super) fn draw(&mut self, session: &Session) {
        let channels = session.linkable();
        let mut ids = String::new();
        for channel in &channels {
            ids.push_str(channel.0);
        }
        if ids == self.shown {
            return;
        }
        let apps = self.element.part(".apps");
        apps.write("");
        for (id, channel) in channels {
            let app = control(id, channel);
            app.set("class", "app");
            app.name(channel.label());
            apps.append(&app);
        }
        self.element.show(!ids.is_empty());
        self.shown = ids;
    }
}

/// A button that opens the page of a channel, with its sign.
pub(super) fn control(id: &str, channel: Channel) -> Node {
    let control = dom::build("button.plain!channel");
    control.set("data-id", id);
    control.append(&icon(channel));
    control
}

/// A sign for a channel: ours, not its trade mark.
pub(super) fn icon(channel: Channel) -> Node {
    dom::build(match channel {
        Channel::Messenger => "{M12 3c5 0 9 3.5 9 8s-4 8-9 8l-3-1-3 3v-4c-5-5-1-14 6-14M8 13l3-3 2 2 3-3}",
        Channel::Line => "{M12 3c5 0 9 3 9 7 0 5-6 9-9 11v-4c-5 0-9-3-9-7s4-7 9-7M8 8v4h2M13 8v4M16 8v4}",
        Channel::WeChat => {
            "{M3 9c0-3 3-5 6-5s6 2 6 5-3 5-6 5l-4 2v-3C4 12 3 11 3 9M18 9c2 1 3 3 3 5s-1 3-2 3v3l-3-2c-2 0-4-1-5-2}"
        }
        Channel::WhatsApp => "{M4 20l1-5a8 8 0 1 1 4 4zM9 8c0 4 3 7 7 7l0-2-2-1-1 1-2-2 1-1-1-2z}",
        Channel::Telegram => "{M21 4L3 11l6 3 2 6 3-4 5 4zM9 14l12-10}",
        Channel::Viber => {
            "{M7 4l2 5-2 2c1 3 3 5 6 6l2-2 5 2c0 2-2 3-4 3C9 20 4 14 4 8c0-2 1-4 3-4M14 4c3 0 6 3 6 6}"
        }
        Channel::Sms => "{M4 4h16v12h-9l-4 4v-4H4zM8 10h0M12 10h0M16 10h0}",
        Channel::Email => "{M3 5h18v14H3zM3 7l9 6 9-6}",
        Channel::Twitter => "{M16 12a4 4 0 1 0-8 0 4 4 0 1 0 8 0v1c0 4 5 3 5-1a9 9 0 1 0-4 7}",
    })
}
