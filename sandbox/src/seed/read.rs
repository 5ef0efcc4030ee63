//! Which keys a seed has, and what they mean.

use super::tree::{Keys, Tree};
use super::{Seed, SeedError};
use crate::world::{ApiKey, App, Integration, Person, Saying, Talk, WEB_KEYS, demo, from_iso};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::business::BusinessIntegration;
use avmsdk_protocol::id::{AppId, IntegrationId, MessageId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Malformed, Object, Seconds, Value, Wire};

/// The first time that is too late, in microseconds: the year 10000.
const LATEST: i64 = 253_402_300_800 * 1_000_000;
/// What a channel needs to be reached.
const CHANNEL: [&str; 13] = [
    "displayName",
    "pageId",
    "phoneNumber",
    "originator",
    "username",
    "uri",
    "lineId",
    "qrCodeUrl",
    "userId",
    "fromAddress",
    "incomingAddress",
    "publicKey",
    "appId",
];
const CHANNEL_TYPES: [&str; 12] = [
    "messenger",
    "line",
    "wechat",
    "whatsapp",
    "telegram",
    "viber",
    "twilio",
    "messagebird",
    "mailgun",
    "frontendEmail",
    "twitter",
    "stripeConnect",
];
const PROFILE: [&str; 5] = ["givenName", "surname", "email", "signedUpAt", "properties"];
/// What a message may hold beside who says it and when.
const CONTENT: [&str; 17] = [
    "type",
    "text",
    "textFallback",
    "name",
    "avatarUrl",
    "payload",
    "metadata",
    "mediaUrl",
    "mediaType",
    "mediaSize",
    "altText",
    "coordinates",
    "actions",
    "items",
    "fields",
    "blockChatInput",
    "displaySettings",
];

pub(super) fn seed(tree: &Tree) -> Result<Seed, SeedError> {
    let keys = Keys::of(tree, "", &["apps", "webIntegrations", "channels", "users"])?;
    let mut seed = Seed::default();
    for (tree, place) in keys.each("apps")? {
        let keys = Keys::of(tree, &place, &["id", "name", "active", "keys"])?;
        let id = AppId::new(
            keys.id("id")?
                .ok_or_else(|| keys.wrong("id", "should be there"))?,
        );
        if seed.directory.apps.insert(id, app(&keys)?).is_some() {
            return Err(keys.wrong("id", "is that of another app above"));
        }
    }
    for (tree, place) in keys.each("webIntegrations")? {
        let keys = Keys::of(tree, &place, &with(&["id", "app", "displayName"], &WEB_KEYS))?;
        keys.get::<Vec<String>>("integrationOrder")?;
        keys.get::<Vec<String>>("originWhitelist")?;
        keys.get::<bool>("attachmentsEnabled")?;
        keys.get::<Object>("prechatCapture")?;
        add_integration(&mut seed, &keys, "web".to_owned(), &["id", "app"])?;
    }
    for (tree, place) in keys.each("channels")? {
        let keys = Keys::of(tree, &place, &with(&["id", "app", "type"], &CHANNEL))?;
        let kind: String = keys.need("type")?;
        if !CHANNEL_TYPES.contains(&kind.as_str()) {
            return Err(keys.wrong("type", format!("should be one of {}", CHANNEL_TYPES.join(", "))));
        }
        add_integration(&mut seed, &keys, kind, &["id", "app", "type"])?;
    }
    for (tree, place) in keys.each("users")? {
        let own = [
            "app",
            "id",
            "externalId",
            "sessionToken",
            "clientId",
            "conversations",
        ];
        let keys = Keys::of(tree, &place, &with(&own, &PROFILE))?;
        let app = app_of(&seed, &keys)?;
        let person = person(&keys, app)?;
        seed.people.push(person);
    }
    Ok(seed)
}

