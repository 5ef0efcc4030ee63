//! What a message of the business says, of every type: checked, and put into the shape that clients
//! read (`protocol.md` §6.3). [`super::shape`] is the way back.
//!
//! Limits are those of <https://github.com/zendesk/sunshine-conversations-api-spec> unless said
//! otherwise.

use super::super::client::MAX_TEXT;
use super::super::outcome::Refusal;
use super::actions::{self, IN_A_LIST, IN_A_MESSAGE};
use super::fields;
use super::plain;
use super::reader::Reader;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::{Object, Value};

/// What the business may send.
const OF_BUSINESS: [&str; 8] = [
    "text", "image", "file", "carousel", "list", "location", "form", "template",
];
/// What it may send on a user's behalf (assumed).
const OF_USER: [&str; 4] = ["text", "image", "file", "location"];
/// Characters of a description, a media type and the like.
const LABEL: std::ops::RangeInclusive<usize> = 0..=128;
/// Characters of a text that only stands beside something else (documented for plain text; assumed).
const CAPTION: std::ops::RangeInclusive<usize> = 0..=4096;
/// Characters of a payload. Assumed.
pub(super) const PAYLOAD: std::ops::RangeInclusive<usize> = 0..=4096;

/// The keys of a message that make its content, in the client's shape but without ids.
pub(super) fn read(content: &Object, schema: Option<&str>, role: &Role) -> Result<Object, Refusal> {
    let mut content = Reader::new(content, "content");
    let kinds = match role {
        Role::AppUser => OF_USER.as_slice(),
        _ => OF_BUSINESS.as_slice(),
    };
    let kind = content.word("type", kinds)?;
    match content.need("type", kind)? {
        "text" => text(&mut content, role)?,
        "image" => {
            media(&mut content)?;
            actions::read(&mut content, &IN_A_MESSAGE, 0..=10)?;
        }
        "file" => media(&mut content)?,
        "carousel" => {
            cards(&mut content)?;
            display(&mut content)?;
        }
        "list" => {
            cards(&mut content)?;
            actions::read(&mut content, &IN_A_LIST, 1..=10)?;
        }
        "location" => location(&mut content)?,
        "form" => fields::read(&mut content)?,
        _ => template(&mut content, schema)?,
    }
    let keys = content.done();
    if actions::opening_at_once(&keys) > 1 {
        return Err(Refusal::bad_request(
            "`openOnReceive` should be true of one action of a message at most",
        ));
    }
    Ok(keys)
}

/// Text, or markup with the text that it comes to. With actions it may be missing.
fn text(content: &mut Reader<'_>, role: &Role) -> Result<(), Refusal> {
    for name in ["text", "markdownText", "htmlText"] {
        let given = content.value(name).and_then(Value::as_str);
        if given.is_some_and(|text| text.len() > MAX_TEXT) {
            let sentence = format!("`content.{name}` should be at most {MAX_TEXT} bytes");
            return Err(Refusal::new(413, "payload_too_large", sentence));
        }
    }
    let given = content.text("text", 0..=MAX_TEXT)?;
    let markdown = content.text("markdownText", 0..=MAX_TEXT)?;
    let html = content.text("htmlText", 0..=MAX_TEXT)?;
    let text = match (given, markdown, html) {
        (_, Some(_), Some(_)) => {
            return Err(Refusal::bad_request(
                "only one of `content.markdownText` and `content.htmlText` should be there",
            ));
        }
        (Some(text), _, _) => text.to_owned(),
        (None, Some(markdown), None) => plain::from_markdown(markdown),
        (None, None, Some(html)) => plain::from_html(html),
        (None, None, None) => String::new(),
    };
    let has_actions = if *role == Role::AppUser {
        content.text("payload", PAYLOAD)?;
        false
    } else {
        content.flag("blockChatInput")?;
        actions::read(content, &IN_A_MESSAGE, 0..=10)?
    };
    if text.trim().is_empty() && !has_actions {
        return Err(content.fault("text", "there and not be empty, unless there are actions"));
    }
    content.keep("text", text);
    Ok(())
}

