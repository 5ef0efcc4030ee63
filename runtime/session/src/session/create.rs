//! A user where there is none, and its first conversation.

use super::Session;
use crate::effect::{Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::page;
use crate::ticket::Purpose;
use avmsdk_protocol::call::{ConversationResponse, CreateRequest, Intent, UserSession};
use avmsdk_protocol::{Object, Value, path};

impl Session {
    pub(super) fn start_conversation(&mut self, promise: PromiseId) {
        self.waiting.push(promise);
        self.tell_started();
        self.pump();
    }

    /// Who waits for a conversation is told when there is one: which are known, the one that is shown first, each as in a
    /// list. Nobody waits before the second part is there.
    pub(super) fn tell_started(&mut self) {
        if self.waiting.is_empty() || self.conversation.is_none() {
            return;
        }
        let shown = page::conversation(self.conversation.as_ref(), Some(self.unread), None);
        let mut list = vec![shown];
        for other in &self.others {
            list.push(page::described(other, None));
        }
        let mut known = Object::new();
        known.set("conversations", Value::Array(list));
        self.settle_waiting(&Ok(known.into()));
    }

    /// Makes the user with its first conversation, or the conversation alone.
    pub(super) fn create(&mut self, intent: Intent) {
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
                if self.is_whole {
                    self.add_profile_of_new_user(request.object_mut());
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

    #[inline(never)]
    pub(super) fn user_created(&mut self, answer: Answer) {
        self.debug_sending();
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                self.take_user_session(session);
                if self.is_whole {
                    self.profile_went_along(true);
                }
                self.created();
            }
            Outcome::Refused(refusal) => {
                if self.is_whole {
                    self.profile_went_along(false);
                }
                self.creation_refused(&refusal);
            }
            // A user made unheard is an empty one that nobody sees.
            Outcome::Later { after, .. } => {
                if self.is_whole {
                    self.profile_went_along(false);
                }
                self.send_later(after);
            }
        }
    }

    #[inline(never)]
    pub(super) fn conversation_created(&mut self, answer: Answer) {
        self.debug_sending();
        match answer.outcome::<ConversationResponse>() {
            Outcome::Done(response) => {
                if self.conversation.is_none() {
                    self.show_conversation(response.conversation());
                    if self.sync.is_running() {
                        // It was looked for, as somebody else is making it too: what was said in it is asked for now.
                        self.catch_up();
                    }
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
            self.show_drafts();
        }
        if self.is_whole {
            self.create_further();
        }
        self.pump();
        self.connect_user();
    }

    /// Tells who waits for the first conversation, and makes the further ones that had to wait for a user.
    #[inline(never)]
    pub(super) fn create_further(&mut self) {
        self.debug_whole();
        self.tell_started();
        // What the page has said of the user meanwhile.
        self.send_profile_in_time();
        for (settings, promise) in &core::mem::take(&mut self.creating) {
            self.create_conversation(settings.clone(), *promise);
        }
    }

    #[inline(never)]
    pub(super) fn refuse_creating(&mut self, refusal: &Refusal) {
        self.debug_whole();
        for (_, promise) in &core::mem::take(&mut self.creating) {
            self.settle(Some(*promise), Err(refusal.clone()));
        }
    }

    pub(super) fn creation_refused(&mut self, refusal: &Refusal) {
        self.settle_waiting(&Err(refusal.clone()));
        if self.is_whole {
            self.refuse_links(refusal);
            self.refuse_creating(refusal);
        }
        while self.outbox.first().is_some() {
            self.refuse_first(refusal);
        }
    }
}
