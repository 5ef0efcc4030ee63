//! From the realtime channel to the timeline: events as they come.

use super::{Phase, Session};
use crate::change::Change;
use crate::timeline::Added;
use avmsdk_protocol::activity::{Activity, ActivityType};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::event::{Event, EventConversation, EventType, Events};
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::record::{get_field, set_field};
use avmsdk_protocol::{Object, Seconds, Value, Wire};

/// Where a conversation that is not shown has the time up to which its count counts.
pub(super) const COUNTED: &str = "counted";
/// And the time up to which the visitor has read there.
pub(super) const READ: &str = "read";

impl Session {
    /// One that is malformed costs only itself.
    pub(super) fn deliver(&mut self, events: &Events) {
        for event in events.each() {
            self.deliver_one(&event);
        }
        self.read_if_seen();
        self.pump();
    }

    pub(super) fn deliver_one(&mut self, event: &Event) {
        if self.phase != Phase::Ready {
            // An event before this one has made the visitor another user.
            return;
        }
        let place = event.conversation();
        let id = place.id();
        match event.kind() {
            kind @ (EventType::ConversationAdded
            | EventType::ConversationRemoved
            | EventType::ParticipantAdded
            | EventType::ParticipantRemoved
            | EventType::UploadFailed
            | EventType::Link
            | EventType::LinkMatched
            | EventType::LinkCancelled
            | EventType::LinkFailed) => {
                if !self.hold_event(event) {
                    self.deliver_late(&kind, event, &id);
                }
            }
            EventType::Message | EventType::Activity => {
                // While the next one is looked for, the others are still known.
                let is_known = || self.sync.is_running() && self.conversation_of(&id).is_some();
                let is_elsewhere = !self.is_active(&id) && (self.conversation.is_some() || is_known());
                if let Some(message) = event.message() {
                    if !is_elsewhere {
                        self.message_came(&message, &id);
                    } else if !self.hold_event(event) {
                        self.receive_elsewhere(&message, &id);
                    }
                } else if let Some(activity) = event.activity() {
                    self.activity_came(activity, &place);
                }
            }
            // Whatever it carries is for who knows what it means.
            EventType::Other(_) => {}
        }
    }

    #[inline(never)]
    fn deliver_late(&mut self, kind: &EventType, event: &Event, id: &ConversationId) {
        self.debug_whole();
        match kind {
            EventType::ConversationAdded => self.conversation_added(event, id),
            EventType::ConversationRemoved => self.conversation_removed(id),
            EventType::ParticipantAdded => self.participant_changed(event, id, true),
            EventType::ParticipantRemoved => self.participant_changed(event, id, false),
            EventType::UploadFailed => self.upload_failed(event),
            _ => self.link_told(kind, event),
        }
    }

    fn message_came(&mut self, message: &Message, id: &ConversationId) {
        if self.is_active(id) {
            let unread = self.receive(message, self.unread);
            self.set_unread(unread);
        } else {
            self.look_for_conversation();
        }
    }

    /// Whether the page has not been told of a message yet; from now on it has.
    pub(super) fn is_news(&mut self, message: &Message) -> bool {
        const REMEMBERED: usize = 200;
        let id = message.id();
        let is_news = !self.heard.contains(&id);
        if is_news {
            if self.heard.len() >= REMEMBERED {
                self.heard.remove(0);
            }
            self.heard.push(id);
        }
        is_news
    }

    /// A message in a conversation that is not shown. The service may deliver it twice.
    #[inline(never)]
    fn receive_elsewhere(&mut self, message: &Message, id: &ConversationId) {
        self.debug_whole();
        let named = self.name_of_upload(message);
        let message = named.as_ref().unwrap_or(message);
        if let Some(item) = crate::timeline::session_id_of(message).and_then(|named| self.accepted(&named)) {
            self.sent_elsewhere(item, message, id);
            return;
        }
        if !self.is_news(message) || self.is_posted_twice(message) {
            return;
        }
        let own = self.is_own_message(message);
        if own {
            self.emit_in(Some(id), "message", Some(message.to_value()));
        } else {
            self.emit_message(id, "message:received", message);
        }
        self.count_elsewhere(message, id);
    }

