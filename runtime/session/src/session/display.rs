//! What the page makes of messages: whether and how each shows, and what of the visitor's is sent.

use super::Session;
use super::consult::Question;
use crate::delegate::Delegate;
use crate::page;
use crate::timeline::{Added, Body, Face, Key, session_id_of};
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::message::{Draft, KEYS_OF_A_DRAFT, Message};
use avmsdk_protocol::{Object, Value, Wire};

impl Session {
    /// Adds a message of the service to what is shown, and tells nobody.
    pub(super) fn show(&mut self, message: &Message) -> Added {
        if self.can_send && self.is_posted_twice(message) {
            return Added::Known;
        }
        let hidden = self.consults.delegates.has(Delegate::BeforeDisplay);
        let (added, key) = self.timeline.add(message, hidden, &mut self.changes);
        if hidden && added != Added::Known {
            self.ask_for_display(key);
        }
        if added == Added::Changed {
            self.keep_snapshot_soon();
            if self.sync.is_running() {
                // What is on its way may be older.
                self.catch_up();
            }
            return Added::Known;
        }
        added
    }

    /// Whether the network has brought a message of ours to the service twice, as browsers do that find
    /// a connection closed before the answer. Of the two the first shows.
    #[inline(never)]
    pub(super) fn is_posted_twice(&self, message: &Message) -> bool {
        self.debug_sending();
        let Some(named) = session_id_of(message) else {
            return false;
        };
        let mut posted = self.posted.iter();
        posted.any(|(id, first)| *id == named && *first != message.id())
    }

    /// The service has a message that was posted here.
    pub(super) fn remember_post(&mut self, message: &Message) {
        const REMEMBERED: usize = 50;
        let Some(id) = session_id_of(message) else {
            return;
        };
        if self.posted.len() >= REMEMBERED {
            self.posted.remove(0);
        }
        self.posted.push((id, message.id()));
    }

    /// Asks how a message shows. Until the answer a new one does not, and another as before.
    #[inline(never)]
    pub(super) fn ask_for_display(&mut self, key: Key) {
        self.debug_whole();
        let Some(entry) = self.timeline.get(key).filter(|entry| !entry.is_local()) else {
            return;
        };
        let message = page::message(entry);
        let place = self.place_for_delegate(self.active_id().as_ref());
        let question = Question::Display(key);
        self.withdraw(question);
        self.consult(Delegate::BeforeDisplay, question, vec![message, place]);
    }

    /// The page has another function, or none any more.
    pub(super) fn ask_for_display_of_all(&mut self) {
        let mut keys = Vec::new();
        for entry in self.timeline.entries() {
            keys.push(entry.key);
        }
        let asks = self.consults.delegates.has(Delegate::BeforeDisplay);
        for key in keys {
            if asks {
                self.ask_for_display(key);
            } else {
                self.withdraw(Question::Display(key));
                self.timeline.set_face(key, Face::Plain, &mut self.changes);
            }
        }
    }

    /// Nothing hides it, an object takes its place but for its id.
    pub(super) fn display_decided(&mut self, key: Key, answer: Option<Value>) {
        let Some(entry) = self.timeline.get(key) else {
            return;
        };
        let face = match answer {
            None => Face::Plain,
            Some(Value::Object(mut shown)) => {
                let whole = page::message(entry);
                for name in ["_id", "received", "role", "type"] {
                    if let Some(value) = whole.get(name)
                        && (name != "type" || shown.get(name).is_none())
                    {
                        shown.set(name, value.clone());
                    }
                }
                // One that the service does not have: the views read it as if it had.
                for (name, value) in [("_id", Value::from("")), ("received", Value::from(0))] {
                    if shown.get(name).is_none() {
                        shown.set(name, value);
                    }
                }
                let is_plain = entry.message().is_some_and(|message| *message.object() == shown);
                match Message::read(&shown.into()) {
                    Some(message) if !is_plain => Face::Other(message),
                    _ => Face::Plain,
                }
            }
            Some(_) => Face::Hidden,
        };
        self.timeline.set_face(key, face, &mut self.changes);
    }

    /// Asks what of a message is sent; returns whether the answer must be waited for.
    #[inline(never)]
    pub(super) fn ask_before_sending(&mut self, key: Key, draft: &Draft, place: &ConversationId) -> bool {
        self.debug_whole();
        let question = Question::Send(key);
        if self.is_asked(question) {
            return true;
        }
        let place = self.place_for_delegate(Some(place));
        self.consult(Delegate::BeforeSend, question, vec![draft.to_value(), place])
    }

    /// What the page gives counts over what was written, key by key (observed).
    pub(super) fn send_decided(&mut self, key: Key, answer: Option<Value>) {
        let Some(item) = self.outbox.item_mut(key) else {
            return;
        };
        item.is_decided = true;
        // Of a file the service takes nothing else (observed).
        let taken = if item.file().is_some() {
            &["metadata"][..]
        } else {
            &KEYS_OF_A_DRAFT
        };
        change_draft(&mut item.draft, answer, taken);
        self.timeline.set_draft(key, &item.draft, &mut self.changes);
        if self
            .timeline
            .get(key)
            .is_some_and(|entry| matches!(entry.body, Body::Own(..)))
        {
            self.ask_for_display(key);
        }
        self.keep_item(key, false);
        self.pump();
    }

    /// `{conversation}` as a delegate has it: without messages.
    pub(super) fn place_for_delegate(&self, id: Option<&ConversationId>) -> Value {
        let conversation = id.and_then(|id| self.conversation_of(id));
        let is_active = id.is_some_and(|id| self.is_active(id));
        let unread = is_active.then_some(self.unread);
        let mut place = Object::new();
        place.set("conversation", page::conversation(conversation, unread, None));
        place.into()
    }
}

/// What the page gives counts over what was written, key by key.
pub(super) fn change_draft(draft: &mut Draft, answer: Option<Value>, taken: &[&str]) {
    let Some(Value::Object(changed)) = answer else {
        return;
    };
    let mut object = draft.object().clone();
    for &name in taken {
        match changed.get(name) {
            Some(Value::Null) => {
                object.take(name);
            }
            Some(value) if name != "role" => object.set(name, value.clone()),
            _ => {}
        }
    }
    if let Some(changed) = Draft::read(&object.into()) {
        *draft = changed;
    }
}
