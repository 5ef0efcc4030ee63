//! The conversation and who takes part in it.

use crate::id::{ConversationId, UserId};
use crate::json::Object;
use crate::seconds::Seconds;

record! {
    /// A conversation without its messages.
    pub struct Conversation {
        /// The service's id.
        id: ConversationId = "_id",
        /// `personal` or `sdkGroup`; missing means `personal`.
        kind: Option<String> = "type",
        /// Whether it is the user's default one, which channels link to.
        is_default: Option<bool> = "isDefault",
        /// Messages that the user has not read.
        unread_count: Option<u32> = "unreadCount",
        /// When the last message came.
        last_updated_at: Option<Seconds> = "lastUpdatedAt",
        /// When the business last read it.
        business_last_read: Option<Seconds> = "appMakerLastRead",
        /// What the business stores with it.
        metadata: Object = "metadata",
        /// Who takes part.
        participants: Vec<Participant> = "participants",
    }
}

record! {
    /// A user in a conversation.
    pub struct Participant {
        /// The service's id of the membership.
        id: String = "_id",
        /// The user.
        user_id: UserId = "appUserId",
        /// Messages that this user has not read.
        unread_count: Option<u32> = "unreadCount",
        /// When this user last read.
        last_read: Option<Seconds> = "lastRead",
    }
}
