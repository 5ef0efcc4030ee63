//! What was said earlier: page by page, when the visitor asks for it.

use super::Session;
use crate::change::Change;
use crate::effect::Method;
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::sort;
use avmsdk_protocol::call::MessagesResponse;
use avmsdk_protocol::path;

/// Whether the timeline begins at the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// It does, as far as is known.
    #[default]
    Whole,
    /// There is more, to be asked for.
    More,
    /// It is on its way.
    Loading,
    /// It could not be had; it may be asked for again.
    Failed,
}

impl Session {
    /// Asks for the page before the oldest message, unless one is on its way.
    pub(super) fn load_history(&mut self) {
        if !matches!(self.history, History::More | History::Failed) {
            return;
        }
        let (Some(active), Some(oldest)) = (&self.conversation, self.timeline.oldest()) else {
            return;
        };
        let path = path::messages_before(&self.app, &active.id(), oldest);
        self.ask(Purpose::History, Method::Get, path, None);
        self.set_history(History::Loading);
    }

    pub(super) fn history_came(&mut self, answer: Answer) {
        let Outcome::Done(page) = answer.outcome::<MessagesResponse>() else {
            return self.set_history(History::Failed);
        };
        let mut messages = page.messages();
        sort(&mut messages);
        let before = self.timeline.oldest();
        // The newest first: each comes before all that are there.
        for message in messages.iter().rev() {
            self.show(message);
        }
        // A page with nothing older would be asked for for ever.
        let went_back = self.timeline.oldest() < before;
        self.set_has_more(page.has_previous() == Some(true) && went_back);
    }

    /// Whether there is more than what is shown, as a page of messages says.
    pub(super) fn set_has_more(&mut self, has_more: bool) {
        self.set_history(if has_more { History::More } else { History::Whole });
    }

    fn set_history(&mut self, history: History) {
        if self.history != history {
            self.history = history;
            self.change(Change::History);
        }
    }
}
