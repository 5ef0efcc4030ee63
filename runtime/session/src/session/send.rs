//! From the composer to the service: a user where there is none, then each message in turn.

use super::{Outcome, Phase, Session};
use crate::backoff;
use crate::change::Change;
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal};
use crate::input::{Answer, Now};
use crate::outbox::Item;
use crate::ticket::Purpose;
use crate::timeline::{Added, Delivery, Key};
use avmsdk_protocol::call::{
    ConversationResponse, CreateRequest, Intent, MessagesResponse, PostMessageRequest, PostMessageResponse,
    UserSession,
};
use avmsdk_protocol::id::SessionId;
use avmsdk_protocol::message::{Draft, Message};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Value, Wire, path};

impl Session {
    pub(super) fn submit(&mut self, draft: Draft, promise: Option<PromiseId>) {
        if draft.text.as_deref().is_some_and(|text| text.trim().is_empty()) {
            return self.settle(
                promise,
                Err(Refusal::ours("empty_message", "a message needs a text")),
            );
        }
        let session_id = SessionId::new(self.random.uuid());
        let key = self
            .timeline
            .push_draft(draft.clone(), session_id.clone(), &mut self.changes);
        self.outbox.push(Item {
            key,
            session_id,
            draft,
            promise,
            in_doubt: false,
        });
        self.mark_all_as_read();
        self.pump();
    }

    pub(super) fn retry(&mut self, key: Key) {
        if self.outbox.revive(key) {
            self.timeline
                .set_delivery(key, Delivery::Sending, &mut self.changes);
            self.pump();
        }
    }

    pub(super) fn start_conversation(&mut self, promise: PromiseId) {
        if self.conversation.is_some() {
            self.settle(Some(promise), Ok(Value::Null));
        } else {
            self.waiting.push(promise);
            self.create(Intent::ConversationStart);
        }
    }

    /// Sends the first message of the outbox, unless one is under way or it must wait.
    pub(super) fn pump(&mut self) {
        let Some(item) = self.outbox.first() else { return };
        let (key, in_doubt) = (item.key, item.in_doubt);
        if self.phase != Phase::Ready
            || self.tickets.is_open(Purpose::Post(key))
            || self.tickets.is_open(Purpose::Confirm(key))
        {
            return;
        }
        self.effects.push(Effect::ClearAlarm(Alarm::Outbox));
        let Some(conversation) = &self.conversation else {
            return self.create(Intent::Message);
        };
        let path = path::messages(&self.config.app.id, &conversation.id);
        if in_doubt {
            return self.ask(Purpose::Confirm(key), Method::Get, &path, None);
        }
        if let Some(author) = self.identity.author(Some(item.session_id.clone())) {
            let request = PostMessageRequest {
                message: item.draft.clone(),
                author,
                intent: None,
            };
            self.ask(Purpose::Post(key), Method::Post, &path, Some(to_text(&request)));
        }
    }

    /// Makes the user with its first conversation, or the conversation alone.
    fn create(&mut self, intent: Intent) {
        if self.tickets.is_open(Purpose::CreateUser) || self.tickets.is_open(Purpose::CreateConversation) {
            return;
        }
        let client = self.identity.client().clone();
        let body = to_text(&CreateRequest {
            client,
            intent,
            external_id: None,
            profile: Object::new(),
        });
        let app = &self.config.app.id;
        let (purpose, path) = match self.identity.user() {
            None => (Purpose::CreateUser, path::users(app)),
            Some(user) => (Purpose::CreateConversation, path::first_conversation(app, user)),
        };
        self.ask(purpose, Method::Post, &path, Some(body));
    }

