//! What the realtime channel tells.

use crate::activity::Activity;
use crate::conversation::Participant;
use crate::id::ConversationId;
use crate::json::{Object, Value};
use crate::message::Message;
use crate::record::{Malformed, Wire};
use crate::seconds::Seconds;

record! {
    /// The data of one delivery.
    pub struct Events {
        /// What happened; each is read by [`Event::from_value`](crate::Wire::from_value) on its
        /// own, so that one that is malformed costs only itself.
        pub events: Vec<Value> = "events",
    }
}

record! {
    /// The conversation that an event belongs to: every event has one.
    pub struct EventConversation {
        /// Which.
        pub id: ConversationId = "_id",
        /// When the business last read it, with `conversation:read`.
        pub business_last_read: Option<Seconds> = "appMakerLastRead",
        ../// What else the service says.
        rest: Object
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Where it happened.
    pub conversation: EventConversation,
    /// What happened.
    pub kind: EventType,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum EventType {
    /// A message came, of whomever.
    Message(Box<Message>),
    /// Someone types, ceases to, or has read.
    Activity(Activity),
    /// A user came into the conversation.
    ParticipantAdded(Participant),
    /// A user left it.
    ParticipantRemoved(Participant),
    /// The user has a further conversation.
    ConversationAdded(Vec<Participant>),
    /// The user has it no longer.
    ConversationRemoved,
    /// An event of another type, whole.
    Other(String, Object),
}

impl Wire for Event {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        use crate::record::take_field;
        let mut object = Object::from_value(value)?;
        let name: String = take_field(&mut object, "type")?;
        let conversation = take_field(&mut object, "conversation")?;
        let kind = match name.as_str() {
            "message" => EventType::Message(Box::new(take_field(&mut object, "message")?)),
            "activity" => EventType::Activity(take_field(&mut object, "activity")?),
            "participant:added" => EventType::ParticipantAdded(take_field(&mut object, "participant")?),
            "participant:removed" => EventType::ParticipantRemoved(take_field(&mut object, "participant")?),
            "conversation:added" => EventType::ConversationAdded(take_field(&mut object, "participants")?),
            "conversation:removed" => EventType::ConversationRemoved,
            _ => EventType::Other(name, object),
        };
        Ok(Event { conversation, kind })
    }

    fn to_value(&self) -> Value {
        let mut object = Object::new();
        let (name, field, value) = match &self.kind {
            EventType::Message(message) => ("message", "message", message.to_value()),
            EventType::Activity(activity) => ("activity", "activity", activity.to_value()),
            EventType::ParticipantAdded(participant) => {
                ("participant:added", "participant", participant.to_value())
            }
            EventType::ParticipantRemoved(participant) => {
                ("participant:removed", "participant", participant.to_value())
            }
            EventType::ConversationAdded(participants) => {
                ("conversation:added", "participants", participants.to_value())
            }
            EventType::ConversationRemoved => ("conversation:removed", "", Value::Null),
            EventType::Other(name, rest) => {
                object.extend(rest);
                (name.as_str(), "", Value::Null)
            }
        };
        object.set("type", name);
        object.set("conversation", self.conversation.to_value());
        if !field.is_empty() {
            object.set(field, value);
        }
        Value::Object(object)
    }
}

serde_by_wire!(Event);
