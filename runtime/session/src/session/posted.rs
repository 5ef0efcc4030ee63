//! What became of a post: it arrived, was refused, or nobody knows. An own message is known by the id that it
//! was posted with, however it comes.

use super::Session;
use crate::effect::{Alarm, Refusal};
use crate::input::Answer;
use crate::notice::Notice;
use crate::outbox::{Doubt, Item};
use crate::outcome::Outcome;
use crate::timeline::{Added, Delivery, Key, session_id_of};
use avmsdk_protocol::Wire;
use avmsdk_protocol::call::MessagesResponse;
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::message::Message;

impl Session {
    /// The newest page of another conversation: is the message in it?
    #[inline(never)]
    pub(super) fn looked_for(&mut self, key: Key, answer: Answer) {
        self.debug_sending();
        let Some(item) = self.outbox.item_mut(key) else {
            return self.pump();
        };
        let id = item.session_id.clone();
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                item.doubt = Doubt::None;
                let place = page.conversation().map(|conversation| conversation.id());
                let messages = page.messages();
                let found = messages
                    .iter()
                    .find(|message| session_id_of(message).as_ref() == Some(&id));
                if let (Some(message), Some(place)) = (found, place)
                    && let Some(item) = self.accepted(&id)
                {
                    self.sent_elsewhere(item, message, &place);
                }
                self.pump();
            }
            Outcome::Refused(_) if item.is_stray => {
                // If it had arrived there, it went along to where the visitor is now.
                item.is_stray = false;
                item.conversation = None;
                if let Some(active) = self.active_id() {
                    self.outbox.enter(&active);
                    self.keep_all(false);
                    self.show_drafts();
                }
                self.pump();
            }
            Outcome::Refused(refusal) => {
                self.refuse_first(&refusal);
                self.pump();
            }
            Outcome::Later { after, .. } => self.send_later(after),
        }
    }

    #[inline(never)]
    pub(super) fn posted(&mut self, key: Key, answer: Answer) {
        self.debug_sending();
        let Some(item) = self.outbox.first_mut().filter(|item| item.key == key) else {
            // The echo was quicker and has done all of it.
            return self.pump();
        };
        if item.file().is_some() {
            return self.uploaded(answer);
        }
        let done = matches!(answer, Answer::Status { status: 200..300, .. });
        let active = self.conversation.as_ref().map(Conversation::id);
        let elsewhere = item
            .conversation
            .clone()
            .filter(|place| active.as_ref() != Some(place));
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(response) => {
                if let Some(mut message) = response.messages().first().cloned() {
                    // The answer belongs to the item that was posted, whatever `source` it shows.
                    let named = item.session_id.clone();
                    name_by(&mut message, &named);
                    if let Some(place) = elsewhere {
                        if let Some(item) = self.accepted(&named) {
                            self.sent_elsewhere(item, &message, &place);
                        }
                    } else {
                        let unread = self.receive(&message, self.unread);
                        self.set_unread(unread);
                    }
                    self.pump();
                } else {
                    self.refuse_doubtful(&Refusal::malformed());
                }
            }
            Outcome::Refused(refusal) if done => self.refuse_doubtful(&refusal),
            Outcome::Refused(refusal) => {
                self.refuse_first(&refusal);
                self.pump();
            }
            Outcome::Later { after, unknown } => {
                if unknown {
                    item.doubt = Doubt::Open;
                }
                self.send_later(after);
            }
        }
    }

    /// The service took a message and answered what nobody understands. To post it again by
    /// ourselves could go on for ever; if the conversation shows it, it has arrived after all.
    pub(super) fn refuse_doubtful(&mut self, refusal: &Refusal) {
        self.doubt_first();
        self.refuse_first(refusal);
        self.catch_up();
        self.pump();
    }

    /// Good news: what waits of our own accord need not.
    #[inline(never)]
    pub(super) fn wake_outbox(&mut self) {
        self.debug_sending();
        if self.outbox.patience.wake() {
            self.clear_alarm(Alarm::Outbox);
        }
    }

    #[inline(never)]
    pub(super) fn send_later(&mut self, after: Option<u32>) {
        self.debug_sending();
        if let Some(item) = self.outbox.first() {
            self.timeline
                .set_delivery(item.key, Delivery::Waiting, &mut self.changes);
        }
        let wait = self.outbox.patience.failed(after, &mut self.random);
        self.set_alarm(Alarm::Outbox, wait);
    }

    #[inline(never)]
    pub(super) fn send_again(&mut self) {
        self.debug_sending();
        self.outbox.patience.rested();
        self.pump();
    }

    pub(super) fn refuse_first(&mut self, refusal: &Refusal) {
        if let Some((key, promise)) = self.outbox.refuse_first() {
            self.timeline
                .set_delivery(key, Delivery::Failed, &mut self.changes);
            self.keep_item(key, true);
            if promise.is_none() && self.timeline.get(key).is_none() {
                self.want_late();
                self.notify(Notice::MessageFailed);
            }
            self.settle(promise, Err(refusal.clone()));
        }
    }

    /// A message has come, which may be an own one on its way: then that one has arrived.
    #[inline(never)]
    pub(super) fn arrived(&mut self, message: &Message, added: Added) -> Added {
        self.debug_sending();
        // One that is not shown as on its way, or came with a whole page, has arrived all the same.
        let item = session_id_of(message).and_then(|named| self.accepted(&named));
        if item.is_none() && added != Added::Confirmed {
            return added;
        }
        self.tell_confirmed(item, message);
        Added::Confirmed
    }

    /// A message of the conversation shown, which was on its way, has arrived.
    pub(super) fn confirmed(&mut self, message: &Message, session_id: &SessionId) {
        let item = self.accepted(session_id);
        self.tell_confirmed(item, message);
    }

    pub(super) fn tell_confirmed(&mut self, item: Option<Item>, message: &Message) {
        if let Some(place) = self.active_id() {
            self.tell_sent(&place, message);
        }
        self.settle(item.and_then(|item| item.promise), Ok(message.to_value()));
    }

    /// The service has an item of the outbox.
    pub(super) fn accepted(&mut self, session_id: &SessionId) -> Option<Item> {
        let item = self.outbox.accept(session_id)?;
        self.prechat.is_reply_due = false;
        self.unkeep(session_id.clone());
        if self.is_whole {
            self.upload_done(&item);
        }
        self.wake_outbox();
        Some(item)
    }

    /// The page may have been told already that there is such a message, but not that it is its own.
    pub(super) fn tell_sent(&mut self, place: &ConversationId, message: &Message) {
        self.remember_post(message);
        if self.is_news(message) {
            self.emit_message(place, "message:sent", message);
        } else {
            self.emit_in(Some(place), "message:sent", Some(message.to_value()));
        }
    }

    /// A message has arrived in a conversation that is not shown. The page may send there before the second part is
    /// there.
    pub(super) fn sent_elsewhere(&mut self, item: Item, message: &Message, place: &ConversationId) {
        self.tell_sent(place, message);
        self.settle(item.promise, Ok(message.to_value()));
        if self.is_whole {
            self.count_elsewhere(message, place);
        } else {
            self.refresh_list();
        }
    }

    /// There is a conversation now, or another: what was written before goes there.
    #[inline(never)]
    pub(super) fn enter_unsent(&mut self, id: &ConversationId) {
        self.debug_sending();
        if self.outbox.enter(id) {
            // So that whoever takes it over looks for it there.
            self.keep_all(false);
        }
    }

    /// The conversation is being read: what is in doubt there will be known.
    #[inline(never)]
    pub(super) fn ask_doubts(&mut self) {
        self.debug_sending();
        let active = self.active_id();
        self.outbox.ask_doubts(active.as_ref());
    }

    /// Whether anything is to be sent.
    #[inline(never)]
    pub(super) fn is_anything_unsent(&self) -> bool {
        self.debug_sending();
        self.outbox.first().is_some()
    }

    /// Whether anything may have been accepted unheard.
    #[inline(never)]
    pub(super) fn has_doubt(&self) -> bool {
        self.debug_sending();
        self.outbox.has_doubt()
    }

    /// The conversation that was being read for what is in doubt is not, any more.
    #[inline(never)]
    pub(super) fn doubt_again(&mut self) {
        self.debug_sending();
        self.outbox.move_doubts(Doubt::Asked, Doubt::Open);
    }

    /// The conversation has been read: what was in doubt and is not in there was not posted.
    #[inline(never)]
    pub(super) fn doubt_no_more(&mut self) {
        self.debug_sending();
        self.outbox.move_doubts(Doubt::Asked, Doubt::None);
    }

    /// The conversation cannot be read, and so what is in doubt there cannot be found.
    #[inline(never)]
    pub(super) fn refuse_in_doubt(&mut self, refusal: &Refusal) {
        self.debug_sending();
        self.doubt_again();
        let active = self.active_id();
        let first = self.outbox.first().filter(|item| item.doubt != Doubt::None);
        // Of one that goes elsewhere it says nothing.
        if first.is_some_and(|item| item.conversation.is_none() || item.conversation == active) {
            self.refuse_first(refusal);
        }
    }

    /// Whether the first message that was posted arrived is not known any more.
    pub(super) fn doubt_first(&mut self) {
        if let Some(item) = self.outbox.first_mut() {
            item.doubt = Doubt::Open;
        }
    }
}

/// Makes sure that the message is recognised as the item that was posted.
pub(super) fn name_by(message: &mut Message, session_id: &SessionId) {
    let mut source = message.source().unwrap_or_default();
    source.set_session_id(Some(session_id.clone()));
    message.set_source(Some(source));
}
