//! What has no record on the wire, as JSON for its column.

use super::StoreError;
use crate::world::{ApiKey, App, Code, Integration, Purpose};
use avmsdk_protocol::id::{ConversationId, IntegrationId};
use avmsdk_protocol::record::{check_field, get_field};
use avmsdk_protocol::{Object, Seconds, Value, Wire};

pub(super) fn app(app: &App) -> Object {
    let keys = app.keys.iter().map(|key| {
        let mut object = Object::new();
        object.set("id", key.id.as_str());
        object.set("secret", key.secret.as_str());
        Value::Object(object)
    });
    let mut object = Object::new();
    object.set("name", app.name.as_str());
    object.set("active", app.is_active);
    object.set("keys", Value::Array(keys.collect()));
    object
}

pub(super) fn read_app(object: &Object) -> Result<App, StoreError> {
    let key = |key: &Object| {
        Ok(ApiKey {
            id: field(key, "id")?,
            secret: field(key, "secret")?,
        })
    };
    Ok(App {
        name: field(object, "name")?,
        is_active: field(object, "active")?,
        keys: all(object, "keys", key)?,
    })
}

pub(super) fn integration(integration: &Integration) -> Object {
    let mut object = Object::new();
    object.set("app", integration.app.as_str());
    object.set("record", integration.record.to_value());
    object.set("webhooks", integration.webhooks.to_value());
    object
}

pub(super) fn read_integration(object: &Object) -> Result<Integration, StoreError> {
    Ok(Integration {
        app: field(object, "app")?,
        record: field(object, "record")?,
        webhooks: field(object, "webhooks")?,
    })
}

pub(super) fn codes(codes: &[Code]) -> Value {
    let one = |code: &Code| {
        let mut object = Object::new();
        object.set("text", code.text.as_str());
        object.set("expires", code.expires.to_value());
        if let Purpose::Link(integration, conversation) = &code.purpose {
            object.set("integration", integration.as_str());
            if let Some(conversation) = conversation {
                object.set("conversation", conversation.as_str());
            }
        }
        Value::Object(object)
    };
    Value::Array(codes.iter().map(one).collect())
}

pub(super) fn read_codes(value: Value) -> Result<Vec<Code>, StoreError> {
    let mut object = Object::new();
    object.set("codes", value);
    all(&object, "codes", |code| {
        let integration: Option<IntegrationId> = field(code, "integration")?;
        let conversation: Option<ConversationId> = field(code, "conversation")?;
        Ok(Code {
            text: field(code, "text")?,
            expires: field::<Seconds>(code, "expires")?,
            purpose: integration.map_or(Purpose::SignIn, |id| Purpose::Link(id, conversation)),
        })
    })
}

fn field<T: Wire>(object: &Object, name: &'static str) -> Result<T, StoreError> {
    check_field::<T>(object, name).map_err(|fault| StoreError::Damaged(fault.to_string()))?;
    Ok(get_field(object, name))
}

fn all<T>(
    object: &Object,
    name: &'static str,
    read: impl Fn(&Object) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    field::<Vec<Object>>(object, name)?.iter().map(read).collect()
}
