//! A user and its clients as the business sees them.

use super::super::state::Account;
use super::super::time::iso;
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Object, Value};

/// What a profile has beside the parts that the client API has too.
pub(super) const PROFILE: [&str; 6] = [
    "givenName",
    "surname",
    "email",
    "avatarUrl",
    "locale",
    "localeOrigin",
];

/// `{id, externalId?, signedUpAt?, profile, metadata, identities}`.
///
/// An email address that is known is the one identity there is (assumed).
pub(in crate::world) fn user(account: &Account) -> Object {
    let user = &account.user;
    let mut seen = Object::new();
    seen.set("id", user.id().as_str());
    if let Some(external) = user.external_id() {
        seen.set("externalId", external.as_str());
    }
    if let Some(time) = user.signed_up_at() {
        seen.set("signedUpAt", iso(time));
    }
    let mut profile = Object::new();
    for name in PROFILE {
        if let Some(value) = user.object().get(name).filter(|value| **value != Value::Null) {
            profile.set(name, value.clone());
        }
    }
    let identities = user.email().map(|email| {
        let mut identity = Object::new();
        identity.set("type", "email");
        identity.set("value", email);
        Value::Object(identity)
    });
    seen.set("profile", profile);
    seen.set("metadata", user.properties());
    seen.set("identities", Value::Array(identities.into_iter().collect()));
    seen
}

/// First and last name, if either is known.
pub(in crate::world) fn name(account: &Account) -> Option<String> {
    let user = &account.user;
    let parts = [user.given_name(), user.surname()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// `{id, type, status, integrationId?, externalId?, lastSeen?, linkedAt?, displayName?, avatarUrl?, info?, raw?}`.
///
/// A browser's own id stays its own: to the business it goes by the service's.
pub(in crate::world) fn client(client: &LinkedClient) -> Object {
    let object = client.object();
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_browser = matches!(client.platform().as_str(), "web" | "ios" | "android");
    let mut seen = Object::new();
    seen.set("id", text("_id").unwrap_or_else(|| client.id()));
    seen.set("type", client.platform());
    let status = text("status").unwrap_or_else(|| match client.active() {
        Some(false) => "inactive".to_owned(),
        _ => "active".to_owned(),
    });
    seen.set("status", status);
    if !is_browser {
        seen.set("externalId", client.id());
    }
    for name in [
        "integrationId",
        "externalId",
        "lastSeen",
        "linkedAt",
        "displayName",
        "avatarUrl",
        "info",
        "raw",
    ] {
        if let Some(value) = object.get(name).filter(|value| **value != Value::Null) {
            seen.set(name, value.clone());
        }
    }
    seen
}
