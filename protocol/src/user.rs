//! The user and the browsers and channels linked to it.

use crate::id::{ClientId, ExternalId, UserId};
use crate::json::{Object, Value};
use crate::seconds::Seconds;

record! {
    /// A user of the app, as the service describes it.
    pub struct User {
        /// The service's id.
        id: UserId = "_id",
        /// The business's id; there exactly when the user is authenticated.
        external_id: Option<ExternalId> = "userId",
        /// First name.
        given_name: Option<String> = "givenName",
        /// Last name.
        surname: Option<String> = "surname",
        /// Email address.
        email: Option<String> = "email",
        /// When the user gave its name; no prechat form is shown afterwards.
        signed_up_at: Option<Seconds> = "signedUpAt",
        /// What the business stores about the user.
        properties: Object = "properties",
        /// Linked browsers and channels.
        clients: Vec<LinkedClient> = "clients",
        /// Channels whose linking waits for a confirmation.
        pending_clients: Vec<LinkedClient> = "pendingClients",
    }
}

record! {
    /// A browser or a channel that is linked to a user.
    pub struct LinkedClient {
        /// The browser's or the channel account's id.
        id: String = "id",
        /// `web`, `twilio`, `line`, …
        platform: String = "platform",
        /// Whether it can receive.
        active: Option<bool> = "active",
        /// A phone number or an account's name.
        display_name: Option<String> = "displayName",
    }
}

impl User {
    /// Whether this browser is linked and can receive.
    pub fn is_reached_by(&self, browser: &ClientId) -> bool {
        // Read in place: a list of records takes 0.1 KB more in the widget.
        let Some(Value::Array(clients)) = self.object().get("clients") else {
            return false;
        };
        let is = |client: &Value, field, wanted| client.get(field).and_then(Value::as_str) == Some(wanted);
        clients.iter().any(|client| {
            is(client, "id", browser.as_str())
                && is(client, "platform", "web")
                && matches!(client.get("active"), Some(Value::Bool(true)))
        })
    }
}
