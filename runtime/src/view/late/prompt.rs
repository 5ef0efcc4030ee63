//! The suggestion to link a channel, below the message that it came after.

use super::ways::control;
use crate::dom::{self, Node};
use crate::text::{Text, fill};
use avmsdk_session::{Change, NotificationPrompt, Session};

/// So many channels stand there by name; the others are a click away.
const MOST: usize = 3;

#[derive(Default)]
pub(super) struct Prompt {
    element: Option<Node>,
    shown: Option<NotificationPrompt>,
}

impl Prompt {
    /// Draws it, and says where it is to be put unless it is there.
    pub(super) fn draw(&mut self, session: &Session, changes: &[Change], text: &Text) -> Option<Node> {
        let is_cleared = changes.contains(&Change::Cleared);
        let wanted = session.notification_prompt();
        if wanted == self.shown && !is_cleared {
            return None;
        }
        self.shown = wanted;
        if let Some(element) = &self.element {
            element.remove();
        }
        self.element = wanted.map(|_| made(session, text));
        self.element.clone()
    }

    /// Where it is.
    pub(super) fn shown(&self) -> Option<NotificationPrompt> {
        self.shown
    }
}

fn made(session: &Session, text: &Text) -> Node {
    let element = dom::build("li.prompt(p div.apps)");
    let apps = element.part(".apps");
    let channels = session.linkable();
    let is_single = channels.len() == 1;
    element.part("p").write(text.late(if is_single {
        "connectNotificationSingleText"
    } else {
        "connectNotificationText"
    }));
    for (id, channel) in channels.iter().take(MOST) {
        let control = control(id, *channel);
        let words = dom::build("span");
        let name = channel.label();
        words.write(name);
        if is_single {
            words.write(&fill(text.late("connectNotificationSingleButtonText"), "<name>", name));
        }
        control.append(&words);
        apps.append(&control);
    }
    if channels.len() > MOST {
        let others = dom::build("button.plain!channels[type=button]");
        others.write(text.late("connectNotificationOthersText"));
        apps.append(&others);
    }
    element
}
