//! What the business's side sends and gets: the Sunshine Conversations REST API, version 2.
//!
//! Times are text here (`2026-01-31T09:30:00.000Z`), ids have no underscore.
//! Source: <https://docs.smooch.io/rest/>.

use crate::id::{ConversationId, ExternalId, MessageId, UserId};
use crate::json::Object;

names! {
    /// Who speaks.
    pub enum AuthorType {
        /// A person or a bot of the business.
        Business = "business",
        /// The visitor.
        User = "user",
    }
}

record! {
    /// The author of a message or an activity.
    pub struct BusinessAuthor {
        /// Which side.
        kind: AuthorType = "type",
        /// The visitor, by the service's id.
        user_id: Option<UserId> = "userId",
        /// The visitor, by the business's id.
        external_id: Option<ExternalId> = "userExternalId",
        /// The name that is shown.
        display_name: Option<String> = "displayName",
        /// The picture that is shown.
        avatar_url: Option<String> = "avatarUrl",
    }
}

record! {
    /// What a message says.
    pub struct Content {
        /// `text`, or a type that carries its own keys.
        kind: String = "type",
        /// The text.
        text: Option<String> = "text",
    }
}

record! {
    /// The body of `POST /v2/apps/{appId}/conversations/{id}/messages`.
    pub struct BusinessPostRequest {
        /// Who speaks.
        author: BusinessAuthor = "author",
        /// What.
        content: Content = "content",
        /// What the business stores with it.
        metadata: Option<Object> = "metadata",
    }
}

record! {
    /// Where a message came from.
    pub struct BusinessSource {
        /// `web`, `api:conversations`, or a channel's name.
        kind: String = "type",
    }
}

record! {
    /// A message as the business reads it.
    pub struct BusinessMessage {
        /// The service's id.
        id: MessageId = "id",
        /// When the service received it.
        received: String = "received",
        /// Who spoke.
        author: BusinessAuthor = "author",
        /// What.
        content: Content = "content",
        /// Where it came from.
        source: BusinessSource = "source",
        /// What the business or the site stores with it.
        metadata: Option<Object> = "metadata",
    }
}

record! {
    /// What the business does in a conversation without a message.
    pub struct BusinessActivityRequest {
        /// Who does it.
        author: BusinessAuthor = "author",
        /// What it is.
        kind: crate::activity::ActivityType = "type",
    }
}

record! {
    /// A conversation as the business reads it.
    pub struct BusinessConversation {
        /// The service's id.
        id: ConversationId = "id",
        /// `personal` or `sdkGroup`.
        kind: String = "type",
        /// Whether it is the user's default one.
        is_default: bool = "isDefault",
        /// What the business stores with it.
        metadata: Object = "metadata",
        /// When the business last read it.
        business_last_read: Option<String> = "businessLastRead",
        /// When its last message came.
        last_updated_at: Option<String> = "lastUpdatedAt",
        /// When it was made.
        created_at: String = "createdAt",
    }
}

record! {
    /// One conversation.
    pub struct BusinessConversationResponse {
        /// The conversation.
        conversation: BusinessConversation = "conversation",
    }
}

record! {
    /// A page of messages, or the one that was posted.
    pub struct BusinessMessagesResponse {
        /// The messages, the oldest first.
        messages: Vec<BusinessMessage> = "messages",
        /// Whether there are more; absent after a post.
        meta: Option<Page> = "meta",
    }
}

record! {
    /// Where a page stands among the others.
    pub struct Page {
        /// Whether there are more in the direction asked for.
        has_more: bool = "hasMore",
        /// Asks for what is older than this page: `page[before]`.
        before_cursor: Option<String> = "beforeCursor",
        /// Asks for what is newer than this page: `page[after]`.
        after_cursor: Option<String> = "afterCursor",
    }
}

record! {
    /// The body of an answer that is not 2xx.
    pub struct BusinessErrors {
        /// Why, at least one.
        errors: Vec<BusinessError> = "errors",
    }
}

record! {
    /// Why a request was refused.
    pub struct BusinessError {
        /// A stable word, such as `unauthorized`.
        code: String = "code",
        /// A sentence for developers.
        title: String = "title",
    }
}

record! {
    /// One way in or out of an app; keys of its type stand beside these.
    pub struct BusinessIntegration {
        /// The service's id.
        id: crate::id::IntegrationId = "id",
        /// `web`, `custom`, or a channel's name.
        kind: String = "type",
        /// `active`, `inactive` or `error`.
        status: String = "status",
        /// The name that the business gave it.
        display_name: Option<String> = "displayName",
    }
}

record! {
    /// Where a custom integration hears of what happens.
    pub struct BusinessWebhook {
        /// The service's id.
        id: String = "id",
        /// `v2`.
        version: Option<String> = "version",
        /// The address that is posted to.
        target: String = "target",
        /// What it hears of; `*` for all.
        triggers: Vec<String> = "triggers",
        /// Sent along as `x-api-key`.
        secret: String = "secret",
        /// Whether a payload has the whole user, or its id only.
        include_full_user: Option<bool> = "includeFullUser",
        /// Whether a message's source has the client that sent it.
        include_full_source: Option<bool> = "includeFullSource",
    }
}
