//! The messages of a conversation in the order that they are shown.
//!
//! Accepted messages stand by the service's time, then id; those on their way stand after them in
//! the order they were written. An entry keeps its key from the first stroke to the last, so that
//! its view is patched and never drawn anew.

use crate::change::Change;
use avmsdk_protocol::id::{MessageId, SessionId};
use avmsdk_protocol::message::{Draft, Message};

/// Names an entry for as long as the session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub u32);

/// How far a message of the visitor has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// On its way for the first time.
    Sending,
    /// It could not be sent and will be tried again.
    Waiting,
    /// The service refuses it; the visitor may try again.
    Failed,
    /// The service has it. All messages of others are so.
    Delivered,
}

/// A message in the timeline.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name here.
    pub key: Key,
    /// How far it has come.
    pub delivery: Delivery,
    /// What it says.
    pub body: Body,
}

/// What an entry holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// A message that the service has not accepted yet, and the id that will name it.
    Own(Box<Draft>, SessionId),
    /// A message of the service.
    Accepted(Box<Message>),
}

impl Entry {
    /// The text, if it has any.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Own(draft, _) => draft.text.as_deref(),
            Body::Accepted(message) => message.text.as_deref(),
        }
    }

    /// The message, once the service has it.
    pub fn message(&self) -> Option<&Message> {
        match &self.body {
            Body::Own(..) => None,
            Body::Accepted(message) => Some(message),
        }
    }
}

/// What came of adding a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It was not there.
    New,
    /// It is an own one that was on its way.
    Confirmed,
    /// It was there.
    Known,
}

/// The entries, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    entries: Vec<Entry>,
    last_key: u32,
}

impl Timeline {
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn push_draft(
        &mut self,
        draft: Draft,
        session_id: SessionId,
        changes: &mut Vec<Change>,
    ) -> Key {
        let key = self.next_key();
        self.entries.push(Entry {
            key,
            delivery: Delivery::Sending,
            body: Body::Own(Box::new(draft), session_id),
        });
        changes.push(Change::Inserted(key, None));
        key
    }

    pub(crate) fn set_delivery(&mut self, key: Key, delivery: Delivery, changes: &mut Vec<Change>) {
        let entry = self.entries.iter_mut().find(|entry| entry.key == key);
        if let Some(entry) = entry.filter(|entry| entry.delivery != delivery) {
            entry.delivery = delivery;
            changes.push(Change::Updated(key));
        }
    }

    /// Adds a message of the service, or recognises one that is there by its id or session id.
    pub(crate) fn add(&mut self, message: Message, changes: &mut Vec<Change>) -> Added {
        if self.has(&message.id) {
            return Added::Known;
        }
        let from = self.entries.iter().position(|entry| entry.is_draft_of(&message));
        let key = match from {
            Some(at) => self.entries.remove(at).key,
            None => self.next_key(),
        };
        let at = self.place_of(&message);
        let body = Body::Accepted(Box::new(message));
        self.entries.insert(
            at,
            Entry {
                key,
                delivery: Delivery::Delivered,
                body,
            },
        );
        let before = self.entries.get(at + 1).map(|next| next.key);
        match from {
            None => {
                changes.push(Change::Inserted(key, before));
                Added::New
            }
            Some(from) => {
                if from != at {
                    changes.push(Change::Moved(key, before));
                }
                changes.push(Change::Updated(key));
                Added::Confirmed
            }
        }
    }

    pub(crate) fn clear(&mut self, changes: &mut Vec<Change>) {
        if !self.entries.is_empty() {
            self.entries.clear();
            changes.push(Change::Cleared);
        }
    }

    fn has(&self, id: &MessageId) -> bool {
        // The newest are the likeliest.
        self.entries
            .iter()
            .rev()
            .any(|entry| entry.message().is_some_and(|known| known.id == *id))
    }

    /// The first place whose entry comes later. Messages come in order, so look from the end.
    fn place_of(&self, message: &Message) -> usize {
        let comes_later = |entry: &Entry| match &entry.body {
            Body::Own(..) => true,
            Body::Accepted(other) => (other.received, &other.id) > (message.received, &message.id),
        };
        self.entries
            .iter()
            .rposition(|entry| !comes_later(entry))
            .map_or(0, |at| at + 1)
    }

    fn next_key(&mut self) -> Key {
        self.last_key += 1;
        Key(self.last_key)
    }
}

impl Entry {
    fn is_draft_of(&self, message: &Message) -> bool {
        let echoed = message
            .source
            .as_ref()
            .and_then(|source| source.session_id.as_ref());
        matches!(&self.body, Body::Own(_, session_id) if echoed == Some(session_id))
    }
}
