//! How messages stand in the timeline: which have a row, which follow one another, how far the other side has read.

use super::Session;
use super::choosing::list;
use crate::timeline::{Body, Entry, Local};
use avmsdk_protocol::{Object, Seconds, Value};

/// Microseconds after which the same author begins anew.
const PAUSE: i64 = 5 * 60 * 1_000_000;

impl Session {
    /// Whether an entry has a row in the timeline. The answer to a form has none where its form shows it, nor has a
    /// text that says nothing: of that only the quick replies show.
    pub fn has_row(&self, entry: &Entry) -> bool {
        entry.is_visible() && !self.is_form_response(entry) && !entry.content().is_some_and(is_blank)
    }

    /// When an entry was said; by the browser's clock where the service has not said.
    pub fn time_of(&self, entry: &Entry) -> Seconds {
        let written = || {
            if self.can_send {
                self.written_at(entry.key)
            } else {
                None
            }
        };
        let time = entry.time().or_else(written);
        time.unwrap_or_else(|| self.now.seconds())
    }

    /// Whether an entry continues what the one before it says: one author, one moment.
    pub fn continues(&self, entry: &Entry, before: &Entry) -> bool {
        let (own, other) = (self.is_own(entry), self.is_own(before));
        let is_of_one = || match (entry.content(), before.content()) {
            (Some(entry), Some(before)) => {
                let mut keys = ["role", "authorId", "name"].iter();
                keys.all(|key| entry.text(key) == before.text(key))
            }
            _ => false,
        };
        let is_same = own == other && (own || is_of_one());
        let pause = self
            .time_of(entry)
            .as_micros()
            .saturating_sub(self.time_of(before).as_micros());
        is_same && pause < PAUSE
    }

    /// Whether the business has read a message of the visitor's.
    pub fn is_seen(&self, entry: &Entry) -> bool {
        let read = self.conversation.as_ref().and_then(|it| it.business_last_read());
        entry
            .message()
            .is_some_and(|message| Some(message.received()) <= read)
    }
}

impl Entry {
    /// What there is to show, as it stands on the wire; nothing of what has no such form.
    pub fn content(&self) -> Option<&Object> {
        match (self.shown(), &self.body) {
            (Some(message), _) => Some(message.object()),
            (None, Body::Own(draft, _)) => Some(draft.object()),
            _ => None,
        }
    }

    /// Whether it is a text and nothing more: what else there is is drawn by the second part.
    pub fn is_plain(&self) -> bool {
        self.content().is_some_and(|content| {
            let mut rest = ["mediaUrl", "coordinates", "actions", "items", "markdownText"].iter();
            content.text("type") == "text"
                && !content.text("text").is_empty()
                && rest.all(|key| content.get(key).is_none())
        })
    }

    /// The address that the visitor will be told at by email, where the messenger itself says so.
    pub fn linked_email(&self) -> Option<&str> {
        match &self.body {
            Body::Local(Local::EmailLinked(address)) => Some(address),
            _ => None,
        }
    }
}

/// Whether nothing of a message makes a bubble.
fn is_blank(content: &Object) -> bool {
    let is_chip = |action: &Value| {
        let kind = action.get("type").and_then(Value::as_str).unwrap_or_default();
        kind == "reply" || kind == "locationRequest"
    };
    content.text("type") == "text"
        && super::is_blank(content.text("text"))
        && content.text("mediaUrl").is_empty()
        && list(content, "actions").iter().all(is_chip)
}
