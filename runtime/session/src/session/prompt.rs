//! Suggesting to link a channel: two seconds after the visitor's first message, and after the first
//! one in a day (observed).

use super::channels::LINKED;
use super::{History, Session};
use crate::change::Change;
use crate::effect::Alarm;
use crate::timeline::{Entry, Key};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::message::Message;

/// Milliseconds from the message to the prompt.
const DELAY: u32 = 2_000;
/// Milliseconds without a word of the visitor's, after which it is suggested again.
const LONG: u64 = 86_400_000;

/// Where the prompt stands, and where it is to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    due: Option<Key>,
    shown: Option<NotificationPrompt>,
}

/// The suggestion to link a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotificationPrompt {
    /// The entry below which it stands; with `None` it is above all.
    pub after: Option<Key>,
}

impl Session {
    /// Whether, and where, the visitor is to be told that a channel can be linked. Changes with
    /// [`Change::Channels`], [`Change::User`], [`Change::Conversation`] and the timeline.
    pub fn notification_prompt(&self) -> Option<NotificationPrompt> {
        let shown = self.prompt.shown?;
        let channels = self.integrations();
        if channels.is_empty() || channels.iter().any(|it| self.client_at(LINKED, it).is_some()) {
            return None;
        }
        let mut is_past = shown.after.is_none();
        let mut after = None;
        for entry in self.timeline() {
            // What the business says by itself outside its hours stands with the message it answers.
            if is_past && !is_out_of_hours(entry) {
                break;
            }
            // The answer to a form has no row.
            if self.has_row(entry) {
                after = Some(entry.key);
            }
            is_past |= Some(entry.key) == shown.after;
        }
        Some(NotificationPrompt { after })
    }

    /// The visitor has written something, which is not in the timeline yet.
    pub(super) fn prompt_soon(&mut self, key: Key) {
        if self.options.notification_prompt && self.can_link() && self.was_silent_for_long() {
            self.prompt.due = Some(key);
            self.set_alarm(Alarm::Prompt, DELAY);
        }
    }

    /// Of what was said before the page that is known, only the oldest time is certain.
    fn was_silent_for_long(&self) -> bool {
        let is_old = |time: Seconds| time.as_millis() + LONG < self.now.0;
        let own = self.timeline().iter().rev().find(|entry| self.is_own(entry));
        match own {
            Some(entry) => entry.message().map(Message::received).is_some_and(is_old),
            None => self.history() == History::Whole || self.timeline.oldest().is_some_and(is_old),
        }
    }

    pub(super) fn prompt_is_due(&mut self) {
        let due = self.prompt.due.take();
        if let Some(key) = due.filter(|key| self.timeline.get(*key).is_some()) {
            self.set_prompt(Some(NotificationPrompt { after: Some(key) }));
        }
    }

    /// The page wants it now.
    pub(super) fn show_prompt(&mut self) {
        let after = self.timeline().last().map(|entry| entry.key);
        self.set_prompt(Some(NotificationPrompt { after }));
    }

    /// A channel is linked, or another conversation is shown.
    #[inline(never)]
    pub(super) fn forget_prompt(&mut self) {
        self.debug_whole();
        self.prompt.due = None;
        self.clear_alarm(Alarm::Prompt);
        self.set_prompt(None);
    }

    fn set_prompt(&mut self, prompt: Option<NotificationPrompt>) {
        if self.prompt.shown != prompt {
            self.prompt.shown = prompt;
            self.change(Change::Channels);
        }
    }
}

fn is_out_of_hours(entry: &Entry) -> bool {
    let source = entry.message().and_then(Message::source);
    source.is_some_and(|source| source.kind() == "officehours")
}