    pub(super) fn user_created(&mut self, answer: Answer) {
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                self.take_user_session(session);
                self.created();
            }
            Outcome::Refused(refusal) => self.creation_refused(&refusal),
            // A user made unheard is an empty one that nobody sees.
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    pub(super) fn conversation_created(&mut self, answer: Answer) {
        match answer.outcome::<ConversationResponse>() {
            Outcome::Done(response) => {
                self.take_conversation(response.conversation);
                self.created();
            }
            Outcome::Refused(refusal) => self.creation_refused(&refusal),
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    fn created(&mut self) {
        self.outbox.failures = 0;
        self.settle_waiting(&Ok(Value::Null));
        self.pump();
        self.connect_user();
    }

    fn creation_refused(&mut self, refusal: &Refusal) {
        self.settle_waiting(&Err(refusal.clone()));
        while self.outbox.first().is_some() {
            self.refuse_first(refusal);
        }
    }

    pub(super) fn posted(&mut self, key: Key, answer: Answer) {
        match answer.outcome::<PostMessageResponse>() {
            Outcome::Done(response) => {
                let accepted = response.messages.into_iter().next();
                match (accepted, self.outbox.first()) {
                    // The answer belongs to the item that was posted, whatever `source` it shows.
                    (Some(mut message), Some(item)) if item.key == key => {
                        name_by(&mut message, &item.session_id);
                        self.add_message(message);
                    }
                    // The echo was quicker and has done all of it.
                    _ => {}
                }
                self.pump();
            }
            Outcome::Refused(refusal) => {
                if self.outbox.first().is_some_and(|item| item.key == key) {
                    self.refuse_first(&refusal);
                }
                self.pump();
            }
            Outcome::Later { after, unknown } => {
                if let Some(item) = self.outbox.first_mut().filter(|item| item.key == key) {
                    item.in_doubt |= unknown;
                }
                self.send_later(after);
            }
        }
    }

    /// The conversation was read again to learn whether an earlier post was accepted.
    pub(super) fn confirmed(&mut self, key: Key, answer: Answer, now: Now) {
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                self.merge(page.messages, now);
                if let Some(item) = self.outbox.first_mut().filter(|item| item.key == key) {
                    item.in_doubt = false;
                }
                self.pump();
            }
            Outcome::Refused(refusal) => {
                self.refuse_first(&refusal);
                self.pump();
            }
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    fn send_later(&mut self, after: Option<u32>) {
        self.outbox.failures = self.outbox.failures.saturating_add(1);
        if let Some(item) = self.outbox.first() {
            self.timeline
                .set_delivery(item.key, Delivery::Waiting, &mut self.changes);
        }
        let wait = backoff::wait(self.outbox.failures, after, &mut self.random);
        self.effects.push(Effect::SetAlarm(Alarm::Outbox, wait));
    }

    fn refuse_first(&mut self, refusal: &Refusal) {
        if let Some((key, promise)) = self.outbox.refuse_first() {
            self.timeline
                .set_delivery(key, Delivery::Failed, &mut self.changes);
            self.settle(promise, Err(refusal.clone()));
        }
    }

    /// Adds a message of the service; if it is an own one on its way, that one has arrived.
    pub(super) fn add_message(&mut self, message: Message) -> Added {
        let added = self.timeline.add(message.clone(), &mut self.changes);
        let session_id = message
            .source
            .as_ref()
            .and_then(|source| source.session_id.as_ref());
        if let (Added::Confirmed, Some(session_id)) = (added, session_id) {
            let promise = self.outbox.accept(session_id).and_then(|item| item.promise);
            let conversation = self.conversation.as_ref();
            crate::page::message_events("message:sent", &message, conversation, &mut self.effects);
            self.settle(promise, Ok(message.to_value()));
        }
        added
    }

    pub(super) fn take_conversation(&mut self, conversation: avmsdk_protocol::conversation::Conversation) {
        if self
            .conversation
            .as_ref()
            .is_some_and(|known| known.id != conversation.id)
        {
            self.timeline.clear(&mut self.changes);
        }
        let unread = conversation.unread_count.unwrap_or(0);
        self.conversation = Some(conversation);
        if self.unread != unread {
            self.unread = unread;
            self.changes.push(Change::Unread);
        }
    }
}

/// Makes sure that the message is recognised as the item that was posted.
fn name_by(message: &mut Message, session_id: &SessionId) {
    let source = message
        .source
        .get_or_insert_with(|| avmsdk_protocol::author::Source {
            kind: "web".to_owned(),
            id: None,
            integration_id: None,
            session_id: None,
            rest: Object::new(),
        });
    source.session_id = Some(session_id.clone());
}
