//! From the composer to the service: a user where there is none, then each message in turn.

use super::consult::Question;
use super::{Phase, Session};
use crate::delegate::Delegate;
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outbox::{Doubt, Item};
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::{Added, Delivery, Key, session_id_of};
use crate::upload::Upload;
use avmsdk_protocol::call::{
    ConversationResponse, CreateRequest, Intent, MessagesResponse, PostMessageRequest, UserSession,
};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::message::{Draft, Message};
use avmsdk_protocol::{Value, Wire, path};

impl Session {
    pub(super) fn submit(
        &mut self,
        draft: Draft,
        conversation: Option<ConversationId>,
        promise: Option<PromiseId>,
    ) {
        if draft.text().is_some_and(|text| text.trim().is_empty()) {
            return self.settle(
                promise,
                Err(Refusal::ours("empty_message", "a message needs a text")),
            );
        }
        self.enqueue(draft, conversation, None, promise);
    }

    /// Shows a message or a file of the visitor's, and sends it in its turn.
    pub(super) fn enqueue(
        &mut self,
        draft: Draft,
        conversation: Option<ConversationId>,
        upload: Option<Box<Upload>>,
        promise: Option<PromiseId>,
    ) {
        self.take_notice_away();
        let conversation = conversation.or_else(|| self.active_id());
        let is_shown = conversation.is_none() || conversation == self.active_id();
        let key = self.timeline.next_key();
        self.outbox.push(Item {
            key,
            session_id: SessionId::new(self.random.uuid()),
            draft,
            upload,
            conversation,
            written: self.now.seconds(),
            after: if is_shown { self.timeline.newest() } else { None },
            is_decided: false,
            promise,
            doubt: Doubt::None,
            is_stray: false,
        });
        self.forget_writing();
        if is_shown {
            self.prompt_soon(key);
            self.show_draft(key, Delivery::Sending);
            self.mark_all_as_read();
        }
        self.keep_item(key, false);
        self.pump();
    }

    /// Shows a message on its way, if its conversation is the one that is shown.
    pub(super) fn show_draft(&mut self, key: Key, delivery: Delivery) {
        let Some(item) = self.outbox.find(key) else { return };
        if item.conversation.is_some() && item.conversation != self.active_id() {
            return;
        }
        let hidden = self.consults.delegates.has(Delegate::BeforeDisplay);
        let (draft, session_id) = (item.draft.clone(), item.session_id.clone());
        self.timeline
            .push_draft(key, draft, session_id, delivery, hidden, &mut self.changes);
        if hidden {
            self.ask_for_display(key);
        }
    }

    /// Shows what of the visitor's is on its way in the conversation that has just been entered.
    pub(super) fn show_drafts(&mut self) {
        let Some(active) = self.active_id() else { return };
        for (key, refused) in self.outbox.all_of(&active) {
            if self.timeline.get(key).is_some() {
                continue;
            }
            let Some(item) = self.outbox.find(key) else {
                continue;
            };
            if let Some(message) = self.timeline.named(&item.session_id).cloned() {
                // It has arrived, unheard.
                let named = item.session_id.clone();
                self.confirmed(&message, &named);
                continue;
            }
            let is_awaited = item.file().is_some_and(|it| !it.can_be_cancelled());
            let delivery = match (refused, is_awaited) {
                (true, _) => Delivery::Failed,
                (false, true) => Delivery::Sending,
                (false, false) => Delivery::Waiting,
            };
            self.show_draft(key, delivery);
        }
    }

