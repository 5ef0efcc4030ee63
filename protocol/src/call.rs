//! The bodies of the calls that are not messages, activity or config.

use crate::author::{Author, ClientDescription};
use crate::conversation::Conversation;
use crate::id::{ClientId, ExternalId, IntegrationId};
use crate::json::{Object, Value};
use crate::message::{Draft, Message};
use crate::record::Wire;
use crate::user::User;

names! {
    /// Why a user or a conversation is made.
    pub enum Intent {
        /// The visitor sends a message.
        Message = "message:appUser",
        /// The page calls `startConversation`.
        ConversationStart = "conversation:start",
        /// The visitor opens a channel's page.
        LinkRequest = "link:request",
        /// The first message after a prechat form.
        PrechatReply = "prechatcapture:reply",
    }
}

record! {
    /// The body that makes a user, or a conversation for one: `POST …/appusers`,
    /// `POST …/appusers/{id}/conversation`.
    pub struct CreateRequest {
        /// The browser.
        client: ClientDescription = "client",
        /// Why.
        intent: Intent = "intent",
        /// The business's id, where the page gave one.
        external_id: Option<ExternalId> = "userId",
    }
}

record! {
    /// The body that makes a further conversation for a user: `POST …/appusers/{id}/conversations`
    /// (assumed). Its settings stand beside these.
    pub struct FurtherRequest {
        /// The browser.
        client: ClientDescription = "client",
        /// Why.
        intent: Intent = "intent",
        /// What the user says in it at once; only the service makes messages of them.
        messages: Vec<Object> = "messages",
    }
}

record! {
    /// A user with its conversations, as several calls answer.
    pub struct UserSession {
        /// The user.
        user: User = "appUser",
        /// Its conversations, the most recent first.
        conversations: Vec<Conversation> = "conversations",
        /// Replaces parts of the config for this user.
        settings: Object = "settings",
        /// The secret of an anonymous user, given once.
        session_token: Option<String> = "sessionToken",
    }
}

impl UserSession {
    /// The most recent conversation.
    pub fn newest_conversation(&self) -> Option<Conversation> {
        // Read in place: a list of records takes 0.1 KB more in the widget.
        match self.object().get("conversations") {
            Some(Value::Array(conversations)) => conversations.iter().find_map(Conversation::read),
            _ => None,
        }
    }
}

record! {
    /// The answer to `POST …/appusers/{id}/conversation`, to that of a further one, and to `PUT
    /// …/conversations/{id}`.
    pub struct ConversationResponse {
        /// The conversation.
        conversation: Conversation = "conversation",
    }
}

record! {
    /// The answer to `GET …/appusers/{id}/conversations`.
    pub struct ConversationsResponse {
        /// The conversations, the most recent first.
        conversations: Vec<Conversation> = "conversations",
        /// The user, where `offset` was given.
        user: Option<User> = "appUser",
    }
}

record! {
    /// A page of messages; with `conversation` the answer to `GET …/conversations/{id}`.
    pub struct MessagesResponse {
        /// The conversation, where it was asked for.
        conversation: Option<Conversation> = "conversation",
        /// Messages, in no order that counts.
        messages: Vec<Message> = "messages",
        /// Whether older ones are left.
        has_previous: Option<bool> = "hasPrevious",
    }
}

record! {
    /// The body of `POST …/conversations/{id}/messages`.
    pub struct PostMessageRequest {
        /// The message.
        message: Draft = "message",
        /// Who sends it; its session id names the message until the service has.
        author: Author = "author",
        /// Given with the first message after a prechat form.
        intent: Option<Intent> = "intent",
    }
}

record! {
    /// The answer to it.
    pub struct PostMessageResponse {
        /// The message as stored, alone.
        messages: Vec<Message> = "messages",
    }
}

record! {
    /// The body of `POST …/appusers/{id}/logout`.
    pub struct LogoutRequest {
        /// The browser.
        client: LoggedOutClient = "client",
    }
}

record! {
    /// The browser that logs out.
    pub struct LoggedOutClient {
        /// The browser.
        id: ClientId = "id",
        /// The web integration.
        integration_id: IntegrationId = "integrationId",
    }
}
