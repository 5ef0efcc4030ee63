//! From the composer to the service: a user where there is none, then each message in turn.

use super::{Phase, Session};
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outbox::{Doubt, Item};
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::{Added, Delivery, Key, session_id_of};
use avmsdk_protocol::call::{
    ConversationResponse, CreateRequest, Intent, MessagesResponse, PostMessageRequest, UserSession,
};
use avmsdk_protocol::id::SessionId;
use avmsdk_protocol::message::{Draft, Message};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Value, Wire, path};

impl Session {
    pub(super) fn submit(&mut self, draft: Draft, promise: Option<PromiseId>) {
        if draft.text().is_some_and(|text| text.trim_ascii().is_empty()) {
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
            doubt: Doubt::None,
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
        if self.phase == Phase::Ready && self.conversation.is_some() {
            self.settle(Some(promise), Ok(Value::Null));
        } else {
            self.waiting.push(promise);
            self.pump();
        }
    }

    /// Sends the first message of the outbox, unless one is under way or it must wait.
    pub(super) fn pump(&mut self) {
        if self.phase != Phase::Ready || self.outbox.patience.is_resting() || self.tickets.is_posting() {
            return;
        }
        let first = self.outbox.first_mut();
        let Some(conversation) = &self.conversation else {
            match first {
                Some(_) => self.create(Intent::Message),
                None if !self.waiting.is_empty() => self.create(Intent::ConversationStart),
                None => {}
            }
            return;
        };
        let Some(item) = first else { return };
        if item.doubt != Doubt::None {
            // It waits for the conversation to be read, from after the doubt arose.
            if !self.sync.is_running() {
                self.catch_up();
            }
            return;
        }
        let key = item.key;
        let path = path::messages(&self.app, &conversation.id());
        if let Some(author) = self.identity.author(Some(item.session_id.clone())) {
            let mut request = PostMessageRequest::new();
            request.set_message(item.draft.clone()).set_author(author);
            self.ask(Purpose::Post(key), Method::Post, &path, Some(to_text(&request)));
        }
    }

    /// Makes the user with its first conversation, or the conversation alone.
    fn create(&mut self, intent: Intent) {
        if self.tickets.is_open(Purpose::CreateUser) || self.tickets.is_open(Purpose::CreateConversation) {
            return;
        }
        let client = self.identity.client().clone();
        let mut request = CreateRequest::new();
        request.set_client(client).set_intent(intent);
        let body = to_text(&request);
        let app = &self.app;
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
                self.take_conversation(response.conversation());
                self.created();
            }
            Outcome::Refused(refusal) => self.creation_refused(&refusal),
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    fn created(&mut self) {
        self.outbox.patience.succeeded();
        if self.conversation.is_some() {
            self.settle_waiting(&Ok(Value::Null));
        }
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
        let Some(item) = self.outbox.first_mut().filter(|item| item.key == key) else {
            // The echo was quicker and has done all of it.
            return self.pump();
        };
        let done = matches!(answer, Answer::Status { status: 200..300, .. });
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(response) => {
                if let Some(mut message) = response.messages().into_iter().next() {
                    // The answer belongs to the item that was posted, whatever `source` it shows.
                    name_by(&mut message, &item.session_id);
                    let unread = self.receive(&message, self.unread);
                    self.set_unread(unread);
                    self.pump();
                } else {
                    self.refuse_doubtful(&Refusal::malformed());
                }
            }
            Outcome::Refused(refusal) if done => self.refuse_doubtful(&refusal),
            Outcome::Refused(refusal) => {
                self.refuse_first(&refusal);
                self.pump();
            }
            Outcome::Later { after, unknown } => {
                if unknown {
                    item.doubt = Doubt::Open;
                }
                self.send_later(after);
            }
        }
    }

    /// The service took a message and answered what nobody understands. To post it again by
    /// ourselves could go on for ever; if the conversation shows it, it has arrived after all.
    fn refuse_doubtful(&mut self, refusal: &Refusal) {
        if let Some(item) = self.outbox.first_mut() {
            item.doubt = Doubt::Open;
        }
        self.refuse_first(refusal);
        self.catch_up();
        self.pump();
    }

    /// Good news: what waits of our own accord need not.
    pub(super) fn wake_outbox(&mut self) {
        if self.outbox.patience.wake() {
            self.effects.push(Effect::ClearAlarm(Alarm::Outbox));
        }
    }

    fn send_later(&mut self, after: Option<u32>) {
        if let Some(item) = self.outbox.first() {
            self.timeline
                .set_delivery(item.key, Delivery::Waiting, &mut self.changes);
        }
        let wait = self.outbox.patience.failed(after, &mut self.random);
        self.effects.push(Effect::SetAlarm(Alarm::Outbox, wait));
    }

    pub(super) fn refuse_first(&mut self, refusal: &Refusal) {
        if let Some((key, promise)) = self.outbox.refuse_first() {
            self.timeline
                .set_delivery(key, Delivery::Failed, &mut self.changes);
            self.settle(promise, Err(refusal.clone()));
        }
    }

    /// Adds a message of the service; if it is an own one on its way, that one has arrived.
    pub(super) fn add_message(&mut self, message: &Message) -> Added {
        let added = self.timeline.add(message, &mut self.changes);
        if let Some(active) = &mut self.conversation {
            active.set_last_updated_at(active.last_updated_at().max(Some(message.received())));
        }
        if let (Added::Confirmed, Some(session_id)) = (added, session_id_of(message)) {
            let promise = self.outbox.accept(&session_id).and_then(|item| item.promise);
            self.wake_outbox();
            let conversation = self.conversation.as_ref();
            crate::page::message_events("message:sent", message, conversation, &mut self.effects);
            self.settle(promise, Ok(message.to_value()));
        }
        added
    }

    /// Takes the conversation, unless there is one.
    pub(super) fn take_conversation(&mut self, conversation: avmsdk_protocol::conversation::Conversation) {
        if self.conversation.is_some() {
            return;
        }
        let unread = conversation.unread_count().unwrap_or(0);
        self.conversation = Some(conversation);
        self.set_unread(unread);
    }
}

/// Makes sure that the message is recognised as the item that was posted.
fn name_by(message: &mut Message, session_id: &SessionId) {
    let mut source = message.source().unwrap_or_default();
    source.set_session_id(Some(session_id.clone()));
    message.set_source(Some(source));
}
