//! What the world can be asked. Each call is one request of a client, of the business, of the
//! realtime channel or of the person who runs the sandbox.

mod business;
mod client;
mod control;
mod integrations;
mod play;
mod users;

pub use business::*;
pub use client::*;
pub use control::*;
pub use integrations::*;
pub use play::*;
pub use users::*;

use avmsdk_protocol::id::{AppId, IntegrationId};

/// One call.
#[derive(Clone, Debug)]
pub enum Call {
    /// `GET …/integrations/{id}/config`, to be answered with these addresses.
    Config(IntegrationId, Addresses),
    /// The same by an app's id, as older clients ask: that of the app's first web integration.
    ConfigOfApp(AppId, Addresses),
    /// A call of a web messenger that has no user yet.
    Guest(AppId, Credentials, GuestCall),
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
    /// The base of the addresses of uploaded files.
    pub media: String,
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
