//! What the business asks.

use avmsdk_protocol::business::{BusinessActivityRequest, BusinessPostRequest};
use avmsdk_protocol::id::{ConversationId, ExternalId, IntegrationId, MessageId, UserId};

/// A call of the business.
#[derive(Clone, Debug)]
pub enum BusinessCall {
    /// Below `…/conversations`, by who owns what.
    Conversation(ConversationCall),
    /// Below `…/users`.
    User(UserCall),
    /// Below `…/integrations`.
    Integration(IntegrationCall),
    /// Below `…/attachments`.
    Attachment(AttachmentCall),
}

/// A call about conversations and what happens in them.
#[derive(Clone, Debug)]
pub enum ConversationCall {
    /// `GET …/conversations`
    List(ConversationFilter),
    /// `GET …/conversations/{id}`
    Get(ConversationId),
    /// `GET …/conversations/{id}/messages`
    Messages(ConversationId),
    /// `POST …/conversations/{id}/messages`
    Post(ConversationId, BusinessPostRequest),
    /// `DELETE …/conversations/{id}/messages/{id}`
    DeleteMessage(ConversationId, MessageId),
    /// `POST …/conversations/{id}/activity`
    Activity(ConversationId, BusinessActivityRequest),
}

/// A call about users and their clients.
#[derive(Clone, Debug)]
pub enum UserCall {
    /// `GET …/users/{idOrExternalId}`
    Get(String),
}

/// A call about integrations and their webhooks.
#[derive(Clone, Debug)]
pub enum IntegrationCall {
    /// `GET …/integrations/{id}`
    Get(IntegrationId),
}

/// A call about attachments.
#[derive(Clone, Debug)]
pub enum AttachmentCall {
    /// Whether an upload would be taken, for a conversation if one is named: asked before its bytes are
    /// read.
    MayUpload(Option<ConversationId>),
    /// Whether the caller may remove its files.
    MayRemove,
}

/// Which conversations the business asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationFilter {
    /// All of them. The hosted service wants a filter; here a person looks for the newest one.
    All,
    /// Those of a user, by the service's id.
    User(UserId),
    /// Those of a user, by the business's id.
    ExternalUser(ExternalId),
}
