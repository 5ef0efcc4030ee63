//! A user where there is none, and its first conversation.

use super::{Phase, Session};
use crate::effect::{Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use avmsdk_protocol::call::{ConversationResponse, CreateRequest, Intent, UserSession};
use avmsdk_protocol::{Value, path};

impl Session {
    pub(super) fn start_conversation(&mut self, promise: PromiseId) {
        if self.phase == Phase::Ready && self.conversation.is_some() {
            self.settle(Some(promise), Ok(Value::Null));
        } else {
            self.waiting.push(promise);
            self.pump();
        }
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

    pub(super) fn user_created(&mut self, answer: Answer) {
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

    pub(super) fn conversation_created(&mut self, answer: Answer) {
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
            self.settle_waiting(&Ok(Value::Null));
            self.show_drafts();
        }
        if self.is_whole {
            self.create_further();
        }
        self.pump();
        self.connect_user();
    }

    /// Makes the further conversations that had to wait for a user.
    #[inline(never)]
    pub(super) fn create_further(&mut self) {
        self.debug_whole();
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
