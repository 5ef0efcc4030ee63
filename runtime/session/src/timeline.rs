//! The messages of a conversation in the order that they are shown.
//!
//! Accepted messages stand by the service's time, then id; those on their way stand after them in
//! the order they were written. An entry keeps its key from the first stroke to the last, so that
//! its view is patched and never drawn anew.

use crate::change::Change;
use avmsdk_protocol::id::{MessageId, SessionId};
use avmsdk_protocol::message::{Draft, Message};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Seconds, Value};

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
    /// What the page makes of it.
    face: Face,
}

/// An entry where it stands: what comes in before thousands of others moves a pointer of each.
pub type EntryBox = Box<Entry>;

/// What the page makes of a message: see `beforeDisplay`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Face {
    /// Nothing: it shows as it is.
    #[default]
    Plain,
    /// It does not show.
    Hidden,
    /// It shows as this.
    Other(Message),
}

/// Messages stand by the service's time, then by id.
type Place = (Seconds, MessageId);

fn place_of(message: &Message) -> Place {
    (message.received(), message.id())
}

/// Puts messages in the order of the conversation. By insertion: a page is short and nearly in
/// order, and the standard sort takes half a kilobyte.
pub(crate) fn sort(messages: &mut [Message]) {
    if let [first, .., last] = &*messages
        && place_of(first) > place_of(last)
    {
        // The newest first is as good an order.
        messages.reverse();
    }
    for sorted in 1..messages.len() {
        let mut at = sorted;
        while at > 0 && place_of(&messages[at - 1]) > place_of(&messages[at]) {
            messages.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Whether two messages have the same text there, or none.
fn is_same(one: &Message, other: &Message, key: &str) -> bool {
    let [one, other] = [one, other].map(|message| message.object().get(key));
    one.and_then(Value::as_str) == other.and_then(Value::as_str)
}

/// What an entry holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// A message that the service has not accepted yet, and the id that will name it.
    Own(Draft, SessionId),
    /// A message of the service.
    Accepted(Message),
    /// Something that the messenger itself says.
    Local(Local),
}

/// What the messenger itself says: the service does not have it, or not yet.
#[derive(Clone, Debug)]
pub enum Local {
    /// The greeting or the form before the first message.
    Message(Message),
    /// The visitor will be told by email too, at this address
    /// (`prechatCaptureMailgunLinkingConfirmation`).
    EmailLinked(String),
}

impl Entry {
    /// The text, if it has any.
    pub fn text(&self) -> Option<String> {
        match (self.shown(), &self.body) {
            (None, Body::Own(draft, _)) => draft.text(),
            (shown, _) => shown.and_then(Message::text),
        }
    }

    /// Whether it shows.
    pub fn is_visible(&self) -> bool {
        self.face != Face::Hidden
    }

    /// What shows, once the service has the message or where the page gives something else.
    pub fn shown(&self) -> Option<&Message> {
        match &self.face {
            Face::Other(message) => Some(message),
            _ => match &self.body {
                Body::Local(Local::Message(message)) => Some(message),
                _ => self.message(),
            },
        }
    }

    /// Whether the messenger itself says it.
    pub fn is_local(&self) -> bool {
        matches!(self.body, Body::Local(_))
    }

    /// What was said, as it stands on the wire; nothing of what the messenger itself says.
    pub(crate) fn said(&self) -> Option<&Object> {
        match &self.body {
            Body::Own(draft, _) => Some(draft.object()),
            Body::Accepted(message) => Some(message.object()),
            Body::Local(_) => None,
        }
    }

    /// The message, once the service has it.
    pub fn message(&self) -> Option<&Message> {
        match &self.body {
            Body::Own(..) | Body::Local(_) => None,
            Body::Accepted(message) => Some(message),
        }
    }
}

impl Entry {
    /// When the service received it.
    pub(crate) fn time(&self) -> Option<Seconds> {
        self.place.as_ref().map(|(time, _)| *time)
    }
}

/// What shows has changed; of what does not, nobody is told.
#[inline(never)]
fn tell(shows: bool, change: Change, changes: &mut Vec<Change>) {
    if shows {
        changes.push(change);
    }
}

const fn first_face(hidden: bool) -> Face {
    if hidden { Face::Hidden } else { Face::Plain }
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
    /// It was there, and is not what it was.
    Changed,
}

/// The entries, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    entries: Vec<EntryBox>,
    last_key: u32,
    /// Whether the messenger itself has said something that the service may say after it.
    has_locals: bool,
    /// The entries that are forms, or were: nobody looks for them among thousands.
    forms: Vec<Key>,
}

impl Timeline {
    pub(crate) fn entries(&self) -> &[EntryBox] {
        &self.entries
    }

    /// The entries that are forms, or were.
    pub(crate) fn forms(&self) -> &[Key] {
        &self.forms
    }

    fn note_form(&mut self, at: usize) {
        let entry = &self.entries[at];
        let is_form = entry
            .shown()
            .is_some_and(|message| message.object().text("type") == "form");
        if is_form && !self.forms.contains(&entry.key) {
            self.forms.push(entry.key);
        }
    }

    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.position(key).map(|at| &*self.entries[at])
    }

    /// Where an entry stands. The newest are the likeliest.
    pub(crate) fn position(&self, key: Key) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.key == key)
    }

    fn get_mut(&mut self, key: Key) -> Option<&mut Entry> {
        self.position(key).map(|at| &mut *self.entries[at])
    }

    /// Adds a message that the service does not have. `hidden` until the page says how it shows.
    pub(crate) fn push_draft(
        &mut self,
        key: Key,
        draft: Draft,
        session_id: SessionId,
        delivery: Delivery,
        hidden: bool,
        changes: &mut Vec<Change>,
    ) {
        self.entries.push(Box::new(Entry {
            key,
            delivery,
            body: Body::Own(draft, session_id),
            place: None,
            face: first_face(hidden),
        }));
        if !hidden {
            changes.push(Change::Inserted(key, None));
        }
    }

    /// What is to be sent is not what was written.
    pub(crate) fn set_draft(&mut self, key: Key, draft: &Draft, changes: &mut Vec<Change>) {
        if let Some(entry) = self.get_mut(key)
            && let Body::Own(shown, _) = &mut entry.body
        {
            *shown = draft.clone();
            tell(entry.is_visible(), Change::Updated(key), changes);
        }
    }

    pub(crate) fn set_delivery(&mut self, key: Key, delivery: Delivery, changes: &mut Vec<Change>) {
        if let Some(entry) = self.get_mut(key).filter(|entry| entry.delivery != delivery) {
            entry.delivery = delivery;
            tell(entry.is_visible(), Change::Updated(key), changes);
        }
    }

    /// Something else about an entry is to be drawn anew.
    pub(crate) fn touch(&mut self, key: Key, changes: &mut Vec<Change>) {
        let visible = self.get(key).is_some_and(Entry::is_visible);
        tell(visible, Change::Updated(key), changes);
    }

    /// The page has said how a message shows.
    pub(crate) fn set_face(&mut self, key: Key, face: Face, changes: &mut Vec<Change>) {
        let Some(at) = self.position(key) else {
            return;
        };
        let entry = &mut self.entries[at];
        let was_visible = entry.is_visible();
        if entry.face == face {
            return;
        }
        entry.face = face;
        let is_visible = entry.is_visible();
        changes.push(match (was_visible, is_visible) {
            (true, true) => Change::Updated(key),
            (true, false) => Change::Removed(key),
            (false, _) => Change::Inserted(key, self.next_visible(at)),
        });
        self.note_form(at);
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, key: Key, changes: &mut Vec<Change>) {
        if let Some(at) = self.position(key) {
            let entry = self.entries.remove(at);
            tell(entry.is_visible(), Change::Removed(key), changes);
        }
    }

    /// Takes out what has been deleted: of the messages of after and before these times, all that the service has are read.
    /// They are known by their times.
    pub(crate) fn remove_others(
        &mut self,
        read: &[Message],
        after: Option<Seconds>,
        before: Option<Seconds>,
        changes: &mut Vec<Change>,
    ) {
        // Of several of one time a page may have begun with the last.
        let is_read = |time| read.iter().any(|message| Some(message.received()) == time);
        let is_gone = |entry: &&EntryBox| {
            let time = entry.time();
            entry.message().is_some() && time > after && (before.is_none() || time < before) && !is_read(time)
        };
        while let Some(key) = self.entries.iter().find(is_gone).map(|entry| entry.key) {
            self.remove(key, changes);
        }
    }

    /// Takes all entries out.
    pub(crate) fn clear(&mut self, changes: &mut Vec<Change>) {
        if !self.entries.is_empty() {
            self.entries.clear();
            self.forms.clear();
            changes.push(Change::Cleared);
        }
    }

    /// The service tells anew of a message that is there: something may have become different, as what was paid.
    fn renew(&mut self, key: Key, message: &Message, changes: &mut Vec<Change>) -> Added {
        if let Some(entry) = self.get_mut(key)
            && entry
                .message()
                .is_some_and(|known| to_text(known) != to_text(message))
        {
            entry.body = Body::Accepted(message.clone());
            tell(entry.is_visible(), Change::Updated(key), changes);
            return Added::Changed;
        }
        Added::Known
    }

    /// When the oldest message came that the service has.
    pub(crate) fn oldest(&self) -> Option<Seconds> {
        self.entries.iter().find_map(|entry| entry.time())
    }

    /// When the newest did.
    pub(crate) fn newest(&self) -> Option<Seconds> {
        self.entries.iter().rev().find_map(|entry| entry.time())
    }

    /// Whether the service has a message that was posted with this session id.
    pub(crate) fn has_named(&self, session_id: &SessionId) -> bool {
        self.named(session_id).is_some()
    }

    /// The message that was posted with this session id.
    pub(crate) fn named(&self, session_id: &SessionId) -> Option<&Message> {
        let mut accepted = self.entries.iter().rev().filter_map(|entry| entry.message());
        accepted.find(|message| session_id_of(message).as_ref() == Some(session_id))
    }

    /// A message of the service by its id.
    pub(crate) fn message(&self, id: &MessageId) -> Option<&Message> {
        self.get(self.key_of(id)?)?.message()
    }

    /// Adds a message of the service, or recognises one that is there by its id or session id.
    /// `hidden`: a new one, until the page says how it shows.
    pub(crate) fn add(&mut self, message: &Message, hidden: bool, changes: &mut Vec<Change>) -> (Added, Key) {
        let named = session_id_of(message);
        let is_draft = |entry: &EntryBox| match &entry.body {
            Body::Own(_, session_id) => named.as_ref() == Some(session_id),
            Body::Accepted(_) => false,
            // The service has it by now. Where the page has a say, that is a new message.
            Body::Local(Local::Message(local)) => {
                !hidden && is_same(local, message, "type") && is_same(local, message, "text")
            }
            Body::Local(_) => false,
        };
        // Those on their way stand last; only what the messenger itself says stands among the others.
        let first = if self.has_locals { 0 } else { self.placed() };
        let from = self.entries[first..].iter().position(is_draft);
        let from = from.map(|at| first + at);
        let place = place_of(message);
        if let Some(known) = self.known(&place) {
            let Some(from) = from else {
                return (self.renew(known, message, changes), known);
            };
            // It came before without the name of its draft: of the two, one must go.
            let draft = self.entries.remove(from);
            tell(draft.is_visible(), Change::Removed(draft.key), changes);
            return (Added::Confirmed, known);
        }
        let was_local = from.is_some_and(|at| self.entries[at].is_local());
        let (key, face) = match from {
            Some(at) => {
                let draft = self.entries.remove(at);
                (draft.key, draft.face)
            }
            None => (self.next_key(), first_face(hidden)),
        };
        let at = self.index_of(&place);
        let is_visible = face != Face::Hidden;
        let body = Body::Accepted(message.clone());
        self.entries.insert(
            at,
            Box::new(Entry {
                key,
                delivery: Delivery::Delivered,
                body,
                place: Some(place),
                face,
            }),
        );
        self.note_form(at);
        let before = self.next_visible(at);
        match from {
            None => {
                tell(is_visible, Change::Inserted(key, before), changes);
                (Added::New, key)
            }
            Some(from) => {
                tell(is_visible && from != at, Change::Moved(key, before), changes);
                tell(is_visible, Change::Updated(key), changes);
                let added = if was_local { Added::Known } else { Added::Confirmed };
                (added, key)
            }
        }
    }

    /// The entry that shows next after the one at a place.
    fn next_visible(&self, at: usize) -> Option<Key> {
        let mut after = self.entries[at + 1..].iter();
        after.find(|entry| entry.is_visible()).map(|entry| entry.key)
    }

    /// Adds something that the messenger itself says, after all messages that the service has: later
    /// ones come after it. Where there are none it stands where it is said, until the service has it.
    pub(crate) fn push_local(&mut self, local: Local, changes: &mut Vec<Change>) -> Key {
        let key = self.next_key();
        let last = self.entries.iter().rposition(|entry| entry.place.is_some());
        let place = last.and_then(|at| self.entries[at].place.clone());
        let at = last.map_or(self.entries.len(), |at| at + 1);
        self.entries.insert(
            at,
            Box::new(Entry {
                key,
                delivery: Delivery::Delivered,
                body: Body::Local(local),
                place,
                face: Face::Plain,
            }),
        );
        self.has_locals = true;
        self.note_form(at);
        changes.push(Change::Inserted(key, self.next_visible(at)));
        key
    }

    /// Takes out what the messenger itself says and the service should have had.
    pub(crate) fn remove_locals(&mut self, changes: &mut Vec<Change>) {
        let is_passing = |entry: &EntryBox| matches!(entry.body, Body::Local(Local::Message(_)));
        while let Some(at) = self.entries.iter().position(is_passing) {
            let entry = self.entries.remove(at);
            changes.push(Change::Removed(entry.key));
        }
    }

    /// Where a message of the service stands.
    pub(crate) fn key_of(&self, id: &MessageId) -> Option<Key> {
        // The newest are the likeliest.
        let mut entries = self.entries.iter().rev();
        let is_it = |entry: &&EntryBox| entry.place.as_ref().is_some_and(|(_, known)| known == id);
        // What the messenger itself says stands at the place of the message before it.
        let known = entries.find(|entry| !entry.is_local() && is_it(entry));
        known.map(|entry| entry.key)
    }

    /// The same for a message that has come: among the newest by its id, among thousands by its time too.
    fn known(&self, place: &Place) -> Option<Key> {
        const NEWEST: usize = 200;
        let at = self.index_of(place);
        let from = if at + NEWEST < self.entries.len() {
            // It would stand right there, but for what the messenger itself says after it.
            at.saturating_sub(3)
        } else {
            self.entries.len().saturating_sub(NEWEST)
        };
        let mut near = self.entries[from..].iter().take(NEWEST);
        let is_it = |entry: &&EntryBox| {
            !entry.is_local() && entry.place.as_ref().is_some_and(|(_, known)| *known == place.1)
        };
        near.find(is_it).map(|entry| entry.key)
    }

    /// The first place whose entry comes later. Messages come in order, so look from the end; what was said earlier
    /// comes before all.
    fn index_of(&self, place: &Place) -> usize {
        let stands_before = |entry: &EntryBox| entry.place.as_ref().is_some_and(|other| other <= place);
        if self.entries.first().is_none_or(|first| !stands_before(first)) {
            return 0;
        }
        self.entries
            .iter()
            .rposition(stands_before)
            .map_or(0, |at| at + 1)
    }

    /// How many entries have a place; those on their way follow.
    fn placed(&self) -> usize {
        let placed = self.entries.iter().rposition(|entry| entry.place.is_some());
        placed.map_or(0, |at| at + 1)
    }

    pub(crate) fn next_key(&mut self) -> Key {
        self.last_key += 1;
        Key(self.last_key)
    }
}

/// The session id that the message was posted with, where the service says.
pub(crate) fn session_id_of(message: &Message) -> Option<SessionId> {
    let id = message.object().get("source")?.get("sessionId")?.as_str()?;
    Some(SessionId::new(id))
}
