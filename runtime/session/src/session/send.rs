//! From the composer to the service: a user where there is none, then each message in turn.

use super::consult::Question;
use super::{Phase, Session};
use crate::call::Call;
use crate::delegate::Delegate;
use crate::effect::{Effect, Method, PromiseId, Refusal};
use crate::notice::Notice;
use crate::outbox::{Doubt, Item, Stage};
use crate::ticket::Purpose;
use crate::timeline::{Delivery, Key};
use crate::upload::Upload;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::call::{Intent, PostMessageRequest};
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::path;

/// The most bytes of a text (assumed; the composer keeps what is longer).
pub const LONGEST_TEXT: usize = 65_536;

/// Whether nothing can be read of a text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

impl Session {
    #[inline(never)]
    pub(super) fn submit(
        &mut self,
        draft: Draft,
        conversation: Option<ConversationId>,
        promise: Option<PromiseId>,
    ) {
        self.debug_sending();
        if let Some(promise) = promise
            && self.is_another_due()
        {
            let call = Call::SendMessage(Box::new(draft), conversation);
            return self.deferred.push((call, promise));
        }
        if draft.text().is_some_and(|text| is_blank(&text)) {
            return self.settle(
                promise,
                Err(Refusal::ours("empty_message", "a message needs a text")),
            );
        }
        if promise.is_none() && draft.text().is_some_and(|text| text.len() > LONGEST_TEXT) {
            self.want_late();
            return self.notify(Notice::MessageTooLong);
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
            stage: Stage::Queued,
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
    #[inline(never)]
    pub(super) fn show_drafts(&mut self) {
        self.debug_sending();
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

    /// Shows all that is to be sent anew.
    #[inline(never)]
    pub(super) fn show_queued(&mut self) {
        self.debug_sending();
        for key in self.outbox.queued().map(|item| item.key).collect::<Vec<_>>() {
            self.show_draft(key, Delivery::Waiting);
        }
    }

    #[inline(never)]
    pub(super) fn retry(&mut self, key: Key) {
        self.debug_sending();
        if self.outbox.revive(key) {
            self.timeline
                .set_delivery(key, Delivery::Sending, &mut self.changes);
            self.keep_item(key, false);
            if self.is_page_unasked() {
                self.load_late();
            }
            self.pump();
        }
    }

    /// Sends the first message of the outbox, unless one is under way or it must wait.
    #[inline(never)]
    pub(super) fn send_first(&mut self) {
        self.debug_sending();
        if self.is_whole {
            self.ask_waiting_links();
        }
        // What was refused for its token is put aside, and goes before anything else.
        let is_parked = self.is_asked(Question::Token);
        let is_posting =
            is_parked || self.is_login_due || self.tickets.is_posting() || self.is_page_unasked();
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
            let intent = match first {
                Some(_) => Intent::Message,
                None if !self.waiting.is_empty() || !self.creating.is_empty() => Intent::ConversationStart,
                None if self.is_whole && self.is_link_waiting() => Intent::LinkRequest,
                None => return,
            };
            if !self.waits_for_another_tab() {
                self.create(intent);
            }
            return;
        };
        let Some(item) = first else { return };
        let (key, is_file, draft) = (item.key, item.file().is_some(), item.draft.clone());
        if item.doubt != Doubt::None {
            return self.resolve_doubt(key, &conversation);
        }
        let author = self.identity.author(Some(item.session_id.clone()));
        if self.is_whole && !item.is_decided && self.ask_before_sending(key, &draft, &conversation) {
            return;
        }
        if let Some(author) = author {
            if self.is_whole {
                self.send_profile();
            }
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

    /// What is being posted need not arrive any more: it will be looked for, and posted by somebody else.
    #[inline(never)]
    pub(super) fn abort_first(&mut self) {
        self.debug_sending();
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

    /// What is being posted is not waited for: somebody else may see to it, which the storage tells them.
    #[inline(never)]
    pub(super) fn hand_over_first(&mut self) {
        self.debug_sending();
        if self.tickets.is_posting() {
            self.doubt_first();
            self.abort_first();
        }
    }

    /// The conversations are no more, or others: what was written goes to the next.
    #[inline(never)]
    pub(super) fn leave_outbox(&mut self) {
        self.debug_sending();
        self.hand_over_first();
        self.outbox.leave_conversations();
    }

    /// When a message was written that is on its way, by the browser's clock.
    #[inline(never)]
    pub(super) fn written_at(&self, key: Key) -> Option<Seconds> {
        self.debug_sending();
        self.outbox.find(key).map(|item| item.written)
    }

    /// The file of one that is on its way.
    #[inline(never)]
    pub(super) fn upload_of(&self, key: Key) -> Option<&Upload> {
        self.debug_sending();
        self.outbox.find(key)?.file()
    }
}
