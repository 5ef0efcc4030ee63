//! What the business asks.

use super::{IntegrationCall, UserCall};
use avmsdk_protocol::Object;
use avmsdk_protocol::business::{BusinessActivityRequest, BusinessPostRequest};
use avmsdk_protocol::id::{ConversationId, ExternalId, MessageId, UserId};

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

/// Which part of a list is asked for, as the query has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// `page[after]`: the id of the record that the page follows.
    pub after: Option<String>,
    /// `page[before]`: the id of the record that the page precedes.
    pub before: Option<String>,
    /// `page[size]`
    pub size: Option<String>,
    /// The whole address of the list without these three, for the links to other pages.
    pub address: String,
}

/// A call about attachments.
#[derive(Clone, Debug)]
pub enum AttachmentCall {
    /// `POST …/attachments/remove`
    Remove(Object),
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

impl From<ConversationCall> for BusinessCall {
    fn from(call: ConversationCall) -> Self {
        BusinessCall::Conversation(call)
    }
}

impl From<UserCall> for BusinessCall {
    fn from(call: UserCall) -> Self {
        BusinessCall::User(call)
    }
}

impl From<IntegrationCall> for BusinessCall {
    fn from(call: IntegrationCall) -> Self {
        BusinessCall::Integration(call)
    }
}

impl From<AttachmentCall> for BusinessCall {
    fn from(call: AttachmentCall) -> Self {
        BusinessCall::Attachment(call)
    }
}
