//! Going from one conversation into another, and what is known of those that are not shown.

use super::Session;
use super::deliver::set_counted;
use crate::change::Change;
use crate::effect::{Alarm, Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::ticket::Purpose;
use crate::timeline::sort;
use avmsdk_protocol::call::UserSession;
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::login::{EnterRequest, EnterResponse};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Value, Wire, path};

impl Session {
    /// The conversation that is shown.
    pub(super) fn active_id(&self) -> Option<ConversationId> {
        self.conversation.as_ref().map(Conversation::id)
    }

    pub(super) fn is_active(&self, id: &ConversationId) -> bool {
        self.conversation
            .as_ref()
            .is_some_and(|active| active.id() == *id)
    }

    /// What is known of a conversation.
    pub(super) fn conversation_of(&self, id: &ConversationId) -> Option<&Conversation> {
        if self.is_active(id) {
            return self.conversation.as_ref();
        }
        self.others.iter().find(|other| other.id() == *id)
    }

    /// What is known of a conversation, to be changed.
    pub(super) fn conversation_mut(&mut self, id: &ConversationId) -> Option<&mut Conversation> {
        if self.is_active(id) {
            return self.conversation.as_mut();
        }
        self.other_mut(id)
    }

    pub(super) fn other_mut(&mut self, id: &ConversationId) -> Option<&mut Conversation> {
        self.others.iter_mut().find(|other| other.id() == *id)
    }

    pub(super) fn load_conversation(&mut self, id: ConversationId, promise: PromiseId) {
        if self.is_active(&id) {
            self.entering = None;
            return self.settle(Some(promise), Ok(Value::Null));
        }
        let session_id = SessionId::new(self.random.uuid());
        let Some(author) = self.identity.author(Some(session_id)) else {
            return self.settle(Some(promise), Err(Refusal::no_conversation()));
        };
        let mut request = EnterRequest::new();
        request.set_author(author);
        self.entering = Some(promise);
        let path = path::enter(&self.app, &id);
        self.ask(
            Purpose::Enter(promise),
            Method::Post,
            path,
            Some(request.into_object()),
        );
    }

    /// The last call counts: an earlier one that is answered later does not take the visitor back.
    pub(super) fn entered(&mut self, promise: PromiseId, answer: Answer) {
        let result = answer.result::<EnterResponse>().map(|response| {
            if self.entering == Some(promise) {
                self.entering = None;
                // It is a user session too, but for the list of conversations.
                if let Some(session) = UserSession::read(&response.to_value()) {
                    // Of the same user the service may give no more than the id (observed), or what was so before.
                    let id = session.user().id();
                    let known = self.user.take().filter(|user| user.id() == id);
                    self.take_user(session);
                    if known.is_some() {
                        self.user = known;
                    }
                }
                if self.sync.is_running() {
                    // What was missed there is not known any more.
                    self.refresh_list();
                }
                self.leave_conversation();
                let conversation = response.conversation();
                let is_counted = conversation.unread_count() > Some(0);
                let is_behind = self.show_conversation(conversation);
                // It was read on the way, or the service has not heard of it.
                self.reading.is_untold = is_counted && self.unread == 0;
                self.tell_read();
                self.fill(response.messages(), response.has_previous() == Some(true));
                if is_behind {
                    self.catch_up();
                }
                self.read_if_seen();
                self.pump();
            }
            Value::Null
        });
        let result = result.map_err(Refusal::about_conversation);
        self.settle(Some(promise), result);
    }

    /// The conversation that is shown becomes one of the others.
    pub(super) fn leave_conversation(&mut self) {
        if self.conversation.is_some() {
            // Nobody hears of it when it stops there.
            self.typing_stopped();
        }
        if let Some(mut left) = self.conversation.take() {
            left.set_unread_count(Some(self.unread));
            let id = left.id();
            self.add_other(left);
            // Without the second part nobody leaves one to come back to it.
            if self.is_whole {
                self.keep_left(&id);
            }
            self.change(Change::Conversation);
        }
        self.unread = 0;
        if self.typer.take().is_some() {
            self.change(Change::Typing);
        }
        self.clear_alarm(Alarm::CatchUp);
        for purpose in [Purpose::CatchUp, Purpose::History, Purpose::Read] {
            self.forget_call(purpose);
        }
        self.sync = super::sync::Sync::default();
        if self.can_send {
            self.doubt_again();
        }
        self.reading = super::read::Reading::default();
        self.timeline.clear(&mut self.changes);
        if self.is_whole {
            self.forget_prompt();
        }
        self.set_has_more(false);
    }

    /// What is known of a conversation that has just been left, beyond what the service said of it.
    #[inline(never)]
    fn keep_left(&mut self, id: &ConversationId) {
        self.debug_whole();
        self.tell_read_of(id);
        let heard = self.timeline.newest();
        let is_read = self.unread == 0;
        if let Some(left) = self.other_mut(id) {
            let heard = left.last_updated_at().max(heard);
            left.set_last_updated_at(heard);
            // Whatever of it comes again, or is told only now, has been counted.
            set_counted(left, heard, is_read);
        }
        let newest = self.timeline().iter().rev().find_map(|entry| entry.message());
        if let Some(newest) = newest.map(Wire::to_value) {
            self.remember_last(id, newest);
        }
    }

    /// One of the others, or a new one, becomes the conversation that is shown. Returns whether more has been heard of
    /// it than the service says here.
    pub(super) fn show_conversation(&mut self, conversation: Conversation) -> bool {
        let id = conversation.id();
        let mut unread = conversation.unread_count().unwrap_or(0);
        let counted = conversation.last_updated_at();
        // What happens in one that is not known has the list read.
        let mut is_behind = self.tickets.is_open(Purpose::Conversations);
        if let Some(at) = self.others.iter().position(|other| other.id() == id) {
            // What the page was told last.
            let other = self.others.remove(at);
            self.unread = other.unread_count().unwrap_or(0);
            let heard = other.last_updated_at();
            self.sync.knows(heard);
            is_behind = counted.is_some() && counted < heard;
            let is_read = counted.is_some() && counted == heard && self.unread == 0;
            if is_behind || is_read {
                unread = self.unread;
            }
        }
        self.conversation = Some(conversation);
        self.change(Change::Conversation);
        if self.can_send {
            self.enter_unsent(&id);
        }
        self.set_unread(unread);
        is_behind
    }

    /// Shows the newest page, as it stands when a conversation is entered, and what of the visitor's
    /// is still on its way there.
    pub(super) fn fill(&mut self, mut messages: Vec<Message>, has_more: bool) {
        sort(&mut messages);
        self.sync.reached(&messages);
        for message in &messages {
            self.show(message);
        }
        self.set_has_more(has_more);
        if self.can_send {
            self.show_drafts();
        }
    }
}
