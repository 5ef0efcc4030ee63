//! Telling the business that the visitor writes. One conversation at a time: nobody writes in two.
//!
//! A start is told at most once in ten seconds; ten seconds after the last stroke it has ceased. The
//! end is told a second late, and not at all where the visitor goes on or has sent the message
//! (observed).

use super::Session;
use crate::effect::{Alarm, Method};
use crate::input::Now;
use crate::ticket::Purpose;
use avmsdk_protocol::activity::ActivityType;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::path;

/// Milliseconds between two tellings, and from the last stroke to the end.
const LASTS: u32 = 10_000;
/// Milliseconds by which the end is told late.
const SECOND_THOUGHT: u32 = 1_000;

/// Where the visitor writes, and what the business has been told of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Writing {
    place: Option<ConversationId>,
    told: Option<Now>,
}

impl Session {
    #[inline(never)]
    pub(super) fn start_writing(&mut self, conversation: Option<ConversationId>) {
        self.debug_sending();
        let Some(conversation) = conversation.or_else(|| self.active_id()) else {
            return;
        };
        if !self.is_writing_told(&conversation) {
            return;
        }
        if self.writing.place.as_ref() != Some(&conversation) {
            self.tell_writing_stopped();
            self.writing.place = Some(conversation.clone());
        }
        self.clear_alarm(Alarm::WritingStopped);
        self.set_alarm(Alarm::Writing, LASTS);
        let is_due = |told: Now| self.now.0 >= told.0 + u64::from(LASTS);
        if self.writing.told.is_none_or(is_due) {
            self.writing.told = Some(self.now);
            self.tell_activity(&conversation, ActivityType::TypingStart);
        }
    }

    /// The visitor left the composer, the page says so, or no key was struck for long.
    #[inline(never)]
    pub(super) fn stop_writing(&mut self, conversation: Option<&ConversationId>) {
        self.debug_sending();
        let active = self.active_id();
        if self.writing.place.is_some() && conversation.or(active.as_ref()) == self.writing.place.as_ref() {
            self.clear_alarm(Alarm::Writing);
            self.set_alarm(Alarm::WritingStopped, SECOND_THOUGHT);
        }
    }

    #[inline(never)]
    pub(super) fn tell_writing_stopped(&mut self) {
        self.debug_sending();
        if let Some(place) = self.writing.place.clone() {
            self.forget_writing();
            self.tell_activity(&place, ActivityType::TypingStop);
        }
    }

    /// A message is sent: the business sees that, and need not be told.
    pub(super) fn forget_writing(&mut self) {
        if self.writing.place.is_some() {
            self.writing = Writing::default();
            self.clear_alarm(Alarm::Writing);
            self.clear_alarm(Alarm::WritingStopped);
        }
    }

    /// In conversations of one visitor only where the service wants it, in others always (observed).
    fn is_writing_told(&self, conversation: &ConversationId) -> bool {
        let is_personal = self
            .conversation_of(conversation)
            .and_then(avmsdk_protocol::conversation::Conversation::kind)
            .is_none_or(|kind| kind == "personal");
        !is_personal || self.setting("typing", "enabled") == Some(&true.into())
    }

    /// Says something about the visitor, and does not care whether it is heard.
    fn tell_activity(&mut self, conversation: &ConversationId, kind: ActivityType) {
        let Some(body) = self.activity_body(kind) else {
            return;
        };
        let path = path::activity(&self.app, conversation);
        self.ask(Purpose::Writing, Method::Post, path, Some(body));
    }
}
