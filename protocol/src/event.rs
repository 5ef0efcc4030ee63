//! What the realtime channel tells.

use crate::activity::Activity;
use crate::conversation::Participant;
use crate::id::ConversationId;
use crate::json::{Object, Value};
use crate::message::Message;
use crate::record::Wire;
use crate::seconds::Seconds;

record! {
    /// The data of one delivery.
    pub struct Events {
        /// What happened; each is read by [`Event::from_value`](crate::Wire::from_value) on its
        /// own, so that one that is malformed costs only itself.
        events: Vec<Value> = "events",
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

/// One event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// Where it happened.
    pub conversation: EventConversation,
    /// What happened.
    pub kind: EventType,
}

/// What happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum EventType {
    /// A message came, of whomever.
    Message(Message),
    /// Someone types, ceases to, or has read.
    Activity(Activity),
    /// A user came into the conversation.
    ParticipantAdded(Participant),
    /// A user left it.
    ParticipantRemoved(Participant),
    /// The user has a further conversation.
    ConversationAdded(Vec<Participant>),
    /// The user has it no longer.
    #[default]
    ConversationRemoved,
    /// An event of another type: its name, and all of it.
    Other(String, Object),
}

impl Wire for Event {
    const WANTED: &'static str = "an object";

    fn read(value: &Value) -> Option<Self> {
        let conversation = EventConversation::read(value.get("conversation")?)?;
        let part = |name| value.get(name);
        let name = part("type")?.as_str()?;
        let kind = match name {
            "message" => EventType::Message(Message::read(part("message")?)?),
            "activity" => EventType::Activity(Activity::read(part("activity")?)?),
            "participant:added" => EventType::ParticipantAdded(Participant::read(part("participant")?)?),
            "participant:removed" => EventType::ParticipantRemoved(Participant::read(part("participant")?)?),
            "conversation:added" => EventType::ConversationAdded(Vec::read(part("participants")?)?),
            "conversation:removed" => EventType::ConversationRemoved,
            _ => EventType::Other(name.to_owned(), Object::read(value)?),
        };
        Some(Event { conversation, kind })
    }

    fn to_value(&self) -> Value {
        let mut object = Object::new();
        let (name, part) = match &self.kind {
            EventType::Message(message) => ("message", Some(("message", message.to_value()))),
            EventType::Activity(activity) => ("activity", Some(("activity", activity.to_value()))),
            EventType::ParticipantAdded(participant) => {
                ("participant:added", Some(("participant", participant.to_value())))
            }
            EventType::ParticipantRemoved(participant) => (
                "participant:removed",
                Some(("participant", participant.to_value())),
            ),
            EventType::ConversationAdded(participants) => (
                "conversation:added",
                Some(("participants", participants.to_value())),
            ),
            EventType::ConversationRemoved => ("conversation:removed", None),
            EventType::Other(name, whole) => {
                object = whole.clone();
                (name.as_str(), None)
            }
        };
        object.set("type", name);
        object.set("conversation", self.conversation.to_value());
        if let Some((field, value)) = part {
            object.set(field, value);
        }
        Value::Object(object)
    }
}

serde_by_wire!(Event);
