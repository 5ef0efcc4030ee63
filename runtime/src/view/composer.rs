//! Where the visitor writes.

use crate::dom::{Event, Node};
use crate::host::Host;
use crate::text::{Text, Word};
use avmsdk_protocol::message::Draft;
use avmsdk_session::{LONGEST_TEXT, is_blank};

pub(super) struct Composer {
    input: Node,
}

impl Composer {
    pub(super) fn find(root: &Node) -> Self {
        Composer {
            input: root.part(".input"),
        }
    }

    /// Takes nothing while a form waits for its answer. It keeps the focus, which a disabled field would lose.
    pub(super) fn block(&self, blocked: bool, text: &Text) {
        let placeholder = text.get(if blocked {
            Word::inputPlaceholderBlocked
        } else {
            Word::inputPlaceholder
        });
        self.input.set_read_only(blocked);
        self.input.set("placeholder", placeholder);
        self.input.set("aria-label", placeholder);
    }

    pub(super) fn focus(&self) {
        self.input.focus();
    }

    pub(super) fn has_focus(&self, event: &Event) -> bool {
        event.target().is_some_and(|target| self.input.contains(&target))
    }

    /// Whether more than blanks are written.
    pub(super) fn is_written(&self) -> bool {
        !is_blank(&self.input.value())
    }

    /// Replaces what is written.
    pub(super) fn set(&self, text: &str, host: &Host) {
        self.input.set_value(text);
        host.fit();
    }

    /// Takes what is written, unless it is blank. What is too long to be sent stays, to be made shorter.
    pub(super) fn take(&self, host: &Host) -> Option<Draft> {
        let text = self.input.value();
        let text = text.trim_ascii();
        if is_blank(text) || self.input.read_only() {
            return None;
        }
        if text.len() <= LONGEST_TEXT {
            self.set("", host);
        }
        Some(Draft::text_only(text))
    }
}
