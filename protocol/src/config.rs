//! What the service says about an integration before anything else happens.

use crate::id::{AppId, IntegrationId};
use crate::json::{Number, Object, Value};

record! {
    /// The answer to the config request.
    pub struct ConfigResponse {
        /// All there is.
        config: Config = "config",
    }
}

record! {
    /// How to reach the service and how the messenger looks.
    pub struct Config {
        /// The app.
        app: App = "app",
        /// The web integration.
        integration: Integration = "integration",
        /// Where the API is.
        base_url: BaseUrl = "baseUrl",
        /// Where the realtime channel is.
        realtime: Realtime = "realtime",
        /// When profile changes are sent.
        profile: Option<Profile> = "profile",
        /// Whether typing is told.
        typing: Option<Typing> = "typing",
        /// The channels that a visitor may link, with the keys of their type.
        integrations: Vec<Value> = "integrations",
        /// Colours, names and pictures.
        style: Option<Style> = "style",
        /// The form before the first message.
        prechat_capture: Option<Object> = "prechatCapture",
    }
}

record! {
    /// The app behind an integration.
    pub struct App {
        /// The service's id.
        id: AppId = "_id",
        /// Anything but `active` refuses visitors.
        status: String = "status",
        /// The business's name.
        name: Option<String> = "name",
        /// The business's picture.
        icon_url: Option<String> = "iconUrl",
    }
}

record! {
    /// The web integration itself.
    pub struct Integration {
        /// The service's id; names the keys in the browser's storage.
        id: IntegrationId = "_id",
    }
}

record! {
    /// Where the API is.
    pub struct BaseUrl {
        /// For web messengers.
        web: String = "web",
    }
}

record! {
    /// Where and how the realtime channel is to be reached.
    pub struct Realtime {
        /// Whether there is one.
        enabled: Option<bool> = "enabled",
        /// The Bayeux endpoint, used as it stands.
        base_url: String = "baseUrl",
        /// Seconds between tries; missing means 15.
        retry_interval: Option<u32> = "retryInterval",
        /// Tries before giving up; missing means 5.
        max_connection_attempts: Option<u32> = "maxConnectionAttempts",
    }
}

record! {
    /// When profile changes are sent.
    pub struct Profile {
        /// Whether they are.
        enabled: bool = "enabled",
        /// At most one upload in so many seconds.
        upload_interval: Option<Number> = "uploadInterval",
    }
}

record! {
    /// Whether typing is told in personal conversations.
    pub struct Typing {
        /// Whether it is.
        enabled: bool = "enabled",
    }
}

record! {
    /// Colours, names and pictures that the business chose; options of the page win over them.
    pub struct Style {
        /// Header and launcher: hex without `#`.
        brand_color: Option<String> = "brandColor",
        /// The visitor's bubbles and quick replies: hex without `#`.
        accent_color: Option<String> = "accentColor",
        /// Actions inside messages: hex without `#`.
        link_color: Option<String> = "linkColor",
        /// `button` or `tab`.
        display_style: Option<String> = "displayStyle",
        /// The business's name.
        business_name: Option<String> = "businessName",
        /// The business's picture.
        business_icon_url: Option<String> = "businessIconUrl",
    }
}
