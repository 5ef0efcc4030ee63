//! What the realtime channel tells.

use crate::activity::Activity;
use crate::conversation::Participant;
use crate::id::{ConversationId, MessageId};
use crate::json::Value;
use crate::link::{Fault, LinkedUser};
use crate::message::Message;
use crate::record::Wire;
use crate::seconds::Seconds;
use crate::user::LinkedClient;

record! {
    /// The data of one delivery.
    pub struct Events {
        /// What happened.
        events: Vec<Event> = "events",
    }
}

names! {
    /// What happened.
    pub enum EventType {
        /// A message came, of whomever.
        Message = "message",
        /// Someone types, ceases to, or has read.
        Activity = "activity",
        /// A user came into the conversation.
        ParticipantAdded = "participant:added",
        /// A user left it.
        ParticipantRemoved = "participant:removed",
        /// The user has a further conversation.
        ConversationAdded = "conversation:added",
        /// The user has it no longer.
        ConversationRemoved = "conversation:removed",
        /// A channel is linked.
        Link = "link",
        /// The channel knows the number or address, and has asked there.
        LinkMatched = "link:matched",
        /// Whoever was asked there said no.
        LinkCancelled = "link:cancelled",
        /// The channel could not be linked.
        LinkFailed = "link:failed",
        /// A file was taken and is refused after all.
        UploadFailed = "upload:failed",
    }
}

record! {
    /// One event: what it carries stands under a key of its own.
    pub struct Event {
        /// What happened.
        kind: EventType = "type",
        /// Where.
        conversation: EventConversation = "conversation",
        /// The message, with `message`.
        message: Option<Message> = "message",
        /// What is done, with `activity`.
        activity: Option<Activity> = "activity",
        /// Who, with `participant:added` and `participant:removed`.
        participant: Option<Participant> = "participant",
        /// Who takes part, with `conversation:added`.
        participants: Option<Vec<Participant>> = "participants",
        /// The user, with `link` and its kin.
        user: Option<LinkedUser> = "appUser",
        /// The channel, with `link` and its kin.
        client: Option<LinkedClient> = "client",
        /// Whether two users became one, with `link`.
        is_merge: Option<bool> = "isMerge",
        /// What went wrong, with `link:failed` and `upload:failed`.
        fault: Option<Fault> = "err",
    }
}

record! {
    /// The conversation that an event belongs to: every event has one.
    pub struct EventConversation {
        /// Which.
        id: ConversationId = "_id",
        /// When the business last read it, with `conversation:read`.
        business_last_read: Option<Seconds> = "appMakerLastRead",
    }
}

impl Events {
    /// What happened, one after the other. In the widget 0.2 KB less than the list.
    pub fn each(&self) -> impl Iterator<Item = Event> {
        let events = match self.object().get("events") {
            Some(Value::Array(events)) => events.as_slice(),
            _ => &[],
        };
        events.iter().filter_map(Event::read)
    }
}

impl Event {
    /// A message came.
    pub fn of_message(conversation: EventConversation, message: Message) -> Self {
        let mut event = Event::new();
        event
            .set_kind(EventType::Message)
            .set_conversation(conversation)
            .set_message(Some(message));
        event
    }

    /// Someone types, ceases to, or has read.
    pub fn of_activity(conversation: EventConversation, activity: Activity) -> Self {
        let mut event = Event::new();
        event
            .set_kind(EventType::Activity)
            .set_conversation(conversation)
            .set_activity(Some(activity));
        event
    }

    /// A user came into the conversation, or left it.
    pub fn of_participant(
        kind: EventType,
        conversation: EventConversation,
        participant: Participant,
    ) -> Self {
        let mut event = Event::new();
        event
            .set_kind(kind)
            .set_conversation(conversation)
            .set_participant(Some(participant));
        event
    }

    /// The user has a further conversation, with these in it.
    pub fn of_conversation_added(conversation: EventConversation, participants: Vec<Participant>) -> Self {
        let mut event = Event::new();
        event
            .set_kind(EventType::ConversationAdded)
            .set_conversation(conversation)
            .set_participants(Some(participants));
        event
    }

    /// The message that the file would have become, with `upload:failed`.
    pub fn upload_id(&self) -> Option<MessageId> {
        MessageId::read(self.object().get("data")?.get("messageId")?)
    }

    /// The user has a conversation no longer.
    pub fn of_conversation_removed(conversation: EventConversation) -> Self {
        let mut event = Event::new();
        event
            .set_kind(EventType::ConversationRemoved)
            .set_conversation(conversation);
        event
    }
}
