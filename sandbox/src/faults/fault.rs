//! One fault: whom it concerns, what it does, how often.

use super::dice::Dice;
use super::pattern::Pattern;
use super::state::{Parcel, RequestFacts};
use avmsdk_protocol::Value;
use avmsdk_protocol::id::ExternalId;
use std::time::Duration;

/// What is done to whoever meets a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The request is answered so, and nothing is done.
    Answer(Retort),
    /// The request waits so long before it is taken.
    Delay(Duration),
    /// The connection is closed without an answer, and nothing is done.
    DropBefore,
    /// The request does its work; then the connection is closed without an answer.
    DropAfter,
    /// The request does its work; then the connection is closed in the beginning of the answer.
    DropDuring,
    /// Sockets are closed: those that would carry the event, which waits for their return, or the one
    /// that has just been opened.
    Close,
    /// Sockets say nothing for so long: those that would carry the event, or the one that has just been
    /// opened. What was for them meanwhile is lost.
    Silence(Duration),
    /// The event is delivered twice.
    Twice,
    /// The event is delivered after the one that follows it on its channel.
    Reorder,
    /// The event is not delivered.
    Lose,
    /// The world's clock is wrong by so many microseconds for as long as the fault is there.
    Skew(i64),
}

/// An answer in place of the real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retort {
    pub(crate) status: u16,
    /// The error's code, where it is not the usual one of the status.
    pub(crate) code: Option<String>,
    /// The error's description, likewise.
    pub(crate) description: Option<String>,
    /// Seconds, for `Retry-After`.
    pub(crate) retry_after: Option<u32>,
    /// Plain text in place of the error's JSON.
    pub(crate) text: Option<String>,
}

/// Whom a fault concerns. What is not given concerns all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) method: Option<String>,
    pub(super) path: Option<Pattern>,
    /// By the service's id or by the business's.
    pub(super) user: Option<String>,
    pub(super) channel: Option<Pattern>,
    /// The type of an event or of an activity in it.
    pub(super) event: Option<String>,
}

/// How often a fault strikes those whom it concerns.
#[derive(Clone, Debug)]
pub(super) enum Chance {
    Always,
    /// The next so many.
    Times(u32),
    /// So many in a million, by dice with this seed.
    Probably(u32, u32, Dice),
}

/// A fault that has been set up.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// Given when it is set up.
    pub(super) id: u64,
    pub(super) matcher: Match,
    pub(crate) action: Action,
    pub(super) chance: Chance,
    pub(super) hits: u32,
}

impl Action {
    /// Its name in `action.type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Action::Answer(_) => "answer",
            Action::Delay(_) => "delay",
            Action::DropBefore | Action::DropAfter | Action::DropDuring => "drop",
            Action::Close => "close",
            Action::Silence(_) => "silence",
            Action::Twice => "twice",
            Action::Reorder => "reorder",
            Action::Lose => "lose",
            Action::Skew(_) => "skew",
        }
    }

    /// Whether it can be done to a request.
    pub(super) fn is_for_requests(&self) -> bool {
        matches!(
            self,
            Action::Answer(_)
                | Action::Delay(_)
                | Action::DropBefore
                | Action::DropAfter
                | Action::DropDuring
        ) || self.is_for_sockets()
    }

    /// Whether it can be done to an event.
    pub(super) fn is_for_events(&self) -> bool {
        matches!(self, Action::Twice | Action::Reorder | Action::Lose) || self.is_for_sockets()
    }

    fn is_for_sockets(&self) -> bool {
        matches!(self, Action::Close | Action::Silence(_))
    }
}

impl Fault {
    /// Whether this request is its next victim; if so, that is counted.
    pub(super) fn strikes_request(&mut self, facts: &RequestFacts) -> bool {
        let matcher = &self.matcher;
        let method = matcher.method.as_ref();
        let is_meant = self.action.is_for_requests()
            && (facts.is_realtime() || !self.action.is_for_sockets())
            && matcher.channel.is_none()
            && matcher.event.is_none()
            && method.is_none_or(|method| method.eq_ignore_ascii_case(&facts.method))
            && matcher.path.as_ref().is_none_or(|path| path.matches(&facts.path))
            && matcher
                .user
                .as_ref()
                .is_none_or(|user| facts.users.contains(user));
        is_meant && self.strike()
    }

    /// Whether this parcel is its next victim; if so, that is counted.
    pub(super) fn strikes_parcel(&mut self, parcel: &Parcel) -> bool {
        let matcher = &self.matcher;
        let user = parcel.channel.rsplit('/').next().unwrap_or_default();
        let external = parcel.external.as_ref().map(ExternalId::as_str);
        let is_meant = self.action.is_for_events()
            && matcher.method.is_none()
            && matcher.path.is_none()
            && matcher
                .user
                .as_deref()
                .is_none_or(|wanted| wanted == user || external == Some(wanted))
            && matcher
                .channel
                .as_ref()
                .is_none_or(|channel| channel.matches(&parcel.channel))
            && matcher
                .event
                .as_deref()
                .is_none_or(|event| carries(parcel, event));
        is_meant && self.strike()
    }

    fn strike(&mut self) -> bool {
        let strikes = match &mut self.chance {
            Chance::Always => true,
            Chance::Times(times) => self.hits < *times,
            Chance::Probably(millionths, _, dice) => dice.fall(*millionths),
        };
        if strikes {
            self.hits = self.hits.saturating_add(1);
        }
        strikes
    }
}

fn carries(parcel: &Parcel, wanted: &str) -> bool {
    let is = |value: Option<&Value>| value.and_then(Value::as_str) == Some(wanted);
    parcel.events.iter().any(|event| {
        let activity = event.object().get("activity");
        is(event.object().get("type")) || is(activity.and_then(|activity| activity.get("type")))
    })
}
