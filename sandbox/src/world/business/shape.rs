//! The same conversations and messages as the business sees them.

use super::super::state::Thread;
use super::super::time::iso;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::business::{
    AuthorType, BusinessAuthor, BusinessConversation, BusinessMessage, BusinessSource, Content,
};
use avmsdk_protocol::id::UserId;
use avmsdk_protocol::message::Message;

/// Keys of a message that are not part of its content.
const NOT_CONTENT: [&str; 9] = [
    "_id",
    "role",
    "authorId",
    "name",
    "avatarUrl",
    "received",
    "source",
    "metadata",
    "submitted",
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
    if thread.business_read != Seconds::default() {
        conversation.set_business_last_read(Some(iso(thread.business_read)));
    }
    conversation
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
    author
}

fn content(message: &Message) -> Content {
    let mut content = Content::new();
    for (name, value) in message
        .object()
        .iter()
        .filter(|(name, _)| !NOT_CONTENT.contains(name))
    {
        content.object_mut().set(name, value.clone());
    }
    content
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