    pub(super) fn retry(&mut self, key: Key) {
        if self.outbox.revive(key) {
            self.timeline
                .set_delivery(key, Delivery::Sending, &mut self.changes);
            self.keep_item(key, false);
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
        self.ask_waiting_links();
        // What was refused for its token is put aside, and goes before anything else.
        let is_parked = self.is_asked(Question::Token);
        let is_posting = is_parked || self.tickets.is_posting();
        if self.phase != Phase::Ready || self.outbox.patience.is_resting() || is_posting {
            return;
        }
        if self.prechat.is_submitting() {
            // It makes the user that the message needs.
            return;
        }
        let first = self.outbox.first();
        let place = first.and_then(|item| item.conversation.clone());
        let Some(conversation) = place.or_else(|| self.active_id()) else {
            match first {
                Some(_) => self.create(Intent::Message),
                None if !self.waiting.is_empty() || !self.creating.is_empty() => {
                    self.create(Intent::ConversationStart);
                }
                None if self.is_link_waiting() => self.create(Intent::LinkRequest),
                None => {}
            }
            return;
        };
        let Some(item) = first else { return };
        let (key, is_file, draft) = (item.key, item.file().is_some(), item.draft.clone());
        if item.doubt != Doubt::None {
            return self.resolve_doubt(key, &conversation);
        }
        let author = self.identity.author(Some(item.session_id.clone()));
        if !item.is_decided && self.ask_before_sending(key, &draft, &conversation) {
            return;
        }
        if let Some(author) = author {
            self.send_profile();
            let (path, body) = if is_file {
                (path::files(&self.app, &conversation), author.into_object())
            } else {
                let mut request = PostMessageRequest::new();
                request
                    .set_message(draft)
                    .set_author(author)
                    .set_intent(self.prechat.intent());
                (path::messages(&self.app, &conversation), request.into_object())
            };
            self.ask(Purpose::Post(key), Method::Post, path, Some(body));
        } else {
            // The page named a conversation, and nobody has any.
            self.refuse_first(&Refusal::no_conversation());
            self.pump();
        }
    }

    /// It waits for its conversation to be read, from after the doubt arose.
    fn resolve_doubt(&mut self, key: Key, conversation: &ConversationId) {
        if self.is_active(conversation) {
            if !self.sync.is_running() {
                self.catch_up();
            }
        } else {
            let path = path::conversation(&self.app, conversation);
            self.ask(Purpose::Find(key), Method::Get, path, None);
        }
    }

    /// The newest page of another conversation: is the message in it?
    pub(super) fn looked_for(&mut self, key: Key, answer: Answer) {
        let Some(item) = self.outbox.item_mut(key) else {
            return self.pump();
        };
        let id = item.session_id.clone();
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                item.doubt = Doubt::None;
                let place = page.conversation().map(|conversation| conversation.id());
                let messages = page.messages();
                let found = messages
                    .iter()
                    .find(|message| session_id_of(message).as_ref() == Some(&id));
                if let (Some(message), Some(place)) = (found, place)
                    && let Some(item) = self.accepted(&id)
                {
                    self.sent_elsewhere(item, message, &place);
                }
                self.pump();
            }
            Outcome::Refused(_) if item.is_stray => {
                // If it had arrived there, it went along to where the visitor is now.
                item.is_stray = false;
                item.conversation = None;
                if let Some(active) = self.active_id() {
                    self.outbox.enter(&active);
                    self.keep_all(false);
                    self.show_drafts();
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

    /// Makes the user with its first conversation, or the conversation alone.
    fn create(&mut self, intent: Intent) {
        if self.tickets.is_open(Purpose::CreateUser) || self.tickets.is_open(Purpose::CreateConversation) {
            return;
        }
        let client = self.identity.client().clone();
        let mut request = CreateRequest::new();
        request
            .set_client(client)
            .set_intent(intent)
            .set_external_id(self.identity.external_id().cloned());
        let (purpose, path) = match self.identity.user() {
            None => {
                let path = path::users(&self.app);
                for (key, value) in self.profile_of_new_user().iter() {
                    request.object_mut().set(key, value.clone());
                }
                (Purpose::CreateUser, path)
            }
            Some(user) => (
                Purpose::CreateConversation,
                path::first_conversation(&self.app, user),
            ),
        };
        self.ask(purpose, Method::Post, path, Some(request.into_object()));
    }

    pub(super) fn user_created(&mut self, answer: Answer) {
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                self.take_user_session(session);
                self.profile_went_along(true);
                self.created();
            }
            Outcome::Refused(refusal) => {
                self.profile_went_along(false);
                self.creation_refused(&refusal);
            }
            // A user made unheard is an empty one that nobody sees.
            Outcome::Later { after, .. } => {
                self.profile_went_along(false);
                self.send_later(after);
            }
        }
    }

    pub(super) fn conversation_created(&mut self, answer: Answer) {
        match answer.outcome::<ConversationResponse>() {
            Outcome::Done(response) => {
                if self.conversation.is_none() {
                    self.show_conversation(response.conversation());
                }
                self.created();
            }
            Outcome::Refused(refusal) => self.creation_refused(&refusal),
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    pub(super) fn created(&mut self) {
        self.outbox.patience.succeeded();
        if self.conversation.is_some() {
            self.settle_waiting(&Ok(Value::Null));
            self.show_drafts();
        }
        for (settings, promise) in &core::mem::take(&mut self.creating) {
            self.create_conversation(settings.clone(), *promise);
        }
        self.pump();
        self.connect_user();
    }

    fn creation_refused(&mut self, refusal: &Refusal) {
        self.settle_waiting(&Err(refusal.clone()));
        self.refuse_links(refusal);
        for (_, promise) in &core::mem::take(&mut self.creating) {
            self.settle(Some(*promise), Err(refusal.clone()));
        }
        while self.outbox.first().is_some() {
            self.refuse_first(refusal);
        }
    }

    pub(super) fn posted(&mut self, key: Key, answer: Answer) {
        let Some(item) = self.outbox.first_mut().filter(|item| item.key == key) else {
            // The echo was quicker and has done all of it.
            return self.pump();
        };
        if item.file().is_some() {
            return self.uploaded(answer);
        }
        let done = matches!(answer, Answer::Status { status: 200..300, .. });
        let active = self.conversation.as_ref().map(Conversation::id);
        let elsewhere = item
            .conversation
            .clone()
            .filter(|place| active.as_ref() != Some(place));
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(response) => {
                if let Some(mut message) = response.messages().first().cloned() {
                    // The answer belongs to the item that was posted, whatever `source` it shows.
                    let named = item.session_id.clone();
                    name_by(&mut message, &named);
                    if let Some(place) = elsewhere {
                        if let Some(item) = self.accepted(&named) {
                            self.sent_elsewhere(item, &message, &place);
                        }
                    } else {
                        let unread = self.receive(&message, self.unread);
                        self.set_unread(unread);
                    }
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
    pub(super) fn refuse_doubtful(&mut self, refusal: &Refusal) {
        self.doubt_first();
        self.refuse_first(refusal);
        self.catch_up();
        self.pump();
    }

    /// Good news: what waits of our own accord need not.
    pub(super) fn wake_outbox(&mut self) {
        if self.outbox.patience.wake() {
            self.clear_alarm(Alarm::Outbox);
        }
    }

    pub(super) fn send_later(&mut self, after: Option<u32>) {
        if let Some(item) = self.outbox.first() {
            self.timeline
                .set_delivery(item.key, Delivery::Waiting, &mut self.changes);
        }
        let wait = self.outbox.patience.failed(after, &mut self.random);
        self.set_alarm(Alarm::Outbox, wait);
    }

    pub(super) fn refuse_first(&mut self, refusal: &Refusal) {
        if let Some((key, promise)) = self.outbox.refuse_first() {
            self.timeline
                .set_delivery(key, Delivery::Failed, &mut self.changes);
            self.keep_item(key, true);
            self.settle(promise, Err(refusal.clone()));
        }
    }

    /// Adds a message of the service; if it is an own one on its way, that one has arrived.
    pub(super) fn add_message(&mut self, message: &Message) -> Added {
        let added = self.show(message);
        if let Some(active) = &mut self.conversation {
            active.set_last_updated_at(active.last_updated_at().max(Some(message.received())));
        }
        // One that is not shown as on its way, or came with a whole page, has arrived all the same.
        let item = session_id_of(message).and_then(|named| self.accepted(&named));
        if item.is_none() && added != Added::Confirmed {
            return added;
        }
        self.tell_confirmed(item, message);
        Added::Confirmed
    }

    /// A message of the conversation shown, which was on its way, has arrived.
    fn confirmed(&mut self, message: &Message, session_id: &SessionId) {
        let item = self.accepted(session_id);
        self.tell_confirmed(item, message);
    }

    fn tell_confirmed(&mut self, item: Option<Item>, message: &Message) {
        if let Some(place) = self.active_id() {
            self.tell_sent(&place, message);
        }
        self.settle(item.and_then(|item| item.promise), Ok(message.to_value()));
    }

    /// The service has an item of the outbox.
    pub(super) fn accepted(&mut self, session_id: &SessionId) -> Option<Item> {
        let item = self.outbox.accept(session_id)?;
        self.prechat.is_reply_due = false;
        self.unkeep(session_id.clone());
        self.upload_done(&item);
        self.wake_outbox();
        Some(item)
    }

    /// The page may have been told already that there is such a message, but not that it is its own.
    fn tell_sent(&mut self, place: &ConversationId, message: &Message) {
        self.remember_post(message);
        if self.is_news(message) {
            self.emit_message(place, "message:sent", message);
        } else {
            self.emit_in(Some(place), "message:sent", Some(message.to_value()));
        }
    }

    /// A message has arrived in a conversation that is not shown.
    pub(super) fn sent_elsewhere(&mut self, item: Item, message: &Message, place: &ConversationId) {
        self.tell_sent(place, message);
        self.settle(item.promise, Ok(message.to_value()));
        match self.other_mut(place) {
            Some(other) => {
                other.set_last_updated_at(other.last_updated_at().max(Some(message.received())));
            }
            None => self.refresh_list(),
        }
    }

    /// What is being posted need not arrive any more: it will be looked for, and posted by somebody else.
    pub(super) fn abort_first(&mut self) {
        if let Some(key) = self.outbox.first().map(|first| first.key) {
            self.abort(key);
        }
    }

    /// Ends the request of an item, whatever it is about.
    pub(super) fn abort(&mut self, key: Key) {
        let purpose = Purpose::Post(key);
        if let Some(ticket) = self.tickets.ticket_for(purpose) {
            self.effect(Effect::Abort(ticket));
        }
        self.forget_call(purpose);
        self.forget_call(Purpose::Find(key));
    }

    /// Whether the first message that was posted arrived is not known any more.
    pub(super) fn doubt_first(&mut self) {
        if let Some(item) = self.outbox.first_mut() {
            item.doubt = Doubt::Open;
        }
    }
}

/// Makes sure that the message is recognised as the item that was posted.
pub(super) fn name_by(message: &mut Message, session_id: &SessionId) {
    let mut source = message.source().unwrap_or_default();
    source.set_session_id(Some(session_id.clone()));
    message.set_source(Some(source));
}
