//! One Bayeux connection, whatever carries it: what to ask next, and what an answer means.
//!
//! One request is out at a time. Handshake, subscription and connect go alone (a Faye server answers
//! a subscription that is batched with a connect only when the connect returns).
//! Source: <https://docs.cometd.org/current/reference/#_bayeux>.

use super::Subscription;
use avmsdk_protocol::bayeux::{BayeuxMessage, CONNECT, DISCONNECT, HANDSHAKE, SUBSCRIBE};
use avmsdk_protocol::json;
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::{Object, Value, Wire};

/// Milliseconds a connect is held where the service does not say.
const DEFAULT_TIMEOUT: u32 = 25_000;
/// Milliseconds beyond its timeout that a connect may take on a slow line.
const GRACE: u32 = 10_000;
/// Longest timeout and interval in milliseconds that the service may ask for: browsers' timers turn
/// far longer ones into none at all.
const LONGEST: u32 = 600_000;
/// Milliseconds for an answer to a handshake or subscription, and for a socket to open.
pub(super) const PATIENCE: u32 = 15_000;
/// Milliseconds from one connect to the next where the service answers at once and has nothing to
/// say: it is not to be stormed.
const PACE: u64 = 1_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// A connection id.
    Handshake,
    /// The subscription.
    Subscribe,
    /// Events.
    Connect,
}

/// What an answer means.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Go on after [`Link::pause`].
    Next,
    /// It is subscribed; go on.
    Subscribed,
    /// An event of the subscription.
    Event,
    /// A new handshake may help, after so many milliseconds.
    Lost(u32),
    /// The service wants no further attempt.
    Ended,
    /// The subscription is refused; with `true` for who asks.
    Refused(bool),
}

/// A connection.
#[derive(Clone, Debug)]
pub(super) struct Link {
    kind: &'static str,
    pub(super) stage: Stage,
    /// What was asked for last.
    pub(super) asked: Stage,
    /// Whether an answer is awaited.
    pub(super) is_asked: bool,
    /// When it was asked for, in milliseconds since 1970.
    pub(super) asked_at: u64,
    /// Whether an event came since.
    has_event: bool,
    connection_id: Option<String>,
    last_id: u32,
    timeout: u32,
    interval: u32,
}

impl Link {
    pub(super) fn new(kind: &'static str) -> Self {
        Link {
            kind,
            stage: Stage::Handshake,
            asked: Stage::Handshake,
            is_asked: false,
            asked_at: 0,
            has_event: false,
            connection_id: None,
            last_id: 0,
            timeout: DEFAULT_TIMEOUT,
            interval: 0,
        }
    }

    /// Forgets the connection. Ids go on: none is ever used twice.
    pub(super) fn reset(&mut self) {
        *self = Link {
            last_id: self.last_id,
            ..Link::new(self.kind)
        };
    }

    /// What to send now.
    pub(super) fn request(&mut self, subscription: &Subscription, now: u64) -> String {
        let mut message = Object::new();
        let mut set = |key, value: &str| message.set(key, value);
        match self.stage {
            Stage::Handshake => {
                set("channel", HANDSHAKE);
                set("version", "1.0");
                message.set("supportedConnectionTypes", Value::Array(vec![self.kind.into()]));
            }
            Stage::Subscribe => {
                set("channel", SUBSCRIBE);
                set("subscription", &subscription.channel);
                message.set("ext", subscription.ext.clone());
            }
            Stage::Connect => {
                set("channel", CONNECT);
                set("connectionType", self.kind);
            }
        }
        self.is_asked = true;
        self.asked = self.stage;
        self.has_event = false;
        self.asked_at = now;
        self.numbered(message)
    }

    /// What to send last.
    pub(super) fn farewell(&mut self) -> String {
        let mut message = Object::new();
        message.set("channel", DISCONNECT);
        self.numbered(message)
    }

    fn numbered(&mut self, mut message: Object) -> String {
        self.last_id += 1;
        message.set("id", json::write(&Value::from(self.last_id)));
        if let Some(id) = &self.connection_id {
            message.set("clientId", id.as_str());
        }
        json::write(&Value::Array(vec![message.into()]))
    }

    /// Milliseconds until the answer must be there.
    pub(super) fn patience(&self) -> u32 {
        match self.stage {
            Stage::Connect => self.timeout + GRACE,
            _ => PATIENCE,
        }
    }

    /// Milliseconds until the next request.
    pub(super) fn pause(&self, now: u64) -> u32 {
        let is_early = now.saturating_sub(self.asked_at) < PACE && !self.has_event;
        match self.asked {
            Stage::Connect if is_early => self.interval.max(PACE as u32),
            Stage::Connect => self.interval,
            _ => 0,
        }
    }

    /// Takes a message; `None` where it means nothing here.
    pub(super) fn hear(&mut self, message: &BayeuxMessage, subscription: &str) -> Option<Heard> {
        let message = message.object();
        let stage = match message.text("channel") {
            HANDSHAKE => Stage::Handshake,
            SUBSCRIBE => Stage::Subscribe,
            CONNECT => Stage::Connect,
            other => {
                self.has_event = true;
                return (self.stage == Stage::Connect && other == subscription).then_some(Heard::Event);
            }
        };
        if stage != self.stage || !self.is_asked {
            return None;
        }
        self.is_asked = false;
        let advice = get_field::<Object>(message, "advice");
        for (key, part) in [("timeout", &mut self.timeout), ("interval", &mut self.interval)] {
            if let Some(millis) = advice.get(key).and_then(u32::read) {
                *part = millis.min(LONGEST);
            }
        }
        let is_granted = message.get("successful") == Some(&Value::Bool(true));
        let error = message.text("error");
        let reconnect = advice.text("reconnect");
        Some(match stage {
            Stage::Subscribe if is_granted => {
                self.stage = Stage::Connect;
                Heard::Subscribed
            }
            Stage::Subscribe if !is_unknown_client(error) => {
                Heard::Refused(error.starts_with("401:") || error.starts_with("403:"))
            }
            Stage::Handshake if is_granted && message.get("clientId").is_some_and(is_text) => {
                self.connection_id = Some(message.text("clientId").to_owned());
                self.stage = Stage::Subscribe;
                Heard::Next
            }
            _ if reconnect == "none" => Heard::Ended,
            Stage::Connect if is_granted && reconnect != "handshake" => Heard::Next,
            _ => Heard::Lost(self.interval),
        })
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some()
}

/// `401:{arguments}:Unknown client`, which a new handshake mends.
fn is_unknown_client(error: &str) -> bool {
    error.starts_with("401:") && error.ends_with(":Unknown client")
}
