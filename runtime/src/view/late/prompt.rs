//! The suggestion to link a channel, below the message that it came after.

use super::ways::control;
use crate::dom::{self, Node};
use crate::template::Template;
use crate::text::{Text, Word, filled};
use avmsdk_session::{Key, Session};

/// So many channels stand there by name; the others are a click away.
const MOST: usize = 3;

#[derive(Default)]
pub(super) struct Prompt {
    element: Option<Node>,
}

impl Prompt {
    /// Makes it, once; it and the entry below which it stands, while it is to be seen.
    pub(super) fn draw(&mut self, session: &Session, text: &Text) -> Option<(Node, Option<Key>)> {
        let Some(prompt) = session.notification_prompt() else {
            if let Some(element) = self.element.take() {
                element.remove();
            }
            return None;
        };
        let element = self.element.get_or_insert_with(|| made(session, text));
        Some((element.clone(), prompt.after))
    }
}

fn made(session: &Session, text: &Text) -> Node {
    let channels = session.linkable();
    let is_single = channels.len() == 1;
    let element = dom::build(if is_single {
        Template::suggestion
    } else {
        Template::suggestions
    });
    let apps = element.part(".apps");
    for (id, channel) in channels.iter().take(MOST) {
        let control = control(id, *channel);
        let words = dom::build("span");
        let name = channel.label();
        words.write(name);
        if is_single {
            words.write(&filled(
                text.get(Word::connectNotificationSingleButtonText),
                "<name>",
                name,
            ));
        }
        control.append(&words);
        apps.append(&control);
    }
    if channels.len() > MOST {
        apps.append(&dom::build("button.plain!channels$connectNotificationOthersText"));
    }
    element
}
