//! What a client is told before anything else.

use super::World;
use super::call::Addresses;
use super::directory::Integration as Entry;
use super::outcome::{Refusal, Reply};
use avmsdk_protocol::config::{
    App, BaseUrl, Config, ConfigResponse, Integration, Profile, Realtime, Style, Typing,
};
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::{Object, Value, Wire as _};

/// Seconds between tries of a client that lost its connection. The hosted service says 15; somebody
/// who restarts a sandbox is less patient.
const RETRY_INTERVAL: u32 = 2;
/// Tries before a client gives up; the hosted service says 5. With the interval above a client
/// survives a restart of a minute.
const MAX_CONNECTION_ATTEMPTS: u32 = 30;
/// Seconds between uploads of a profile.
const UPLOAD_INTERVAL: u32 = 5;

impl World {
    /// The config of a web integration.
    pub(super) fn config(&self, id: &IntegrationId, addresses: Addresses) -> Result<Reply, Refusal> {
        let found = self.state.directory.integrations.get(id);
        let found = found.filter(|found| found.record.kind() == "web");
        let found = found.ok_or_else(no_integration)?;
        let mut response = ConfigResponse::new();
        response.set_config(self.describe_integration(found, id, addresses));
        Ok(Reply::ok(&response))
    }

    /// The config of the first web integration of an app.
    pub(super) fn config_of_app(&self, app: &AppId, addresses: Addresses) -> Result<Reply, Refusal> {
        let mut all = self.state.directory.of_app(app);
        let first = all.find(|(_, integration)| integration.record.kind() == "web");
        let (id, _) = first.ok_or_else(no_integration)?;
        self.config(id, addresses)
    }

    fn describe_integration(&self, found: &Entry, id: &IntegrationId, addresses: Addresses) -> Config {
        let of_app = self.state.directory.apps.get(&found.app);
        let is_active = of_app.is_some_and(|app| app.is_active);
        let mut app = App::new();
        app.set_id(found.app.clone())
            .set_status(if is_active { "active" } else { "inactive" }.to_owned())
            .set_name(of_app.map(|app| app.name.clone()));
        let mut integration = Integration::new();
        integration.set_id(id.clone());
        for name in ["canUserSeeConversationList", "canUserCreateMoreConversations"] {
            if let Some(value) = found.record.object().get(name) {
                integration.object_mut().set(name, value.clone());
            }
        }
        let mut base_url = BaseUrl::new();
        base_url.set_web(addresses.web);
        let mut realtime = Realtime::new();
        realtime
            .set_enabled(Some(true))
            .set_base_url(addresses.realtime)
            .set_retry_interval(Some(RETRY_INTERVAL))
            .set_max_connection_attempts(Some(MAX_CONNECTION_ATTEMPTS));
        let mut profile = Profile::new();
        profile
            .set_enabled(true)
            .set_upload_interval(Some(Number::from(UPLOAD_INTERVAL)));
        let mut typing = Typing::new();
        typing.set_enabled(true);
        let offered = self.state.directory.offered_by(found);
        let mut config = Config::new();
        config
            .set_app(app)
            .set_integration(integration)
            .set_base_url(base_url)
            .set_realtime(realtime)
            .set_profile(Some(profile))
            .set_typing(Some(typing))
            .set_integrations(offered.into_iter().map(|(id, one)| offer(id, one)).collect())
            .set_style(Some(style(found)))
            .set_prechat_capture(Some(prechat(found)));
        config.object_mut().set("errorLoggingEnabled", false);
        config
    }
}

fn no_integration() -> Refusal {
    Refusal::new(404, "integration_not_found", "Integration not found")
}

/// What a visitor's browser may know of a channel; keys and tokens are not among it.
const OFFERED: [&str; 9] = [
    "pageId",
    "phoneNumber",
    "originator",
    "username",
    "uri",
    "lineId",
    "qrCodeUrl",
    "userId",
    "fromAddress",
];

fn offer(id: &IntegrationId, one: &Entry) -> Value {
    let mut offer = Object::new();
    offer.set("_id", id.as_str());
    offer.set("type", one.record.kind());
    for name in OFFERED.into_iter().chain(["publicKey"]) {
        if let Some(value) = one.record.object().get(name) {
            offer.set(name, value.clone());
        }
    }
    Value::Object(offer)
}

/// Keys of `style`, with the names that the business API has for them where they differ.
const STYLE: [(&str, &str); 12] = [
    ("brandColor", "brandColor"),
    ("accentColor", "conversationColor"),
    ("linkColor", "actionColor"),
    ("displayStyle", "displayStyle"),
    ("buttonIconUrl", "buttonIconUrl"),
    ("buttonWidth", "buttonWidth"),
    ("buttonHeight", "buttonHeight"),
    ("businessName", "businessName"),
    ("businessIconUrl", "businessIconUrl"),
    ("backgroundImageUrl", "backgroundImageUrl"),
    ("fixedIntroPane", "fixedIntroPane"),
    ("integrationOrder", "integrationOrder"),
];

/// What a config says where the business has set nothing: clients have no colours of their own for some of
/// what they show.
const USUAL_STYLE: [(&str, &str); 4] = [
    ("brandColor", "65758e"),
    ("accentColor", "0099ff"),
    ("linkColor", "0099ff"),
    ("displayStyle", "button"),
];

fn style(found: &Entry) -> Style {
    let mut style = Style::new();
    for (name, of_business) in STYLE {
        if let Some(value) = found.record.object().get(of_business) {
            style.object_mut().set(name, value.clone());
        }
    }
    for (name, usual) in USUAL_STYLE {
        let is_set = style.object().get(name).and_then(Value::as_str).is_some();
        if !is_set {
            style.object_mut().set(name, usual);
        }
    }
    style
}

fn prechat(found: &Entry) -> Object {
    let asked = found.record.object().get("prechatCapture");
    let mut prechat = match asked {
        Some(Value::Object(asked)) => asked.clone(),
        _ => Object::new(),
    };
    for (name, usual) in [
        ("enabled", Value::from(false)),
        ("enableEmailLinking", Value::from(true)),
        ("template", Value::from("name-email")),
    ] {
        if prechat.get(name).is_none() {
            prechat.set(name, usual);
        }
    }
    let field = |kind: &str, name: &str| {
        let mut field = Object::new();
        field.set("type", kind);
        field.set("name", name);
        Value::Object(field)
    };
    let mut definitions = Object::new();
    definitions.set(
        "name-email",
        Value::Array(vec![field("text", "name"), field("email", "email")]),
    );
    prechat.set("templateDefinitions", definitions.to_value());
    prechat
}
