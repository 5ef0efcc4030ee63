//! What the business asks.

use super::{IntegrationCall, UserCall};
use avmsdk_protocol::Object;
use avmsdk_protocol::business::BusinessPostRequest;
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

/// A call about conversations and what happens in them. Bodies are checked by the rules, which name
/// what is wrong by its whole path.
#[derive(Clone, Debug)]
pub enum ConversationCall {
    /// `POST …/conversations`
    Create(Object),
    /// `GET …/conversations`
    List(ConversationFilter, Paging),
    /// `GET …/conversations/{id}`
    Get(ConversationId),
    /// `PATCH …/conversations/{id}`
    Update(ConversationId, Object),
    /// `DELETE …/conversations/{id}`
    Delete(ConversationId),
    /// `GET …/conversations/{id}/messages`
    Messages(ConversationId, Paging),
    /// `POST …/conversations/{id}/messages`
    Post(ConversationId, BusinessPostRequest),
    /// `DELETE …/conversations/{id}/messages/{id}`
    DeleteMessage(ConversationId, MessageId),
    /// `DELETE …/conversations/{id}/messages`
    DeleteMessages(ConversationId),
    /// `POST …/conversations/{id}/activity`
    Activity(ConversationId, Object),
    /// `GET …/conversations/{id}/participants`
    Participants(ConversationId, Paging),
    /// `POST …/conversations/{id}/join`
    Join(ConversationId, Object),
    /// `POST …/conversations/{id}/leave`
    Leave(ConversationId, Object),
    /// `POST …/conversations/{id}/passControl` and its kin
    Switch(ConversationId, Switch, Object),
}

/// What happens to the control over a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Another is in control from now on.
    Pass,
    /// Another may take control.
    Offer,
    /// Who was offered control takes it.
    Accept,
    /// Who is in control gives it up.
    Release,
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
