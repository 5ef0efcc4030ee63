//! What a message lets the visitor do (`protocol.md` §6.5).

use super::super::outcome::Refusal;
use super::content::PAYLOAD;
use super::reader::Reader;
use avmsdk_protocol::{Object, Value};
use std::ops::RangeInclusive;

/// The actions below a message.
pub(super) const IN_A_MESSAGE: [&str; 6] = ["reply", "locationRequest", "postback", "link", "webview", "buy"];
/// The actions of a card, and those below a list.
pub(super) const IN_A_LIST: [&str; 4] = ["postback", "link", "webview", "buy"];
/// Characters of a label. Assumed: clients show 40 of a reply.
const LABEL: RangeInclusive<usize> = 0..=128;

/// Reads `actions` into the client's shape, still without ids; tells whether there are any. How many
/// a message may have is documented for lists and cards and assumed for all others.
pub(super) fn read(
    holder: &mut Reader<'_>,
    kinds: &[&str],
    count: RangeInclusive<usize>,
) -> Result<bool, Refusal> {
    let Some(given) = holder.objects("actions", count)? else {
        return Ok(false);
    };
    let mut actions = Vec::new();
    for mut action in given {
        one(&mut action, kinds)?;
        actions.push(Value::Object(action.done()));
    }
    let any = !actions.is_empty();
    if any {
        holder.keep("actions", Value::Array(actions));
    }
    Ok(any)
}

fn one(action: &mut Reader<'_>, kinds: &[&str]) -> Result<(), Refusal> {
    let kind = action.word("type", kinds)?;
    let kind = action.need("type", kind)?;
    let text = action.text("text", LABEL)?;
    action.need("text", text)?;
    action.metadata("metadata")?;
    if let Some(options) = action.object("extraChannelOptions")? {
        action.keep("extraChannelOptions", options.whole_object().clone());
    }
    match kind {
        "reply" => {
            let payload = action.text("payload", PAYLOAD)?;
            action.need("payload", payload)?;
            action.media("iconUrl")?;
        }
        "postback" => {
            let payload = action.text("payload", PAYLOAD)?;
            action.need("payload", payload)?;
        }
        "link" => {
            let uri = action.uri("uri")?;
            action.need("uri", uri)?;
            action.flag("default")?;
        }
        "webview" => {
            let (uri, fallback) = (action.uri("uri")?, action.uri("fallback")?);
            action.need("uri", uri)?;
            action.need("fallback", fallback)?;
            action.word("size", &["compact", "tall", "full"])?;
            action.flag("openOnReceive")?;
            action.flag("default")?;
        }
        "buy" => buy(action)?,
        _ => {}
    }
    Ok(())
}

/// What is offered for money, in US dollars where nothing else is said (assumed).
fn buy(action: &mut Reader<'_>) -> Result<(), Refusal> {
    let amount = action.whole("amount", 0..=u32::MAX)?;
    action.need("amount", amount)?;
    let currency = action.text("currency", 3..=3)?.unwrap_or("usd");
    action.keep("currency", currency.to_ascii_lowercase());
    action.keep("state", "offered");
    Ok(())
}

/// What of an action depends on its id: the page where a client without a payment form of its own
/// sends the visitor. The host is that of the hosted service's pages, its path is assumed.
pub(super) fn finish(action: &mut Object) {
    let (kind, id) = (text_of(action, "type"), text_of(action, "_id"));
    if kind == "buy" {
        action.set("uri", format!("https://app.smooch.io/checkout/{id}"));
    }
}

fn text_of(object: &Object, name: &str) -> String {
    object
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// How many actions of a message open by themselves.
pub(super) fn opening_at_once(keys: &Object) -> usize {
    let list = |name: &str| match keys.get(name) {
        Some(Value::Array(members)) => members.as_slice(),
        _ => &[],
    };
    let opens = |action: &&Value| action.get("openOnReceive") == Some(&Value::Bool(true));
    let below = list("items").iter().map(|item| match item {
        Value::Object(item) => opening_at_once(item),
        _ => 0,
    });
    list("actions").iter().filter(opens).count() + below.sum::<usize>()
}
