//! What the business may set of a web messenger. Its config has it at once.

use super::super::outcome::Refusal;
use super::reader::Reader;
use avmsdk_protocol::Value;
use avmsdk_protocol::business::BusinessIntegration;
use url::Url;

/// Takes over what is named; `null` unsets. Everything is checked before anything is changed.
///
/// Keys and their limits: the official client's `WebUpdate`, `PrechatCapture` and `Field`.
pub(super) fn apply(record: &mut BusinessIntegration, reader: &mut Reader<'_>) -> Result<(), Refusal> {
    for name in ["brandColor", "conversationColor", "actionColor"] {
        check(reader, name, "a hexadecimal color of 3 or 6 digits", is_color)?;
    }
    for name in ["buttonWidth", "buttonHeight"] {
        check(reader, name, "a string of digits", is_length)?;
    }
    reader.word("displayStyle", &["button", "tab"])?;
    reader.text("businessName", 1..=256)?;
    for name in ["buttonIconUrl", "businessIconUrl", "backgroundImageUrl"] {
        reader.media(name)?;
    }
    for name in [
        "fixedIntroPane",
        "canUserSeeConversationList",
        "canUserCreateMoreConversations",
        "attachmentsEnabled",
    ] {
        reader.flag(name)?;
    }
    list(
        reader,
        "integrationOrder",
        "a list of ids of integrations",
        |_| true,
    )?;
    let wanted = "a list of origins such as `https://shop.example`";
    list(reader, "originWhitelist", wanted, is_origin)?;
    prechat(reader)?;
    for name in WEB_KEYS {
        match reader.whole_object().get(name) {
            None => {}
            Some(Value::Null) => drop(record.object_mut().take(name)),
            Some(value) => record.object_mut().set(name, value.clone()),
        }
    }
    Ok(())
}

/// All that makes a web messenger what it is; a seed may set the same.
pub(crate) const WEB_KEYS: [&str; 17] = [
    "brandColor",
    "conversationColor",
    "actionColor",
    "displayStyle",
    "buttonIconUrl",
    "buttonWidth",
    "buttonHeight",
    "businessName",
    "businessIconUrl",
    "backgroundImageUrl",
    "fixedIntroPane",
    "integrationOrder",
    "originWhitelist",
    "prechatCapture",
    "canUserSeeConversationList",
    "canUserCreateMoreConversations",
    "attachmentsEnabled",
];

fn check(reader: &Reader<'_>, name: &str, wanted: &str, fits: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    match reader.value(name) {
        None => Ok(()),
        Some(value) if value.as_str().is_some_and(fits) => Ok(()),
        Some(_) => Err(reader.fault(name, wanted)),
    }
}

fn list(reader: &Reader<'_>, name: &str, wanted: &str, fits: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    match reader.value(name) {
        None => Ok(()),
        Some(Value::Array(items)) if items.iter().all(|item| item.as_str().is_some_and(&fits)) => Ok(()),
        Some(_) => Err(reader.fault(name, wanted)),
    }
}

fn prechat(reader: &Reader<'_>) -> Result<(), Refusal> {
    let Some(mut prechat) = reader.object("prechatCapture")? else {
        return Ok(());
    };
    prechat.flag("enabled")?;
    prechat.flag("enableEmailLinking")?;
    prechat.media("avatarUrl")?;
    let mut names: Vec<&str> = Vec::new();
    for mut field in prechat.objects("fields", 1..=20)?.unwrap_or_default() {
        let kind = field.word("type", &["text", "email", "select"])?;
        let kind = field.need("type", kind)?;
        let name = field.text("name", 1..=128)?;
        let name = field.need("name", name)?;
        let label = field.text("label", 1..=128)?;
        field.need("label", label)?;
        if kind == "select" {
            let options = field.objects("options", 1..=20)?;
            field.need("options", options)?;
        }
        if names.contains(&name) {
            return Err(field.fault("name", "unlike the name of any other field"));
        }
        names.push(name);
    }
    Ok(())
}

fn is_color(text: &str) -> bool {
    matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_length(text: &str) -> bool {
    matches!(text.len(), 1..=4) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_origin(text: &str) -> bool {
    let url = Url::parse(text).ok();
    url.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}
