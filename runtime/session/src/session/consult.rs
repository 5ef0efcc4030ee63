//! Asking the page: before a message shows, before one is sent, before a postback, for a new token.

use super::Session;
use crate::delegate::{ConsultId, Delegate, Delegates};
use crate::effect::{Effect, Request};
use crate::input::Answer;
use crate::ticket::{Purpose, Ticket};
use crate::timeline::Key;
use avmsdk_protocol::Value;

/// What a question was about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Question {
    /// Whether and how a message shows.
    Display(Key),
    /// What of a message is sent.
    Send(Key),
    /// What of a postback is sent.
    Postback(u32),
    /// What of the answers to the form before the first message is sent.
    Prechat,
    /// A new token.
    Token,
}

/// The questions that the page has not answered, and what waits for a new token.
#[derive(Clone, Debug, Default)]
pub(super) struct Consults {
    pub(super) delegates: Delegates,
    last: u32,
    open: Vec<(ConsultId, Question)>,
    parked: Vec<(Purpose, Request, Answer)>,
    /// Requests that were made again with a new token.
    renewed: Vec<Ticket>,
}

impl Consults {
    pub(super) fn new(delegates: Delegates) -> Self {
        Consults {
            delegates,
            ..Consults::default()
        }
    }
}

impl Session {
    /// Asks, if the page has given that function; returns whether it has.
    pub(super) fn consult(&mut self, delegate: Delegate, question: Question, arguments: Vec<Value>) -> bool {
        if !self.consults.delegates.has(delegate) {
            return false;
        }
        self.consults.last += 1;
        let id = ConsultId(self.consults.last);
        self.consults.open.push((id, question));
        self.effect(Effect::Consult(id, delegate, arguments));
        true
    }

    /// Whether such a question is open.
    pub(super) fn is_asked(&self, question: Question) -> bool {
        self.consults.open.iter().any(|(_, open)| *open == question)
    }

    pub(super) fn set_delegates(&mut self, delegates: Delegates) {
        let before = core::mem::replace(&mut self.consults.delegates, delegates);
        if delegates.has(Delegate::BeforeDisplay) || before.has(Delegate::BeforeDisplay) {
            self.ask_for_display_of_all();
        }
    }

    pub(super) fn consulted(&mut self, id: ConsultId, answer: Option<Value>) {
        let Some(at) = self.consults.open.iter().position(|(open, _)| *open == id) else {
            return;
        };
        match self.consults.open.remove(at).1 {
            Question::Display(key) => self.display_decided(key, answer),
            Question::Send(key) => self.send_decided(key, answer),
            Question::Postback(number) => self.postback_decided(number, answer),
            Question::Prechat => self.prechat_decided(answer),
            Question::Token => self.token_came(answer),
        }
    }

    /// A question whose answer does not count any more.
    pub(super) fn withdraw(&mut self, question: Question) {
        while let Some(at) = self.consults.open.iter().position(|(_, open)| *open == question) {
            self.consults.open.remove(at);
        }
    }

    /// Asks again with a new token, now or as soon as the page has given one; returns whether that
    /// is so. Once: a request that is refused again is refused.
    #[inline(never)]
    pub(super) fn ask_with_new_token(
        &mut self,
        purpose: Purpose,
        request: &Request,
        answer: &Answer,
    ) -> bool {
        self.debug_whole();
        let renewed = &mut self.consults.renewed;
        if let Some(at) = renewed.iter().position(|ticket| *ticket == request.ticket) {
            renewed.remove(at);
            return false;
        }
        if !answer.is_invalid_auth() {
            return false;
        }
        if request.authorization != self.identity.authorization() {
            // It was on its way when the token came.
            self.ask_renewed(purpose, request.clone());
            return true;
        }
        let is_written = match purpose {
            Purpose::Post(_) | Purpose::Find(_) | Purpose::CreateConversation => true,
            // Of which it may be doubtful whether it has arrived.
            Purpose::CatchUp => self.outbox.first().is_some(),
            _ => false,
        };
        if is_written && self.secret_is_void() {
            return true;
        }
        let asked = self.ask_for_token();
        if asked {
            let parked = (purpose, request.clone(), answer.clone());
            self.consults.parked.push(parked);
        }
        asked
    }

    fn ask_renewed(&mut self, purpose: Purpose, request: Request) {
        let ticket = self.tickets.issue(purpose);
        self.consults.renewed.push(ticket);
        self.send_request(Request {
            ticket,
            authorization: self.identity.authorization(),
            ..request
        });
    }

    /// Asks the page for a new token, unless it is being asked; returns whether it can be.
    #[inline(never)]
    pub(super) fn ask_for_token(&mut self) -> bool {
        self.debug_whole();
        self.identity.jwt().is_some()
            && (self.is_asked(Question::Token)
                || self.consult(Delegate::OnInvalidAuth, Question::Token, Vec::new()))
    }

    pub(super) fn token_came(&mut self, answer: Option<Value>) {
        let token = answer.as_ref().and_then(Value::as_str);
        let parked = core::mem::take(&mut self.consults.parked);
        let Some(token) = token else {
            for (purpose, _, answer) in parked {
                self.answered(purpose, answer);
            }
            return self.pump();
        };
        self.identity.renew(token.to_owned());
        for (purpose, request, _) in parked {
            self.ask_renewed(purpose, request);
        }
        self.connect_user();
        self.pump();
    }

    /// Whether a call waits for a new token.
    pub(super) fn is_parked(&self, purpose: Purpose) -> bool {
        self.consults.parked.iter().any(|(parked, ..)| *parked == purpose)
    }

    /// What has been put aside need not be asked again.
    pub(super) fn unpark(&mut self, purpose: Purpose) {
        while let Some(at) = self.consults.parked.iter().position(|(it, ..)| *it == purpose) {
            self.consults.parked.remove(at);
        }
    }

    /// What has been put aside and will not be asked.
    pub(super) fn drop_parked(&mut self, dropped: &mut Vec<Purpose>) {
        self.consults.open.clear();
        for (purpose, ..) in &self.consults.parked {
            dropped.push(*purpose);
        }
        self.consults.parked.clear();
    }
}
