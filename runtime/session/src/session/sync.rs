//! Reading again what the service may have that was not heard: after each (re)connection, and when a
//! post had no answer. Goes back page by page to what is known, then takes all of it in order.

use super::Session;
use crate::change::Change;
use crate::effect::{Alarm, Method};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::ticket::Purpose;
use crate::timeline::sort;
use avmsdk_protocol::call::{MessagesResponse, UserSession};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Seconds, path};

/// How far the conversation is known, and what is being read of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sync {
    /// No message before this time is missing; `None` is before all of them. Only pages move it:
    /// that a message came by the channel does not say that those before it did. What is in doubt
    /// stands after it, or would be in the timeline.
    cursor: Option<Seconds>,
    /// What stands up to this time is old, although it may be read again.
    known: Option<Seconds>,
    /// That, while what was read is taken.
    old: Option<Seconds>,
    is_running: bool,
    /// Whether the conversation has just been found.
    is_found: bool,
    /// Whether something happened in a conversation that is not known while it was looked for: the
    /// answer may be older.
    is_missed: bool,
    /// Whether the conversation cannot be had any more: without it in the list it has been removed.
    pub(super) is_gone: bool,
    /// The pages so far.
    messages: Vec<Message>,
    /// The oldest of them, where the next page begins.
    before: Option<Seconds>,
    /// The conversation as it came with the first page.
    conversation: Option<Conversation>,
    /// Whether nothing has been read since the first page was asked for: then the service's count holds, and what
    /// has come after that page adds to it.
    pub(super) is_count_fresh: bool,
    patience: crate::backoff::Patience,
}

impl Sync {
    pub(super) fn is_running(&self) -> bool {
        self.is_running
    }

    /// Something may have come since that time and not be known; `None` is since the beginning.
    pub(super) fn go_back_to(&mut self, time: Option<Seconds>) {
        self.cursor = self.cursor.min(time);
    }

    /// All messages up to the last of these, which are in order, are known.
    pub(super) fn reached(&mut self, messages: &[Message]) {
        let last = messages.last().map(Message::received);
        self.cursor = self.cursor.max(last);
        self.knows(last);
    }

    /// All messages up to this time are old, whether or not they are in the timeline.
    pub(super) fn knows(&mut self, time: Option<Seconds>) {
        self.known = self.known.max(time);
    }

    /// Whether a message that is being read is no news, but was there long before.
    pub(super) fn is_old(&self, message: &Message) -> bool {
        Some(message.received()) <= self.old
    }
}

impl Session {
    /// Begins, or begins anew: an answer that is under way may be older than what happened.
    pub(super) fn catch_up(&mut self) {
        if self.identity.user().is_none() {
            return;
        }
        self.forget_call(Purpose::CatchUp);
        self.sync.is_running = true;
        self.sync.is_missed = false;
        self.sync.is_gone = false;
        self.sync.messages.clear();
        self.sync.before = None;
        if self.can_send {
            self.ask_doubts();
        }
        if self.sync.patience.wake() {
            self.clear_alarm(Alarm::CatchUp);
        }
        if !self.sync.patience.is_resting() {
            self.ask_page();
        }
    }

    /// The business has begun a conversation, as its first sign says.
    pub(super) fn look_for_conversation(&mut self) {
        if self.sync.is_running {
            self.sync.is_missed = true;
        } else {
            self.catch_up();
        }
    }

    pub(super) fn catch_up_again(&mut self) {
        self.sync.patience.rested();
        if self.sync.is_running {
            self.ask_page();
        }
    }

    fn ask_page(&mut self) {
        let app = &self.app;
        let path = match (&self.conversation, self.identity.user(), self.sync.before) {
            (Some(active), _, None) => {
                self.sync.is_count_fresh = !self.is_telling_read();
                path::conversation(app, &active.id())
            }
            (Some(active), _, Some(before)) => path::messages_before(app, &active.id(), before),
            (None, Some(user), _) => path::user(app, user),
            (None, None, _) => return,
        };
        self.ask(Purpose::CatchUp, Method::Get, path, None);
    }

