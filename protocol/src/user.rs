//! The user and the browsers and channels linked to it.

use crate::id::{ExternalId, UserId};
use crate::json::Object;
use crate::seconds::Seconds;

record! {
    /// A user of the app, as the service describes it.
    pub struct User {
        /// The service's id.
        pub id: UserId = "_id",
        /// The business's id; there exactly when the user is authenticated.
        pub external_id: Option<ExternalId> = "userId",
        /// First name.
        pub given_name: Option<String> = "givenName",
        /// Last name.
        pub surname: Option<String> = "surname",
        /// Email address.
        pub email: Option<String> = "email",
        /// When the user gave its name; no prechat form is shown afterwards.
        pub signed_up_at: Option<Seconds> = "signedUpAt",
        /// What the business stores about the user.
        pub properties: Object = "properties",
        /// Linked browsers and channels.
        pub clients: Vec<LinkedClient> = "clients",
        /// Channels whose linking waits for a confirmation.
        pub pending_clients: Vec<LinkedClient> = "pendingClients",
        ../// What else the service says.
        rest: Object
    }
}

record! {
    /// A browser or a channel that is linked to a user.
    pub struct LinkedClient {
        /// The browser's or the channel account's id.
        pub id: String = "id",
        /// `web`, `twilio`, `line`, …
        pub platform: String = "platform",
        /// Whether it can receive.
        pub active: Option<bool> = "active",
        /// A phone number or an account's name.
        pub display_name: Option<String> = "displayName",
        ../// What else the service says.
        rest: Object
    }
}
