//! The channels that a visitor may link: which of those of the config are shown, and how one gets to
//! them. No state of the linking itself: that is `session/channels`.

use avmsdk_protocol::Value;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;

/// A channel of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkableChannel {
    /// The integration.
    pub id: IntegrationId,
    /// What it is; the views have its name.
    pub channel: Channel,
    /// How far the linking is.
    pub state: ChannelState,
    /// What went wrong last, beside whatever the state shows.
    pub trouble: Option<Trouble>,
    /// Whether the visitor gives a number or an address to link it.
    pub has_form: bool,
    /// The number of the business there; empty where it has none.
    pub number: String,
}

/// How far the linking of a channel is.
#[derive(Clone, Debug, PartialEq)]
pub enum ChannelState {
    /// Nothing has been done.
    Unlinked,
    /// The service is being asked.
    Loading,
    /// This is how the visitor gets there.
    Ready(Way),
    /// The visitor has to give a number, or with [`Channel::Email`] an address.
    Form,
    /// Somebody there has to agree: who.
    Pending(Option<String>),
    /// It is linked: as whom.
    Linked(Option<String>),
    /// The way could not be had, see `trouble`; [`ChannelInput::Retry`] asks again.
    Failed,
    /// Whoever has this number said no. A number may be given again.
    Cancelled(Option<String>),
}

/// How a visitor gets to a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Opens the channel's app.
    pub url: Option<String>,
    /// What proves there whose browser it was.
    pub code: Option<String>,
    /// A picture to scan: `data:image/…` or `https:`.
    pub qr_code: Option<String>,
}

/// Why something about a channel did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer came.
    Unreachable,
    /// Too often; after so many minutes it may be tried again, at least 1.
    TooManyRequests(u32),
    /// The service, or the channel, does not take what was given.
    BadRequest,
    /// The service is in trouble, or its answer is of no use.
    Unhandled,
    /// The message that was asked for could not be sent.
    Ping,
    /// That is no phone number.
    InvalidNumber,
    /// That is no email address.
    InvalidAddress,
}

impl Trouble {
    /// By HTTP's status, of an answer or in an event.
    pub(crate) fn of_status(status: u32, retry_after: Option<u32>) -> Self {
        match status {
            429 => Trouble::TooManyRequests(retry_after.unwrap_or(1).div_ceil(60).max(1)),
            400..500 => Trouble::BadRequest,
            _ => Trouble::Unhandled,
        }
    }
}

/// What the visitor does on a channel's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelInput {
    /// Opens it.
    Open,
    /// Gives a number or an address.
    Submit(String),
    /// Wants a message sent there.
    Ping,
    /// Does not want it linked after all.
    Cancel,
    /// Wants another number or address.
    Change,
    /// Wants it linked no longer.
    Unlink,
    /// Wants it tried again, or another code.
    Retry,
    /// Leaves the page.
    Close,
}

/// What the service is asked about a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkCall {
    /// An address.
    Address,
    /// A picture.
    Picture,
    /// To link a number or an email address.
    Client,
    /// To say something to a client.
    Ping,
    /// To forget a client.
    Delete,
}

// Integrations and clients are read in place: as records they take kilobytes more in the widget.

/// A text of an object; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What an integration is to the visitor.
pub(crate) fn channel_of(integration: &Value) -> Option<Channel> {
    Channel::of_integration(text(integration, "type"))
}

/// Whether a number or an address is asked for.
pub(crate) fn has_form(integration: &Value) -> bool {
    matches!(text(integration, "type"), "twilio" | "messagebird" | "mailgun")
}

/// Whether a client is at that channel: by the integration where the service says so, otherwise by
/// its type.
pub(crate) fn is_at(client: &Value, integration: &Value) -> bool {
    match text(client, "integrationId") {
        "" => text(client, "platform") == text(integration, "type"),
        id => id == text(integration, "_id"),
    }
}

/// The way to a channel that the service need not be asked for.
pub(crate) fn own_way(integration: &Value) -> Option<Way> {
    let (before, key) = match text(integration, "type") {
        "line" => ("https://line.me/R/ti/p/@", "lineId"),
        "twitter" => ("https://twitter.com/messages/compose?recipient_id=", "userId"),
        "frontendEmail" => ("mailto:", "fromAddress"),
        _ => return None,
    };
    Some(Way {
        url: Some([before, text(integration, key)].concat()),
        code: None,
        qr_code: picture(text(integration, "qrCodeUrl")),
    })
}

