//! The conversation and who takes part in it.

use crate::id::{ConversationId, UserId};
use crate::json::Object;
use crate::seconds::Seconds;

record! {
    /// A conversation without its messages.
    pub struct Conversation {
        /// The service's id.
        pub id: ConversationId = "_id",
        /// `personal` or `sdkGroup`; missing means `personal`.
        pub kind: Option<String> = "type",
        /// Whether it is the user's default one, which channels link to.
        pub is_default: Option<bool> = "isDefault",
        /// Messages that the user has not read.
        pub unread_count: Option<u32> = "unreadCount",
        /// When the last message came.
        pub last_updated_at: Option<Seconds> = "lastUpdatedAt",
        /// When the business last read it.
        pub business_last_read: Option<Seconds> = "appMakerLastRead",
        /// What the business stores with it.
        pub metadata: Object = "metadata",
        /// Who takes part.
        pub participants: Vec<Participant> = "participants",
        ../// What else the service says.
        rest: Object
    }
}

record! {
    /// A user in a conversation.
    pub struct Participant {
        /// The service's id of the membership.
        pub id: String = "_id",
        /// The user.
        pub user_id: UserId = "appUserId",
        /// Messages that this user has not read.
        pub unread_count: Option<u32> = "unreadCount",
        /// When this user last read.
        pub last_read: Option<Seconds> = "lastRead",
        ../// What else the service says.
        rest: Object
    }
}
