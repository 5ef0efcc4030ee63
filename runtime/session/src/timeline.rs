//! The messages of a conversation in the order that they are shown.
//!
//! Accepted messages stand by the service's time, then id; those on their way stand after them in
//! the order they were written. An entry keeps its key from the first stroke to the last, so that
//! its view is patched and never drawn anew.

use crate::change::Change;
use avmsdk_protocol::Seconds;
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
    /// Where an accepted message stands.
    place: Option<Place>,
}

/// Messages stand by the service's time, then by id.
type Place = (Seconds, MessageId);

fn place_of(message: &Message) -> Place {
    (message.received(), message.id())
}

/// Puts messages in the order of the conversation. By insertion: a page is short and nearly in
/// order, and the standard sort takes half a kilobyte.
pub(crate) fn sort(messages: &mut [Message]) {
    for sorted in 1..messages.len() {
        let mut at = sorted;
        while at > 0 && place_of(&messages[at - 1]) > place_of(&messages[at]) {
            messages.swap(at - 1, at);
            at -= 1;
        }
    }
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
    pub fn text(&self) -> Option<String> {
        match &self.body {
            Body::Own(draft, _) => draft.text(),
            Body::Accepted(message) => message.text(),
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
            place: None,
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
    pub(crate) fn add(&mut self, message: &Message, changes: &mut Vec<Change>) -> Added {
        let named = session_id_of(message);
        let is_draft = |entry: &Entry| match &entry.body {
            Body::Own(_, session_id) => named.as_ref() == Some(session_id),
            Body::Accepted(_) => false,
        };
        let from = self.entries.iter().position(is_draft);
        let place = place_of(message);
        if self.has(&place.1) {
            let Some(from) = from else {
                return Added::Known;
            };
            // It came before without the name of its draft: of the two, one must go.
            self.entries.remove(from);
            changes.push(Change::Cleared);
            changes.extend(self.entries.iter().map(|entry| Change::Inserted(entry.key, None)));
            return Added::Confirmed;
        }
        let key = match from {
            Some(at) => self.entries.remove(at).key,
            None => self.next_key(),
        };
        let at = self.index_of(&place);
        let body = Body::Accepted(Box::new(message.clone()));
        self.entries.insert(
            at,
            Entry {
                key,
                delivery: Delivery::Delivered,
                body,
                place: Some(place),
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

    fn has(&self, id: &MessageId) -> bool {
        // The newest are the likeliest.
        self.entries
            .iter()
            .rev()
            .any(|entry| entry.place.as_ref().is_some_and(|(_, known)| known == id))
    }

    /// The first place whose entry comes later. Messages come in order, so look from the end.
    fn index_of(&self, place: &Place) -> usize {
        let stands_before = |entry: &Entry| entry.place.as_ref().is_some_and(|other| other <= place);
        self.entries
            .iter()
            .rposition(stands_before)
            .map_or(0, |at| at + 1)
    }

    fn next_key(&mut self) -> Key {
        self.last_key += 1;
        Key(self.last_key)
    }
}

/// The session id that the message was posted with, where the service says.
pub(crate) fn session_id_of(message: &Message) -> Option<SessionId> {
    let id = message.object().get("source")?.get("sessionId")?.as_str()?;
    Some(SessionId::new(id))
}