/// A picture or a file that lies somewhere. Its type is guessed by its name where it is not given
/// (assumed: the hosted service fetches it); the name also describes it where nothing else does.
fn media(content: &mut Reader<'_>) -> Result<(), Refusal> {
    let url = content.media("mediaUrl")?;
    let url = content.need("mediaUrl", url)?;
    let name = file_name(url);
    if content.text("mediaType", 1..=128)?.is_none()
        && let Some(media_type) = media_type(url, name)
    {
        content.keep("mediaType", media_type);
    }
    content.whole("mediaSize", 0..=u32::MAX)?;
    content.text("attachmentId", LABEL)?;
    content.text("text", CAPTION)?;
    if content.text("altText", LABEL)?.is_none() && !name.is_empty() {
        content.keep("altText", name);
    }
    Ok(())
}

/// The last segment of an address, empty where there is none.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    match path.split_once("://") {
        Some((_, rest)) => rest.rsplit_once('/').map_or("", |(_, name)| name),
        None => "",
    }
}

fn media_type<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    if let Some(data) = url.strip_prefix("data:") {
        return data.split([';', ',']).next().filter(|kind| !kind.is_empty());
    }
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        _ => return None,
    })
}

/// The cards of a carousel or a list. Clients want a text beside them, be it empty.
fn cards(content: &mut Reader<'_>) -> Result<(), Refusal> {
    let items = content.objects("items", 1..=10)?;
    let mut cards = Vec::new();
    for mut item in content.need("items", items)? {
        let title = item.text("title", 1..=128)?;
        item.need("title", title)?;
        item.text("description", LABEL)?;
        item.media("mediaUrl")?;
        item.text("mediaType", LABEL)?;
        item.text("altText", LABEL)?;
        item.word("size", &["compact", "large"])?;
        item.metadata("metadata")?;
        let some = actions::read(&mut item, &IN_A_LIST, 1..=3)?;
        item.need("actions", some.then_some(()))?;
        cards.push(Value::Object(item.done()));
    }
    content.keep("text", "");
    content.keep("items", Value::Array(cards));
    Ok(())
}

fn display(content: &mut Reader<'_>) -> Result<(), Refusal> {
    if let Some(mut settings) = content.object("displaySettings")? {
        settings.word("imageAspectRatio", &["horizontal", "square"])?;
        content.keep("displaySettings", settings.done());
    }
    Ok(())
}

/// A place. Without a text the observed client is blank for good; the service adds one.
fn location(content: &mut Reader<'_>) -> Result<(), Refusal> {
    let place = content.object("coordinates")?;
    let mut place = content.need("coordinates", place)?;
    let (north, east) = (place.degrees("lat", 90)?, place.degrees("long", 180)?);
    let (north, east) = (place.need("lat", north)?, place.need("long", east)?);
    content.keep("coordinates", place.done());
    let mut lines = vec!["Location shared:".to_owned()];
    if let Some(mut named) = content.object("location")? {
        let (name, address) = (named.text("name", LABEL)?, named.text("address", 0..=512)?);
        lines.extend([name, address].into_iter().flatten().map(str::to_owned));
        content.keep("location", named.done());
    }
    lines.push(format!("https://www.openstreetmap.org/?mlat={north}&mlon={east}"));
    content.keep("text", lines.join("\n"));
    Ok(())
}

/// A template of another channel: a web messenger can only say that there is one (assumed).
fn template(content: &mut Reader<'_>, schema: Option<&str>) -> Result<(), Refusal> {
    if schema != Some("whatsapp") {
        return Err(Refusal::bad_request(
            "`schema` should be `whatsapp` with content of the type `template`",
        ));
    }
    let template = content.object("template")?;
    let mut template = content.need("template", template)?;
    let name = template.text("name", 1..=512)?;
    let name = template.need("name", name)?;
    if let Some(whole) = content.value("template") {
        content.keep("template", whole.clone());
    }
    content.keep("textFallback", format!("Template: {name}"));
    Ok(())
}

/// Gives all actions, items and fields their ids.
pub(super) fn give_ids(keys: &mut Object, id: &mut dyn FnMut() -> String) {
    for list in ["actions", "items", "fields"] {
        let Some(Value::Array(mut members)) = keys.get(list).cloned() else {
            continue;
        };
        for member in &mut members {
            if let Value::Object(member) = member {
                member.set("_id", id());
                actions::finish(member);
                give_ids(member, id);
            }
        }
        keys.set(list, Value::Array(members));
    }
}
