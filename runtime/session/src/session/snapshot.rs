//! What was shown last, kept so that the next page of the site shows it at once, before the service
//! has answered. Of anonymous users only: what is in the browser then opens the conversation anyway.

use super::Session;
use crate::effect::{Alarm, Slot};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::record;
use avmsdk_protocol::record::{read_text, to_text};
use avmsdk_protocol::{Value, Wire};

/// The form of what is kept; what has another is not used.
const VERSION: u32 = 1;
/// How many messages are kept, the newest.
const MESSAGES: usize = 20;
/// The most bytes that are kept: a page shares a few megabytes among all that it stores.
const LONGEST: usize = 100_000;
/// Milliseconds by which it is kept late, so that a burst of messages is kept once.
const DELAY: u32 = 1_000;

record! {
    /// What was shown last.
    pub struct Snapshot {
        /// The form.
        version: u32 = "v",
        /// To whom.
        user: UserId = "u",
        /// Where, with what was unread.
        conversation: Conversation = "c",
        /// What was said last.
        messages: Vec<Message> = "m",
    }
}

impl Session {
    /// What is shown has changed.
    pub(super) fn keep_snapshot_soon(&mut self) {
        if self.conversation.is_some() && self.identity.external_id().is_none() {
            self.set_alarm(Alarm::Snapshot, DELAY);
        }
    }

    pub(super) fn keep_snapshot(&mut self) {
        self.clear_alarm(Alarm::Snapshot);
        let anonymous = self
            .identity
            .user()
            .filter(|_| self.identity.external_id().is_none());
        let (Some(user), Some(active)) = (anonymous, &self.conversation) else {
            return;
        };
        let mut conversation = active.clone();
        conversation.set_unread_count(Some(self.unread));
        let mut newest = Vec::new();
        for entry in self.timeline.entries().iter().rev() {
            if let Some(message) = entry.message()
                && newest.len() < MESSAGES
            {
                newest.push(message.to_value());
            }
        }
        newest.reverse();
        let mut snapshot = Snapshot::new();
        snapshot
            .set_version(VERSION)
            .set_user(user.clone())
            .set_conversation(conversation);
        // As values: a list of records takes more in the widget.
        snapshot.object_mut().set("m", Value::Array(newest));
        let text = to_text(&snapshot);
        let text = (text.len() <= LONGEST).then_some(text);
        self.store(Slot::Snapshot, text);
    }

    /// Shows what an earlier page has kept for this user. The service has the last word.
    pub(super) fn show_snapshot(&mut self) {
        let Some(text) = self.snapshot.take() else { return };
        let Some(snapshot) = read_text::<Snapshot>(&text).filter(|it| it.version() == VERSION) else {
            return;
        };
        if self.identity.user() == Some(&snapshot.user()) && self.identity.external_id().is_none() {
            self.show_conversation(snapshot.conversation());
            for message in &snapshot.messages() {
                self.show(message);
            }
        }
    }
}
