//! What the visitor has seen: the panel, the unread count, and telling the service.

use super::Session;
use crate::change::Change;
use crate::effect::{Effect, Method};
use crate::ticket::Purpose;
use avmsdk_protocol::activity::{ActivityRequest, ActivityType, OwnActivity};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Value, path};

impl Session {
    pub(super) fn set_opened(&mut self, opened: bool) {
        if self.embedded || self.opened == opened {
            return;
        }
        self.opened = opened;
        self.changes.push(Change::Panel);
        let name = if opened { "widget:opened" } else { "widget:closed" };
        self.effects.push(Effect::Emit(name, Vec::new()));
        self.read_if_seen();
    }

    /// An open panel on a visible page is being read.
    pub(super) fn read_if_seen(&mut self) {
        if self.opened && self.page_visible {
            self.mark_all_as_read();
        }
    }

    pub(super) fn mark_all_as_read(&mut self) {
        if self.unread == 0 {
            return;
        }
        self.set_unread(0);
        if let (Some(active), Some(author)) = (&self.conversation, self.identity.author(None)) {
            let path = path::activity(&self.config.app.id, &active.id);
            let activity = OwnActivity {
                kind: ActivityType::ConversationRead,
            };
            let body = to_text(&ActivityRequest { activity, author });
            self.ask(Purpose::Tell, Method::Post, &path, Some(body));
        }
    }

    pub(super) fn set_unread(&mut self, unread: u32) {
        if self.unread != unread {
            self.unread = unread;
            self.changes.push(Change::Unread);
            self.emit("unreadCount", Some(Value::from(unread)));
        }
    }
}
