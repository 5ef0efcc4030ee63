//! Asking again, for calls that have no patience of their own: those that the page waits for, and
//! what may be asked twice without harm.

use super::Session;
use crate::backoff;
use crate::effect::{Alarm, Effect, Request};
use crate::input::{Answer, Now};
use crate::ticket::Purpose;

/// How often a call is made before whoever waits is told.
const TRIES: u32 = 4;
/// Seconds that a visitor is kept waiting because the service asks for it.
const LONGEST_WATCHED: u32 = 20;

/// A call that the service could not answer.
#[derive(Clone, Debug)]
struct Late {
    request: Request,
    purpose: Purpose,
    failures: u32,
    due: Now,
    /// Whether the service asked for the wait: nothing but time ends it.
    is_asked: bool,
}

/// The calls to be made again, and how often each has been made.
#[derive(Clone, Debug, Default)]
pub(super) struct Retries {
    waiting: Vec<Late>,
    /// Those that were made again and are under way, by ticket.
    failed: Vec<(crate::Ticket, u32)>,
}

impl Session {
    /// Puts a call aside to be made again; returns whether it was. `request` is what was asked.
    #[inline(never)]
    pub(super) fn ask_later(&mut self, purpose: Purpose, request: Request, answer: &Answer) -> bool {
        self.debug_whole();
        let Some((after, unknown)) = answer.trouble() else {
            return false;
        };
        let at = self
            .retries
            .failed
            .iter()
            .position(|(ticket, _)| *ticket == request.ticket);
        let failures = at.map_or(0, |at| self.retries.failed.remove(at).1) + 1;
        let is_long = purpose.is_watched() && after > Some(LONGEST_WATCHED);
        // A service that is not there (503) has done nothing.
        let is_unknown = unknown && !matches!(answer, Answer::Status { status: 503, .. });
        if failures >= TRIES || is_unknown && purpose.is_done_once() || is_long {
            return false;
        }
        let wait = backoff::wait(failures, after, &mut self.random);
        self.retries.waiting.push(Late {
            request,
            purpose,
            failures,
            due: Now(self.now.0 + u64::from(wait)),
            is_asked: after.is_some(),
        });
        self.set_retry_alarm();
        true
    }

    /// Makes the calls whose time has come; with `hurry` all of them: there is a network again.
    #[inline(never)]
    pub(super) fn ask_again(&mut self, hurry: bool) {
        self.debug_whole();
        let now = self.now;
        for late in core::mem::take(&mut self.retries.waiting) {
            if late.due > now && (late.is_asked || !hurry) {
                self.retries.waiting.push(late);
                continue;
            }
            let ticket = self.tickets.issue(late.purpose);
            self.retries.failed.push((ticket, late.failures));
            self.send_request(Request {
                ticket,
                authorization: self.identity.authorization(),
                ..late.request
            });
        }
        self.set_retry_alarm();
    }

    /// Whether such a call is under way, put aside, or to be made again.
    pub(super) fn is_being_asked(&self, purpose: Purpose) -> bool {
        self.tickets.is_open(purpose)
            || self.is_parked(purpose)
            || self.retries.waiting.iter().any(|late| late.purpose == purpose)
    }

    /// A call whose answer does not count any more, wherever it is: under way, put aside, or to be made
    /// again.
    pub(super) fn forget_call(&mut self, purpose: Purpose) {
        self.tickets.forget(purpose);
        if self.is_whole {
            self.forget_late_call(purpose);
        }
    }

    #[inline(never)]
    fn forget_late_call(&mut self, purpose: Purpose) {
        self.debug_whole();
        self.unpark(purpose);
        while let Some(at) = self
            .retries
            .waiting
            .iter()
            .position(|late| late.purpose == purpose)
        {
            self.retries.waiting.remove(at);
        }
    }

    /// The calls that will not be made any more.
    pub(super) fn drop_retries(&mut self, dropped: &mut Vec<Purpose>) {
        for late in &self.retries.waiting {
            dropped.push(late.purpose);
        }
        self.retries = Retries::default();
        self.set_retry_alarm();
    }

    fn set_retry_alarm(&mut self) {
        let next = self.retries.waiting.iter().map(|late| late.due).min();
        self.effect(match next {
            Some(due) => Effect::SetAlarm(Alarm::Retry, due.0.saturating_sub(self.now.0) as u32),
            None => Effect::ClearAlarm(Alarm::Retry),
        });
    }
}
