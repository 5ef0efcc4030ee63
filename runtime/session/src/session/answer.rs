//! Which answer goes where; before that, what is common to all: a new token, another try.

use super::Session;
use crate::channel::LinkCall;
use crate::effect::{Effect, PromiseId, Refusal, Request};
use crate::input::Answer;
use crate::ticket::{Purpose, Ticket};

impl Purpose {
    /// Whether it has no patience of its own, and is asked again in the common way.
    const fn is_retried(self) -> bool {
        matches!(
            self,
            Purpose::AuthCode
                | Purpose::Login
                | Purpose::Conversations
                | Purpose::Profile
                | Purpose::History
                | Purpose::Postback(..)
                | Purpose::Enter(_)
                | Purpose::Fetch(_)
                | Purpose::List(..)
                | Purpose::Create(_)
                | Purpose::Describe(_)
                | Purpose::Validate(_)
                | Purpose::Prechat
                | Purpose::PrechatPage
                | Purpose::LinkEmail
                | Purpose::Link(_, LinkCall::Address | LinkCall::Picture | LinkCall::Delete)
                | Purpose::Linked
        )
    }

    /// Whether the visitor sits before it and rather tries again than waits for long.
    pub(super) const fn is_watched(self) -> bool {
        matches!(
            self,
            Purpose::Validate(_) | Purpose::Prechat | Purpose::PrechatPage
        )
    }

    /// Whether its answer is read, so that half of one is none, and asking again does no harm: what was done is found.
    const fn is_read(self) -> bool {
        matches!(
            self,
            Purpose::RestoreUser
                | Purpose::FirstPage
                | Purpose::CatchUp
                | Purpose::Conversations
                | Purpose::CreateUser
                | Purpose::CreateConversation
                | Purpose::Post(_)
                | Purpose::Find(_)
                | Purpose::History
        )
    }

    /// Whether doing it twice would be wrong.
    pub(super) const fn is_done_once(self) -> bool {
        matches!(
            self,
            Purpose::AuthCode | Purpose::Postback(..) | Purpose::Create(_) | Purpose::Prechat
        )
    }

    /// Who waits for it.
    pub(super) const fn promise(self) -> Option<PromiseId> {
        match self {
            Purpose::Enter(promise)
            | Purpose::Fetch(promise)
            | Purpose::List(_, promise)
            | Purpose::Create(promise)
            | Purpose::Describe(promise) => Some(promise),
            _ => None,
        }
    }
}

impl Session {
    pub(super) fn take_answer(&mut self, ticket: Ticket, mut answer: Answer) {
        let request = self.tickets.take_request(ticket);
        let Some(purpose) = self.tickets.redeem(ticket) else {
            return;
        };
        if purpose.is_read() && answer.is_half() {
            answer = Answer::Unreachable;
        }
        if !self.is_whole
            && let (Purpose::Post(_), Answer::Status { status: 401, .. }) = (purpose, &answer)
        {
            // The second part knows whether it may be sent by somebody else.
            self.load_late();
            return self.send_later(None);
        }
        // Whoever could give a new token, and what is asked again, came with the second part.
        if self.is_whole
            && let Some(request) = request
            && self.is_asked_again(purpose, request, &answer)
        {
            return;
        }
        self.answered(purpose, answer);
    }

    #[inline(never)]
    fn is_asked_again(&mut self, purpose: Purpose, request: Request, answer: &Answer) -> bool {
        self.debug_whole();
        self.ask_with_new_token(purpose, &request, answer)
            || purpose.is_retried() && self.ask_later(purpose, request, answer)
    }

    pub(super) fn answered(&mut self, purpose: Purpose, answer: Answer) {
        match purpose {
            Purpose::RestoreUser => self.user_restored(answer),
            Purpose::FirstPage => self.first_page(answer),
            Purpose::CatchUp => self.caught_up(answer),
            Purpose::Conversations => self.listed(answer),
            Purpose::CreateUser => self.user_created(answer),
            Purpose::CreateConversation => self.conversation_created(answer),
            Purpose::Post(key) => self.posted(key, answer),
            Purpose::Find(key) => self.looked_for(key, answer),
            Purpose::Read => self.read_told(answer),
            Purpose::Writing => {}
            _ => self.answered_late(purpose, answer),
        }
    }

    /// What only the second part asks.
    #[inline(never)]
    fn answered_late(&mut self, purpose: Purpose, answer: Answer) {
        self.debug_whole();
        match purpose {
            Purpose::AuthCode => self.code_answered(answer),
            Purpose::Login => self.login_answered(answer),
            Purpose::Logout => self.logged_out(),
            Purpose::Profile => self.profile_sent(answer),
            Purpose::History => self.history_came(answer),
            Purpose::Postback(number) => self.postback_done(number, answer),
            Purpose::Enter(promise) => self.entered(promise, answer),
            Purpose::Fetch(promise) => self.fetched(promise, answer),
            Purpose::List(offset, promise) => self.list_came(offset, promise, answer),
            Purpose::Create(promise) | Purpose::Describe(promise) => self.described(promise, answer),
            Purpose::Validate(check) => self.validated(check, answer),
            Purpose::Prechat => self.prechat_answered(answer),
            Purpose::PrechatPage => self.prechat_page(answer),
            Purpose::LinkEmail => self.email_linked(&answer),
            Purpose::Link(at, call) => self.link_answered(at, call, answer),
            Purpose::Linked => self.links_read(answer),
            _ => {}
        }
    }

    /// Ends all that is under way or waits; whoever waits for it is told why.
    pub(super) fn drop_calls(&mut self, refusal: &Refusal) {
        let purposes = self.tickets.forget_all();
        if self.is_whole {
            self.drop_late_calls(purposes, refusal);
        }
    }

    /// What only the second part asks, puts aside or asks again.
    #[inline(never)]
    fn drop_late_calls(&mut self, mut purposes: Vec<Purpose>, refusal: &Refusal) {
        self.debug_whole();
        self.drop_retries(&mut purposes);
        self.drop_parked(&mut purposes);
        let mut promises = Vec::new();
        for purpose in purposes {
            promises.extend(purpose.promise());
        }
        self.acting.take_promises(&mut promises);
        self.settle_all(promises, &Err(refusal.clone()));
    }

    /// Hands a request to the shell.
    pub(super) fn send_request(&mut self, request: Request) {
        self.tickets.keep(&request);
        let effect = if self.is_whole {
            self.as_effect(request)
        } else {
            Effect::Request(request)
        };
        self.effect(effect);
    }
}
