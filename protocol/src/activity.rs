//! What happens in a conversation without a message: typing and reading, and postbacks.

use crate::author::{Author, Role};
use crate::id::{ActionId, UserId};
use crate::json::Object;

names! {
    /// What someone does.
    pub enum ActivityType {
        /// Began to write.
        TypingStart = "typing:start",
        /// Ceased to write.
        TypingStop = "typing:stop",
        /// Has read all there is.
        ConversationRead = "conversation:read",
    }
}

record! {
    /// The body of `POST …/activity`.
    pub struct ActivityRequest {
        /// What is done.
        activity: OwnActivity = "activity",
        /// Who does it, without a session id.
        author: Author = "author",
    }
}

record! {
    /// What the visitor does.
    pub struct OwnActivity {
        /// What it is.
        kind: ActivityType = "type",
    }
}

record! {
    /// What another does, as the realtime channel tells it.
    pub struct Activity {
        /// What it is.
        kind: ActivityType = "type",
        /// On whose side.
        role: Role = "role",
        /// Which user, where it is one.
        user_id: Option<UserId> = "appUserId",
        /// `name` and `avatarUrl` of who types, `lastRead` of who reads.
        data: Object = "data",
    }
}

record! {
    /// The body of `POST …/postback`.
    pub struct PostbackRequest {
        /// Which action, and what the site adds.
        postback: Postback = "postback",
        /// Who does it, without a session id.
        author: Author = "author",
    }
}

record! {
    /// A click on an action that only the business learns of.
    pub struct Postback {
        /// The action.
        action_id: ActionId = "actionId",
        /// What the site adds.
        metadata: Option<Object> = "metadata",
    }
}
