//! The bodies of the calls by which a browser becomes a user, or goes into a conversation.

use crate::author::{Author, ClientDescription};
use crate::conversation::Conversation;
use crate::id::{ExternalId, UserId};
use crate::json::Object;
use crate::message::Message;
use crate::user::User;

record! {
    /// The body of `POST …/login`.
    pub struct LoginRequest {
        /// The business's id, which the JWT must name too.
        external_id: ExternalId = "userId",
        /// The anonymous user that the browser was, if it was one.
        user_id: Option<UserId> = "appUserId",
        /// Its secret.
        session_token: Option<String> = "sessionToken",
        /// The browser.
        client: ClientDescription = "client",
    }
}

record! {
    /// The body of `POST …/appusers/authcode`.
    pub struct AuthCodeRequest {
        /// The code, which proves a user once.
        code: String = "authCode",
        /// The browser.
        client: ClientDescription = "client",
    }
}

record! {
    /// The answer to it.
    pub struct AuthCodeResponse {
        /// Whom the code proved.
        user: ProvedUser = "appUser",
    }
}

record! {
    /// A user with its secret.
    pub struct ProvedUser {
        /// The service's id.
        id: UserId = "_id",
        /// The secret.
        session_token: String = "sessionToken",
    }
}

record! {
    /// The body of `POST …/conversations/{id}/subscribe`.
    pub struct EnterRequest {
        /// Who goes in.
        author: Author = "author",
    }
}

record! {
    /// The answer to it: the conversation is now the active one.
    pub struct EnterResponse {
        /// The user.
        user: User = "appUser",
        /// The conversation.
        conversation: Conversation = "conversation",
        /// Its newest messages.
        messages: Vec<Message> = "messages",
        /// Whether older ones are left.
        has_previous: Option<bool> = "hasPrevious",
        /// Replaces parts of the config for this user.
        settings: Object = "settings",
    }
}