    fn conversation_added(&mut self, event: &Event, id: &ConversationId) {
        let participants = match event.object().get("participants") {
            Some(Value::Array(participants)) => participants.clone(),
            _ => Vec::new(),
        };
        self.emit_in(Some(id), "conversation:added", Some(Value::Array(participants)));
        // It may be one that the visitor was taken out of before.
        self.list.gone.clear();
        if self.conversation.is_none() {
            self.look_for_conversation();
        } else if self.conversation_of(id).is_none() {
            self.refresh_list();
        }
    }

    fn conversation_removed(&mut self, id: &ConversationId) {
        self.emit_in(Some(id), "conversation:removed", None);
        // Answers that are on their way may still have it.
        self.list.gone.push(id.clone());
        self.is_list_missed();
        if self.is_active(id) {
            self.leave_conversation();
        }
        if let Some(at) = self.others.iter().position(|other| other.id() == *id) {
            let gone = self.others.remove(at);
            // Those after it move up: rather one is read twice than one never.
            self.list.read = self.list.read.saturating_sub(1);
            self.unread_is_gone(&gone);
            self.change(Change::Conversations);
        }
        if self.conversation.is_none() {
            // The next one, if there is any.
            self.catch_up();
        }
    }

    /// A conversation went while there was no connection: what the service would have told.
    pub(super) fn removed_unheard(&mut self, id: &ConversationId) {
        let mut event = crate::page::place(Some(id));
        event.set("type", "conversation:removed");
        if let Some(event) = Event::read(&event.into()) {
            self.deliver_one(&event);
        }
    }

    fn participant_changed(&mut self, event: &Event, id: &ConversationId, came: bool) {
        let Some(participant) = event.participant() else {
            return;
        };
        let name = if came {
            "participant:added"
        } else {
            "participant:removed"
        };
        if let Some(conversation) = self.conversation_mut(id) {
            let user = participant.object().get("appUserId");
            let mut participants = take_participants(conversation);
            while let Some(at) = participants
                .iter()
                .position(|known| known.get("appUserId") == user)
            {
                participants.remove(at);
            }
            if came {
                participants.push(participant.to_value());
            }
            conversation
                .object_mut()
                .set("participants", Value::Array(participants));
            self.change(Change::Conversation);
        } else {
            self.refresh_list();
        }
        self.emit_in(Some(id), name, Some(participant.to_value()));
    }

    fn activity_came(&mut self, activity: Activity, place: &EventConversation) {
        let id = place.id();
        let read = place.business_last_read();
        if let Some(conversation) = self.conversation_mut(&id) {
            conversation.set_business_last_read(conversation.business_last_read().max(read));
            self.act(&activity, read, &id);
        }
    }

    /// Takes a message, however it came; returns how many are unread with it.
    pub(super) fn receive(&mut self, message: &Message, unread: u32) -> u32 {
        let named = if self.is_whole {
            self.name_of_upload(message)
        } else {
            None
        };
        let message = named.as_ref().unwrap_or(message);
        let own = self.is_own_message(message);
        let mut added = self.show(message);
        if let Some(active) = &mut self.conversation {
            active.set_last_updated_at(active.last_updated_at().max(Some(message.received())));
        }
        if self.can_send {
            added = self.arrived(message, added);
        }
        if added == Added::Known || added == Added::New && self.sync.is_old(message) {
            return unread;
        }
        self.keep_snapshot_soon();
        // It may have come while another conversation was shown.
        let is_news = added == Added::New && self.is_news(message);
        if own || added == Added::Confirmed {
            if is_news {
                // Written in another tab, or elsewhere.
                self.emit("message", Some(message.to_value()));
            }
            return self.unread_with(message, true, unread);
        }
        let of_user = message.object().text("role") == Role::AppUser.as_str();
        let author = message.author_id().filter(|_| of_user);
        self.typing_stopped_by(author.as_deref());
        if let Some(place) = self.active_id().filter(|_| is_news) {
            self.emit_message(&place, "message:received", message);
        }
        self.unread_with(message, false, unread)
    }

