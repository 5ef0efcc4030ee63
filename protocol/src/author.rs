//! Who speaks: the client description and the author that requests carry, the source they leave.

use crate::id::{ClientId, IntegrationId, SessionId, UserId};
use crate::json::Object;

names! {
    /// On whose behalf something is said.
    pub enum Role {
        /// The visitor.
        AppUser = "appUser",
        /// The business: a person or a bot.
        AppMaker = "appMaker",
    }
}

record! {
    /// A browser as it describes itself in requests that make or restore a user.
    pub struct ClientDescription {
        /// Always `web` for a web messenger.
        platform: String = "platform",
        /// The browser.
        id: ClientId = "id",
        /// The web integration it came by.
        integration_id: IntegrationId = "integrationId",
        /// Vendor, version, page address, title, language and user agent.
        info: Object = "info",
    }
}

record! {
    /// Who sends a message or an activity.
    pub struct Author {
        /// `appUser` for a messenger.
        role: Role = "role",
        /// The user.
        user_id: UserId = "appUserId",
        /// The browser.
        client: ClientDescription = "client",
        /// Present for messages, files and subscriptions; absent for activity and postbacks.
        session_id: Option<SessionId> = "sessionId",
    }
}

record! {
    /// Where a message came from, as the service records it.
    pub struct Source {
        /// `web`, `api`, or a channel's name.
        kind: String = "type",
        /// The browser, for `web`.
        id: Option<ClientId> = "id",
        /// The integration it came by.
        integration_id: Option<IntegrationId> = "integrationId",
        /// The author's session, for `web`.
        session_id: Option<SessionId> = "sessionId",
    }
}
