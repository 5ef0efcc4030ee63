//! The channels that a visitor may link: which of those of the config are shown, and how one gets to
//! them. No state of the linking itself: that is `session/channels`.

use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_protocol::{Object, Value};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkCall {
    /// An address.
    Address,
    /// A picture.
    Picture,
    /// To link this number or email address.
    Client(String),
    /// To say something to this client.
    Ping(String),
    /// To forget this client.
    Delete(String),
}

/// A channel of the config.
#[derive(Clone, Debug)]
pub(crate) struct Integration {
    pub(crate) id: IntegrationId,
    pub(crate) channel: Channel,
    /// The integration's type.
    pub(crate) kind: String,
    object: Object,
}

impl Integration {
    fn read(value: &Value) -> Option<Self> {
        let kind = value.get("type")?.as_str()?;
        Some(Integration {
            id: IntegrationId::new(value.get("_id")?.as_str()?),
            channel: Channel::of_integration(kind)?,
            kind: kind.to_owned(),
            object: value.as_object()?.clone(),
        })
    }

    /// Whether a number or an address is asked for.
    pub(crate) fn has_form(&self) -> bool {
        self.channel == Channel::Sms || self.kind == "mailgun"
    }

    /// The way to a channel that the service need not be asked for.
    pub(crate) fn own_way(&self) -> Option<Way> {
        let text = |key| self.object.get(key).and_then(Value::as_str).unwrap_or_default();
        let (before, key) = match self.kind.as_str() {
            "line" => ("https://line.me/R/ti/p/@", "lineId"),
            "twitter" => ("https://twitter.com/messages/compose?recipient_id=", "userId"),
            "frontendEmail" => ("mailto:", "fromAddress"),
            _ => return None,
        };
        Some(Way {
            url: Some([before, text(key)].concat()),
            code: None,
            qr_code: picture(text("qrCodeUrl")),
        })
    }

    /// Of two of one kind only one is shown: of text messages that made last, of email the first.
    fn gives_way_to(&self, other: &Integration) -> bool {
        // Ids begin with the time, in hex of a fixed length.
        let is_newer = other.id.as_str().get(..8) > self.id.as_str().get(..8);
        other.channel == self.channel && self.channel == Channel::Sms && is_newer
    }
}

/// The channels to show, in order. With an order only those that it names; which of two of one kind
/// is shown is decided after that (assumed).
pub(crate) fn shown(integrations: &[Value], order: Option<&[IntegrationId]>) -> Vec<Integration> {
    let all: Vec<Integration> = integrations.iter().filter_map(Integration::read).collect();
    let named: Vec<Integration> = match order {
        None => all,
        Some(order) => {
            let by_id = |id: &IntegrationId| all.iter().find(|one| one.id == *id).cloned();
            order.iter().filter_map(by_id).collect()
        }
    };
    let mut shown: Vec<Integration> = Vec::new();
    for one in named {
        let is_single = matches!(one.channel, Channel::Sms | Channel::Email);
        let is_same = |it: &Integration| it.id == one.id || is_single && it.channel == one.channel;
        match shown.iter().position(is_same) {
            None => shown.push(one),
            Some(at) if shown[at].gives_way_to(&one) => shown[at] = one,
            Some(_) => {}
        }
    }
    shown
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

/// The address of a channel's app, unless it would run or show something here.
pub(crate) fn address(url: &str) -> Option<String> {
    let scheme = url.split(':').next().unwrap_or_default();
    let is_app = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !["javascript", "data", "vbscript", "blob", "file"]
            .iter()
            .any(|bad| scheme.eq_ignore_ascii_case(bad))
        && scheme.len() < url.len();
    is_app.then(|| url.to_owned())
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