    fn act(&mut self, activity: &Activity, business_last_read: Option<Seconds>, id: &ConversationId) {
        let user = activity.user_id();
        let own = user.is_some() && user.as_ref() == self.identity.user();
        let active = self.is_active(id);
        let last_read = || get_field::<Option<Seconds>>(&activity.data(), "lastRead");
        match activity.kind() {
            ActivityType::TypingStart if active && !own => self.typing_started(activity),
            ActivityType::TypingStop if active && !own => {
                self.typing_stopped_by(user.as_ref().map(UserId::as_str));
            }
            // The visitor has read elsewhere: what is newer here is still unread.
            ActivityType::ConversationRead if own && active => self.have_read_elsewhere(last_read()),
            ActivityType::ConversationRead if !own => {
                let mut what = Object::new();
                what.set("role", activity.object().text("role"));
                if let Some(user) = &user {
                    what.set("appUserId", user.as_str());
                }
                if let Some(time) = business_last_read.or_else(last_read) {
                    what.set("lastRead", time.to_value());
                    self.participant_read(user.as_ref(), time, id);
                }
                self.emit_in(Some(id), "conversation:read", Some(what.into()));
                self.change(Change::Conversation);
            }
            _ => {}
        }
    }

    /// Another user of a group has read.
    fn participant_read(&mut self, user: Option<&UserId>, time: Seconds, id: &ConversationId) {
        if let (Some(conversation), Some(user)) = (self.conversation_mut(id), user) {
            let mut participants = take_participants(conversation);
            for participant in &mut participants {
                if let Value::Object(participant) = participant
                    && participant.text("appUserId") == user.as_str()
                {
                    let before = get_field::<Option<Seconds>>(participant, "lastRead");
                    set_field(participant, "lastRead", &before.max(Some(time)));
                }
            }
            conversation
                .object_mut()
                .set("participants", Value::Array(participants));
        }
    }

    /// Counts a message in a conversation that is not shown, unless what the service said of it counts it already, and
    /// keeps the newest for the list. Those may come in any order: what was said to a message, before it.
    #[inline(never)]
    pub(super) fn count_elsewhere(&mut self, message: &Message, id: &ConversationId) {
        self.debug_whole();
        let own = self.is_own_message(message);
        let time = Some(message.received());
        let Some(other) = self.other_mut(id) else {
            // Not known: its count comes with the list.
            return self.refresh_list();
        };
        let before = other.unread_count().unwrap_or(0);
        let mut unread = before;
        let is_newest = time >= other.last_updated_at();
        if is_newest {
            other.set_last_updated_at(time);
        }
        if time > get_field(other.object(), COUNTED) {
            if !own {
                unread = before.saturating_add(1);
            } else {
                set_field(other.object_mut(), COUNTED, &time);
                if is_newest {
                    unread = 0;
                }
            }
        }
        if unread != before {
            other.set_unread_count(Some(unread));
            self.tell_unread_of(id);
        }
        self.is_list_missed();
        if is_newest {
            self.remember_last(id, message.to_value());
        }
    }

    /// How many are unread once a message has come: who writes has read what stands before.
    fn unread_with(&self, message: &Message, own: bool, unread: u32) -> u32 {
        let (others_after, is_read) = self.unread_after(Some(message));
        match (own, is_read) {
            (true, _) => unread.min(others_after),
            (false, true) => unread,
            (false, false) => unread.saturating_add(1),
        }
    }

    /// How many others have written after a message of the timeline, or, where the visitor has written since or has
    /// read in another tab, after that; with whether that is so.
    pub(super) fn unread_after(&self, message: Option<&Message>) -> (u32, bool) {
        let last = message.map(Message::id);
        let mut others_after = 0;
        for after in self.timeline().iter().rev().filter_map(|it| it.message()) {
            if self.is_own_message(after) || Some(after.received()) <= self.reading.until {
                return (others_after, true);
            }
            if Some(after.id()) == last {
                break;
            }
            others_after += 1;
        }
        (others_after, false)
    }

    pub(super) fn is_own_message(&self, message: &Message) -> bool {
        message.object().text("role") == Role::AppUser.as_str()
            && message
                .author_id()
                .is_none_or(|author| self.identity.user().is_none_or(|user| user.as_str() == author))
    }
}

/// Who takes part in a conversation, to be put back changed. As values: a list of records of their own
/// takes half a kilobyte more in the widget.
fn take_participants(conversation: &mut Conversation) -> Vec<Value> {
    match conversation.object_mut().take("participants") {
        Some(Value::Array(participants)) => participants,
        _ => Vec::new(),
    }
}

/// All that happened in a conversation until then is counted, or read as well.
#[inline(never)]
pub(super) fn set_counted(other: &mut Conversation, until: Option<Seconds>, is_read: bool) {
    set_field(other.object_mut(), COUNTED, &until);
    if is_read {
        set_field(other.object_mut(), READ, &until);
    }
}
