//! What the world can be asked. Each call is one request of a client, of the business, of the
//! realtime channel or of the person who runs the sandbox.

use avmsdk_protocol::activity::{ActivityRequest, PostbackRequest};
use avmsdk_protocol::business::{BusinessActivityRequest, BusinessPostRequest};
use avmsdk_protocol::call::{CreateRequest, PostMessageRequest};
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, IntegrationId, UserId};
use avmsdk_protocol::{Object, Seconds};

/// One call.
#[derive(Clone, Debug)]
pub enum Call {
    /// `GET …/integrations/{id}/config`, to be answered with these addresses.
    Config(IntegrationId, Addresses),
    /// `POST …/appusers`: the one call of a web messenger that needs no user.
    CreateUser(AppId, Credentials, CreateRequest),
    /// Any other call of a web messenger.
    Client(AppId, Credentials, ClientCall),
    /// A call of the business.
    Business(AppId, Credentials, BusinessCall),
    /// A call of the person who runs the sandbox.
    Control(ControlCall),
}

/// Where a client that asks for its config is to go next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The base of the client API.
    pub web: String,
    /// The Bayeux endpoint.
    pub realtime: String,
}

/// Who says that they call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Nobody in particular.
    None,
    /// A name with its secret: a user and its session token, or an API key.
    Basic {
        /// The user's id or the key's id.
        name: String,
        /// The session token or the key's secret.
        secret: String,
    },
    /// A JWT.
    Bearer(String),
}

/// A call of a web messenger, observed unless said otherwise.
#[derive(Clone, Debug)]
pub enum ClientCall {
    /// `POST …/appusers/{id}/conversation` (read, not observed)
    CreateConversation(UserId),
    /// `GET …/appusers/{id}`
    User(UserId),
    /// `PUT …/appusers/{id}`
    UpdateUser(UserId, Object),
    /// `GET …/appusers/{id}/conversations`; pages only with an offset.
    Conversations(UserId, Option<u32>),
    /// `GET …/conversations/{id}`
    Conversation(ConversationId),
    /// `GET …/conversations/{id}/messages`, those received before a time.
    Messages(ConversationId, Option<Seconds>),
    /// `POST …/conversations/{id}/messages`
    Post(ConversationId, PostMessageRequest),
    /// `POST …/conversations/{id}/activity`
    Activity(ConversationId, ActivityRequest),
    /// `POST …/conversations/{id}/postback`
    Postback(ConversationId, PostbackRequest),
    /// `/meta/subscribe` to a user's channel.
    Subscribe(UserId),
}

/// A call of the business.
#[derive(Clone, Debug)]
pub enum BusinessCall {
    /// `GET …/conversations`
    Conversations(ConversationFilter),
    /// `GET …/conversations/{id}`
    Conversation(ConversationId),
    /// `GET …/conversations/{id}/messages`
    Messages(ConversationId),
    /// `POST …/conversations/{id}/messages`
    Post(ConversationId, BusinessPostRequest),
    /// `POST …/conversations/{id}/activity`
    Activity(ConversationId, BusinessActivityRequest),
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

/// A call of the person who runs the sandbox.
#[derive(Clone, Debug)]
pub enum ControlCall {
    /// Everything that is known.
    State(StateFilter),
    /// Speak for the business: in the conversation given, else in the newest.
    Reply(Option<ConversationId>, String),
    /// Forget every user.
    Reset,
}

/// What of the state is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// All of it.
    All,
    /// A user and its conversations.
    User(UserId),
    /// A conversation and its users.
    Conversation(ConversationId),
}
