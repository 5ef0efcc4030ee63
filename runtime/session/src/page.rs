//! Events and objects as the page sees them: copies, in the shape that pages know.

use crate::effect::Effect;
use crate::input::Now;
use crate::timeline::{Body, Delivery, Entry, EntryBox};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::json::Number;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Value, Wire};

/// An event about a conversation: what happened, then where.
pub(crate) fn event(
    name: &'static str,
    what: Option<Value>,
    conversation: Option<&ConversationId>,
) -> Effect {
    let place = place(conversation).into();
    Effect::Emit(
        name,
        match what {
            Some(what) => vec![what, place],
            None => vec![place],
        },
    )
}

/// `{conversation: {_id}}`, or `{}` where there is none.
pub(crate) fn place(conversation: Option<&ConversationId>) -> Object {
    let mut place = Object::new();
    if let Some(conversation) = conversation {
        let mut named = Object::new();
        named.set("_id", conversation.as_str());
        place.set("conversation", named);
    }
    place
}

/// What `getConversation` returns: before there is any, an empty one (observed). Without `entries`
/// what a delegate and a list of conversations have of it; `unread` where it is counted here.
pub(crate) fn conversation(
    conversation: Option<&Conversation>,
    unread: Option<u32>,
    entries: Option<&[EntryBox]>,
) -> Value {
    let messages = entries.map(|entries| {
        let mut messages = Vec::new();
        for entry in entries {
            if !entry.is_local() {
                messages.push(message(entry));
            }
        }
        messages
    });
    whole(conversation, unread, messages)
}

/// A conversation that is not shown, as lists and the methods of the newer family have it: with messages or
/// without.
pub(crate) fn described(conversation: &Conversation, messages: Option<&[Message]>) -> Value {
    let messages = messages.map(|messages| {
        let mut values = Vec::new();
        for message in messages {
            values.push(message.to_value());
        }
        values
    });
    whole(Some(conversation), None, messages)
}

fn whole(conversation: Option<&Conversation>, unread: Option<u32>, messages: Option<Vec<Value>>) -> Value {
    let mut object = Object::new();
    if let Some(conversation) = conversation {
        object.set("_id", conversation.id().as_str());
        for key in ["displayName", "description", "iconUrl"] {
            if let Some(value) = conversation.object().get(key) {
                object.set(key, value.clone());
            }
        }
    }
    let unread = unread.or_else(|| conversation.and_then(Conversation::unread_count));
    object.set("unreadCount", unread.unwrap_or(0));
    let mut copy = |key, otherwise: Value| {
        let value = conversation.and_then(|conversation| conversation.object().get(key));
        let value = value.filter(|value| **value != Value::Null);
        object.set(key, value.cloned().unwrap_or(otherwise));
    };
    copy("lastUpdatedAt", Value::from(0));
    copy("type", Value::from("personal"));
    copy("participants", Value::Array(Vec::new()));
    // Of none the page knows the listed keys alone.
    if conversation.is_some() || messages.is_none() {
        copy("metadata", Object::new().into());
    }
    if let Some(messages) = messages {
        object.set("messages", Value::Array(messages));
    }
    object.into()
}

/// A message, with `sendStatus` while the service does not have it.
pub(crate) fn message(entry: &Entry) -> Value {
    match &entry.body {
        Body::Accepted(message) => message.to_value(),
        Body::Local(_) => Value::Null,
        Body::Own(draft, _) => {
            let mut value = draft.to_value();
            if let Value::Object(object) = &mut value {
                let failed = entry.delivery == Delivery::Failed;
                object.set("sendStatus", if failed { "failed" } else { "sending" });
            }
            value
        }
    }
}

/// `log:debug`, as the family's messengers have it: a word, the time in milliseconds, the place.
pub(crate) fn log(what: &str, conversation: Option<&ConversationId>, now: Now) -> Effect {
    let mut log = Object::new();
    log.set(
        "timestamp",
        Value::Number(Number::from_micros(now.0 as i64 * 1_000_000)),
    );
    log.set("message", what);
    log.set("data", place(conversation));
    Effect::Emit("log:debug", vec![log.into()])
}