fn with<'a>(some: &[&'a str], others: &[&'a str]) -> Vec<&'a str> {
    some.iter().chain(others).copied().collect()
}

fn app(keys: &Keys<'_>) -> Result<App, SeedError> {
    let mut api_keys = Vec::new();
    for (tree, place) in keys.each("keys")? {
        let keys = Keys::of(tree, &place, &["id", "secret"])?;
        api_keys.push(ApiKey {
            id: keys.need("id")?,
            secret: keys.need("secret")?,
        });
    }
    Ok(App {
        name: keys.need("name")?,
        is_active: keys.get("active")?.unwrap_or(true),
        keys: api_keys,
    })
}

/// The app that `app` names: one of the seed, or of the demo, which is meant where there is no name.
fn app_of(seed: &Seed, keys: &Keys<'_>) -> Result<AppId, SeedError> {
    let app = AppId::new(keys.id("app")?.unwrap_or_else(|| demo::APP.to_owned()));
    if seed.whole_directory().apps.contains_key(&app) {
        Ok(app)
    } else {
        Err(keys.wrong("app", "is not an app of this seed or of the demo"))
    }
}

fn add_integration(seed: &mut Seed, keys: &Keys<'_>, kind: String, own: &[&str]) -> Result<(), SeedError> {
    let app = app_of(seed, keys)?;
    let id = keys
        .id("id")?
        .ok_or_else(|| keys.wrong("id", "should be there"))?;
    let id = IntegrationId::new(id);
    let mut record = BusinessIntegration::new();
    record
        .set_id(id.clone())
        .set_kind(kind)
        .set_status("active".to_owned());
    record.object_mut().extend(&keys.others(own));
    BusinessIntegration::check(&record.to_value())
        .map_err(|fault| keys.wrong(fault.field, format!("should be {}", fault.wanted)))?;
    let integration = Integration {
        app,
        record,
        webhooks: Vec::new(),
    };
    match seed.directory.integrations.insert(id, integration) {
        None => Ok(()),
        Some(_) => Err(keys.wrong("id", "is that of another integration above")),
    }
}

fn person(keys: &Keys<'_>, app: AppId) -> Result<Person, SeedError> {
    let mut user = User::new();
    user.set_external_id(keys.get("externalId")?)
        .set_given_name(keys.get("givenName")?)
        .set_surname(keys.get("surname")?)
        .set_email(keys.get("email")?)
        .set_properties(keys.get::<Object>("properties")?.unwrap_or_default());
    user.set_signed_up_at(time(keys, "signedUpAt")?);
    let mut talks = Vec::new();
    for (tree, place) in keys.each("conversations")? {
        let known = [
            "id",
            "type",
            "displayName",
            "description",
            "iconUrl",
            "metadata",
            "messages",
        ];
        let keys = Keys::of(tree, &place, &known)?;
        talks.push(talk(&keys)?);
    }
    Ok(Person {
        app,
        id: keys.id("id")?,
        user,
        session_token: keys.get("sessionToken")?,
        client: keys.get("clientId")?,
        talks,
    })
}

fn talk(keys: &Keys<'_>) -> Result<Talk, SeedError> {
    let kind: Option<String> = keys.get("type")?;
    if kind
        .as_ref()
        .is_some_and(|kind| kind != "personal" && kind != "sdkGroup")
    {
        return Err(keys.wrong("type", "should be `personal` or `sdkGroup`"));
    }
    let mut face = Object::new();
    for name in ["displayName", "description", "iconUrl"] {
        if let Some(value) = keys.get::<String>(name)? {
            face.set(name, value);
        }
    }
    let mut sayings: Vec<Saying> = Vec::new();
    for (tree, place) in keys.each("messages")? {
        let keys = Keys::of(tree, &place, &with(&["from", "at"], &CONTENT))?;
        let next = saying(&keys)?;
        if let Some(last) = sayings.last() {
            match (last.at, next.at) {
                (None, None) => {}
                (Some(before), Some(at)) if before < at => {}
                (Some(_), Some(_)) => return Err(keys.wrong("at", "should be after the message before")),
                _ => {
                    return Err(keys.wrong(
                        "at",
                        "should be there for all messages of a conversation or for none",
                    ));
                }
            }
        }
        sayings.push(next);
    }
    Ok(Talk {
        id: keys.id("id")?,
        kind: kind.unwrap_or_else(|| "personal".to_owned()),
        face,
        metadata: keys.get("metadata")?.unwrap_or_default(),
        sayings,
    })
}

fn saying(keys: &Keys<'_>) -> Result<Saying, SeedError> {
    let is_own = match keys.need::<String>("from")?.as_str() {
        "user" => true,
        "business" => false,
        _ => return Err(keys.wrong("from", "should be `user` or `business`")),
    };
    let mut content = keys.others(&["from", "at"]);
    if content.get("type").is_none() {
        content.set("type", "text");
    }
    if keys.get::<String>("text")?.is_none() && content.get("type").and_then(Value::as_str) == Some("text") {
        return Err(keys.wrong("text", "should be there"));
    }
    check(&content).map_err(|fault| keys.wrong(fault.field, format!("should be {}", fault.wanted)))?;
    Ok(Saying {
        is_own,
        at: time(keys, "at")?,
        content,
    })
}

/// Whether it is a message, but for what the service itself says of one.
fn check(content: &Object) -> Result<(), Malformed> {
    let mut message = Message::new();
    message.object_mut().extend(content);
    message
        .set_id(MessageId::default())
        .set_role(Role::AppUser)
        .set_received(Seconds::default());
    Message::check(&message.to_value())
}

/// Seconds since 1970, or `2026-01-31T09:30:00Z`.
fn time(keys: &Keys<'_>, name: &str) -> Result<Option<Seconds>, SeedError> {
    let time = keys.get::<Value>(name)?.map(|value| match &value {
        Value::String(text) => from_iso(text),
        other => Seconds::from_value(other.clone())
            .ok()
            .filter(|time| (1..LATEST).contains(&time.as_micros())),
    });
    match time {
        None => Ok(None),
        Some(Some(time)) => Ok(Some(Seconds::from_millis(time.as_millis()))),
        Some(None) => Err(keys.wrong(
            name,
            "should be a time: `2026-01-31T09:30:00Z`, or seconds since 1970",
        )),
    }
}
