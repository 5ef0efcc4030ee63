//! The same conversations, participants and messages as the business sees them.

use super::super::state::{Account, Member, Thread};
use super::super::time::iso;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::business::{
    AuthorType, BusinessAuthor, BusinessConversation, BusinessMessage, BusinessSource, Content,
};
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::message::{Field, Message, MessageType};
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};

/// Keys of a message that are its content.
const CONTENT: [&str; 19] = [
    "type",
    "text",
    "htmlText",
    "markdownText",
    "actions",
    "payload",
    "items",
    "displaySettings",
    "mediaUrl",
    "mediaType",
    "mediaSize",
    "altText",
    "attachmentId",
    "submitted",
    "blockChatInput",
    "coordinates",
    "location",
    "template",
    "textFallback",
];

pub(in crate::world) fn conversation(thread: &Thread) -> BusinessConversation {
    let mut conversation = BusinessConversation::new();
    conversation
        .set_id(thread.id.clone())
        .set_kind(thread.kind.clone())
        .set_is_default(thread.is_default)
        .set_metadata(thread.metadata.clone())
        .set_last_updated_at(Some(iso(thread.updated)))
        .set_created_at(iso(thread.created));
    conversation.object_mut().extend(&thread.face);
    if thread.business_read != Seconds::default() {
        conversation.set_business_last_read(Some(iso(thread.business_read)));
    }
    conversation
}

/// A participant, with the browsers and channels that reach it, if its user is known.
pub(in crate::world) fn participant(member: &Member, account: Option<&Account>) -> Object {
    let mut participant = Object::new();
    participant.set("id", member.id.as_str());
    participant.set("userId", member.user.as_str());
    participant.set("unreadCount", member.unread);
    if member.read != Seconds::default() {
        participant.set("lastRead", iso(member.read));
    }
    if let Some(name) = account.and_then(|account| account.user.external_id()) {
        participant.set("userExternalId", name.as_str());
    }
    let clients = account.map(|account| account.user.clients()).unwrap_or_default();
    let associations = clients.iter().map(|client| {
        let mut association = Object::new();
        association.set("type", client.platform());
        let id = client.object().get("_id").and_then(Value::as_str);
        association.set("clientId", id.map_or_else(|| client.id(), str::to_owned));
        Value::Object(association)
    });
    participant.set("clientAssociations", Value::Array(associations.collect()));
    participant
}

/// A message with the one that it answers, if that stands in the same conversation.
pub(in crate::world) fn message_in(thread: &Thread, said: &Message) -> BusinessMessage {
    let mut seen = message(said);
    let quoted = said.quoted_message_id();
    let quoted = quoted.and_then(|id| thread.messages.iter().find(|message| message.id() == id));
    if let Some(quoted) = quoted {
        let mut reference = Object::new();
        reference.set("type", "message");
        reference.set("message", message(quoted).to_value());
        seen.object_mut().set("quotedMessage", reference);
    }
    seen
}

pub(in crate::world) fn message(message: &Message) -> BusinessMessage {
    let mut seen = BusinessMessage::new();
    seen.set_id(message.id())
        .set_received(iso(message.received()))
        .set_author(author(message))
        .set_content(content(message))
        .set_source(source(message))
        .set_metadata(message.metadata());
    seen
}

fn author(message: &Message) -> BusinessAuthor {
    let mut author = BusinessAuthor::new();
    if message.role() == Role::AppUser {
        author
            .set_kind(AuthorType::User)
            .set_user_id(message.author_id().map(UserId::new));
    } else {
        author.set_kind(AuthorType::Business);
    }
    author
        .set_display_name(message.name())
        .set_avatar_url(message.avatar_url());
    if let Some(subtypes) = message.object().get("subtypes") {
        author.object_mut().set("subtypes", subtypes.clone());
    }
    author
}

fn content(message: &Message) -> Content {
    let mut content = Content::new();
    let said = message.object();
    for (name, value) in said.iter().filter(|(name, _)| CONTENT.contains(name)) {
        content.object_mut().set(name, without_ids(value));
    }
    if let Some(fields) = said.get("fields") {
        content.object_mut().set("fields", without_ids(fields));
    }
    match message.kind() {
        MessageType::Carousel if message.text().unwrap_or_default().is_empty() => {
            content.set_text(Some(fallback_of_cards(message)));
        }
        MessageType::FormResponse if message.text_fallback().is_none() => {
            let text = fallback_of_answers(&message.fields().unwrap_or_default());
            content.object_mut().set("textFallback", text);
        }
        _ => {}
    }
    content
}

/// The ids of actions, cards and fields are the clients' concern; the business knows them by payload
/// and name.
fn without_ids(value: &Value) -> Value {
    match value {
        Value::Array(members) => Value::Array(members.iter().map(without_ids).collect()),
        Value::Object(object) => {
            let mut kept = Object::new();
            for (name, value) in object.iter().filter(|(name, _)| *name != "_id") {
                let value = match name {
                    "actions" => without_ids(value),
                    _ => value.clone(),
                };
                kept.set(name, value);
            }
            Value::Object(kept)
        }
        plain => plain.clone(),
    }
}

/// What a channel without carousels would show (assumed): each card's title and description.
fn fallback_of_cards(message: &Message) -> String {
    let cards = message.items().unwrap_or_default();
    let lines = cards.iter().map(|card| match card.description() {
        Some(description) => format!("{}: {description}", card.title()),
        None => card.title(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `label: value` of each field, a line each.
fn fallback_of_answers(fields: &[Field]) -> String {
    let lines = fields.iter().map(|field| {
        let chosen = || {
            let labels: Vec<String> = field.select()?.iter().map(|choice| choice.label()).collect();
            Some(labels.join(", "))
        };
        let value = field.text().or_else(|| field.email()).or_else(chosen);
        let label = field.label().unwrap_or_else(|| field.name());
        format!("{label}: {}", value.unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn source(message: &Message) -> BusinessSource {
    let from = message.source().unwrap_or_default();
    let mut source = BusinessSource::new();
    match from.kind().as_str() {
        "api" => source.set_kind("api:conversations".to_owned()),
        kind => source.set_kind(kind.to_owned()),
    };
    if let Some(integration) = from.integration_id() {
        source.object_mut().set("integrationId", integration.as_str());
    }
    source
}
