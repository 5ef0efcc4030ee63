//! The identities that exist on every machine, so that examples and scripts work anywhere.

use super::directory::{ApiKey, App, Directory, Integration};
use avmsdk_protocol::business::BusinessIntegration;
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::{Object, Value};

/// The app.
pub const APP: &str = "5f00000000000000000000a1";
/// Its web integration.
pub const INTEGRATION: &str = "5f00000000000000000000b1";
/// A web integration of the same app whose visitors may link every channel.
pub const CHANNELS_INTEGRATION: &str = "5f00000000000000000000b2";
/// One that asks visitors for name and email before they write.
pub const PRECHAT_INTEGRATION: &str = "5f00000000000000000000b3";
/// The web integration of another app, which is not active: `init` fails with it.
pub const INACTIVE_INTEGRATION: &str = "5f00000000000000000000b4";
/// The id of the app's API key.
pub const KEY_ID: &str = "app_5f00000000000000000000c1";
/// The secret of that key. It protects nothing: the sandbox holds only what a developer typed.
pub const KEY_SECRET: &str = "sandbox-secret";

/// The app of the inactive integration.
const INACTIVE_APP: &str = "5f00000000000000000000a4";
/// An id, a type, and keys of the type with their values.
type Channel = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The channels of the demo app: id, type and what visitors need to reach them.
const CHANNELS: [Channel; 9] = [
    (
        "5f00000000000000000000d1",
        "messenger",
        &[("pageId", "1122334455")],
    ),
    (
        "5f00000000000000000000d2",
        "line",
        &[
            ("lineId", "avmsandbox"),
            ("qrCodeUrl", "https://qr-official.line.me/sid/M/avmsandbox.png"),
        ],
    ),
    ("5f00000000000000000000d3", "wechat", &[]),
    (
        "5f00000000000000000000d4",
        "whatsapp",
        &[("phoneNumber", "+15145550100")],
    ),
    (
        "5f00000000000000000000d5",
        "telegram",
        &[("username", "avm_sandbox_bot")],
    ),
    ("5f00000000000000000000d6", "viber", &[("uri", "avmsandbox")]),
    (TWILIO, "twilio", &[("phoneNumber", "+15145550101")]),
    (
        MAILGUN,
        "mailgun",
        &[("incomingAddress", "support@sandbox.example")],
    ),
    ("5f00000000000000000000d9", "twitter", &[("userId", "1357924680")]),
];
const TWILIO: &str = "5f00000000000000000000d7";
const MAILGUN: &str = "5f00000000000000000000d8";

/// What exists before anybody has set anything up.
pub fn directory() -> Directory {
    let mut directory = Directory::default();
    let key = ApiKey {
        id: KEY_ID.to_owned(),
        secret: KEY_SECRET.to_owned(),
    };
    for (id, is_active, keys) in [(APP, true, vec![key]), (INACTIVE_APP, false, Vec::new())] {
        let app = App {
            name: "Sandbox".to_owned(),
            is_active,
            keys,
        };
        directory.apps.insert(AppId::new(id), app);
    }
    let everything = CHANNELS.map(|(id, ..)| Value::from(id)).to_vec();
    for (id, app, order, prechat) in [
        (INTEGRATION, APP, Vec::new(), None),
        (CHANNELS_INTEGRATION, APP, everything, None),
        (
            PRECHAT_INTEGRATION,
            APP,
            vec![Value::from(MAILGUN)],
            Some(prechat()),
        ),
        (INACTIVE_INTEGRATION, INACTIVE_APP, Vec::new(), None),
    ] {
        let mut web = integration(app, id, "web", &STYLE);
        let keys = web.record.object_mut();
        keys.set("integrationOrder", Value::Array(order));
        if let Some(prechat) = prechat {
            keys.set("prechatCapture", prechat);
        }
        directory.integrations.insert(IntegrationId::new(id), web);
    }
    for (id, kind, keys) in CHANNELS {
        directory
            .integrations
            .insert(IntegrationId::new(id), integration(APP, id, kind, keys));
    }
    directory
}

/// How a web messenger of the sandbox looks.
const STYLE: [(&str, &str); 4] = [
    ("brandColor", "2f3a8f"),
    ("conversationColor", "3f51d6"),
    ("actionColor", "3f51d6"),
    ("displayStyle", "button"),
];

fn integration(app: &str, id: &str, kind: &str, keys: &[(&str, &str)]) -> Integration {
    let mut record = BusinessIntegration::new();
    record
        .set_id(IntegrationId::new(id))
        .set_kind(kind.to_owned())
        .set_status("active".to_owned());
    for (name, value) in keys {
        record.object_mut().set(name, *value);
    }
    Integration {
        app: AppId::new(app),
        record,
        webhooks: Vec::new(),
    }
}

fn prechat() -> Object {
    let mut prechat = Object::new();
    prechat.set("enabled", true);
    prechat.set("enableEmailLinking", true);
    prechat
}