    pub(super) fn caught_up(&mut self, answer: Answer) {
        if self.conversation.is_none() {
            return self.found(answer);
        }
        self.sync.is_gone = answer.is_gone();
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                self.sync.patience.succeeded();
                let mut messages = page.messages();
                sort(&mut messages);
                let oldest = messages.first().map(Message::received);
                let is_older = self.sync.before.is_none_or(|before| oldest < Some(before));
                let goes_back = oldest > self.sync.cursor && is_older && !self.is_found_anew();
                if self.sync.before.is_none() {
                    self.sync.conversation = page.conversation();
                }
                // Each page is older than those before it.
                messages.append(&mut self.sync.messages);
                self.sync.messages = messages;
                if page.has_previous() == Some(true) && goes_back {
                    self.sync.before = oldest;
                    self.ask_page();
                } else {
                    let is_found_anew = self.is_found_anew();
                    self.merge();
                    if is_found_anew {
                        self.set_has_more(page.has_previous() == Some(true));
                    }
                }
            }
            Outcome::Refused(refusal) => {
                self.sync.is_running = false;
                if self.can_send {
                    self.refuse_in_doubt(&refusal);
                }
                if self.sync.is_gone {
                    self.want_late();
                    self.refresh_list();
                }
                self.pump();
            }
            Outcome::Later { after, .. } => self.catch_up_later(after),
        }
    }

    /// The conversation was there before it was known here: nothing is missed in it, and its newest
    /// page will do.
    fn is_found_anew(&self) -> bool {
        self.sync.is_found && !(self.can_send && self.has_doubt())
    }

    /// A user without a conversation may have got one from the business.
    fn found(&mut self, answer: Answer) {
        match answer.outcome::<UserSession>() {
            Outcome::Done(session) => {
                self.sync.patience.succeeded();
                self.take_user_session(session);
                if self.conversation.is_some() {
                    self.sync.is_found = true;
                    if self.can_send {
                        self.show_drafts();
                    }
                    if self.is_whole {
                        self.create_further();
                    }
                    self.ask_page();
                } else {
                    self.sync.is_running = false;
                    if core::mem::take(&mut self.sync.is_missed) {
                        self.catch_up();
                    }
                    // A user that another tab has made may have none yet.
                    self.pump();
                }
            }
            Outcome::Refused(_) => self.sync.is_running = false,
            Outcome::Later { after, .. } => self.catch_up_later(after),
        }
    }

    fn catch_up_later(&mut self, after: Option<u32>) {
        let wait = self.sync.patience.failed(after, &mut self.random);
        self.set_alarm(Alarm::CatchUp, wait);
    }

    /// How far the business has read may have been told since the answer was made.
    pub(super) fn keep_what_was_seen(&self, conversation: &mut Conversation) {
        let known = self.conversation.as_ref();
        let read = known.and_then(Conversation::business_last_read);
        conversation.set_business_last_read(conversation.business_last_read().max(read));
    }

    /// Takes what was read as if each message had just come, then counts once.
    fn merge(&mut self) {
        self.sync.is_running = false;
        self.sync.is_found = false;
        let is_count_fresh = self.sync.is_count_fresh;
        let mut messages = core::mem::take(&mut self.sync.messages);
        sort(&mut messages);
        // What is newer may have come since.
        let [oldest, newest] = [messages.first(), messages.last()].map(|it| it.map(Message::received));
        if newest.is_some() {
            self.timeline
                .remove_others(&messages, oldest, newest, &mut self.changes);
        }
        self.sync.old = self.sync.known;
        self.sync.reached(&messages);
        let mut unread = self.unread;
        for message in &messages {
            unread = self.receive(message, unread);
        }
        self.sync.old = None;
        if let Some(mut conversation) = self.sync.conversation.take() {
            self.keep_what_was_seen(&mut conversation);
            if let (true, Some(count)) = (is_count_fresh, conversation.unread_count()) {
                let (others_after, is_read) = self.unread_after(messages.last());
                unread = if is_read { 0 } else { count }.saturating_add(others_after);
            }
            self.conversation = Some(conversation);
            self.change(Change::Conversation);
        }
        if self.can_send {
            self.doubt_no_more();
        }
        self.set_unread(unread);
        self.read_if_seen();
        self.pump();
    }
}
