//! The apps by which one may write as well: with the introduction, and as signs wherever a channel is named.

use crate::dom::{self, Node};
use crate::template::Template;
use avmsdk_protocol::channel::Channel;
use avmsdk_session::Session;

pub(super) struct Ways {
    element: Node,
    /// The ids of those that are there.
    shown: String,
}

impl Ways {
    pub(super) fn new(panel: &Node, session: &Session) -> Self {
        let element = dom::build(Template::ways);
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
    dom::build(channel.name())
}