/// What an integration is to the visitor, where it can be linked.
pub(crate) fn linked_as(integration: &Value) -> Option<Channel> {
    channel_of(integration).filter(|_| !text(integration, "_id").is_empty())
}

/// Integrations in order. With an order only those that it names.
pub(crate) fn in_order<'a>(integrations: &'a [Value], order: Option<&Value>) -> Vec<&'a Value> {
    let mut all = Vec::new();
    if let Some(Value::Array(order)) = order {
        for id in order {
            let one = integrations.iter().find(|one| one.get("_id") == Some(id));
            if let Some(one) = one {
                all.push(one);
            }
        }
    } else {
        for one in integrations {
            all.push(one);
        }
    }
    all
}

/// The channels to show, of integrations in order. Which of two of one kind is shown is decided after the order (assumed).
pub(crate) fn shown<'a>(integrations: &[&'a Value]) -> Vec<&'a Value> {
    let mut shown = Vec::new();
    for one in integrations {
        add(&mut shown, one);
    }
    shown
}

/// Of two of one kind only one is shown: of text messages that made last, of email the first.
fn add<'a>(shown: &mut Vec<&'a Value>, one: &'a Value) {
    let id = text(one, "_id");
    let Some(channel) = linked_as(one) else {
        return;
    };
    let is_single = matches!(channel, Channel::Sms | Channel::Email);
    for there in shown.iter_mut() {
        let other = text(there, "_id");
        if is_single && channel_of(there) == Some(channel) {
            // Ids begin with the time, in hex of a fixed length.
            if channel == Channel::Sms && id.get(..8) > other.get(..8) {
                *there = one;
            }
            return;
        }
        if other == id {
            return;
        }
    }
    shown.push(one);
}

/// A picture that may be shown.
pub(crate) fn picture(url: &str) -> Option<String> {
    let is_picture = url.starts_with("https://") || is_data(url);
    is_picture.then(|| url.to_owned())
}

/// A picture inside its address.
pub(crate) fn is_data(url: &str) -> bool {
    url.starts_with("data:image/")
}

/// What the address of a channel's app may begin with, one after the other.
const APPS: &str = "http:https:mailto:tel:sms:tg:viber:weixin:whatsapp:line:fb-messenger:";

/// The address of a channel's app, if it is one: of a scheme that is not known nobody can say what it does.
pub(crate) fn address(url: &str) -> Option<String> {
    // By bytes: the standard search for a letter takes more than all of this.
    let is_colon = |byte: &u8| *byte == b':';
    let scheme = url.as_bytes().split(is_colon).next().unwrap_or_default();
    let is_app = APPS
        .as_bytes()
        .split(is_colon)
        .any(|known| known.eq_ignore_ascii_case(scheme));
    (is_app && scheme.len() < url.len() && !scheme.is_empty()).then(|| url.to_owned())
}

/// A number as the service takes it: a plus sign and digits (observed).
pub(crate) fn phone_number(text: &str) -> Option<String> {
    let mut number = String::from("+");
    for (at, letter) in text.trim().chars().enumerate() {
        match letter {
            '0'..='9' => number.push(letter),
            '+' if at == 0 => {}
            ' ' | '-' | '(' | ')' | '\u{a0}' => {}
            _ => return None,
        }
    }
    // The longest there is has 15 digits (E.164), and no country's begins with 0.
    ((8..=16).contains(&number.len()) && !number.starts_with("+0")).then_some(number)
}

/// An email address, as far as can be seen: the service has the last word.
pub(crate) fn email_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.split_at(text.bytes().rposition(|byte| byte == b'@')?);
    let host = &host[1..];
    let has_dot = host.bytes().any(|byte| byte == b'.') && !host.starts_with('.') && !host.ends_with('.');
    let is_clean = text.bytes().all(|byte| byte > b' ');
    (!name.is_empty() && has_dot && is_clean).then(|| text.to_owned())
}
