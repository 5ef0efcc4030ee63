//! The realtime channel: Bayeux over one WebSocket or, where none can be had, by long-polling; a
//! machine of its own.
//!
//! [`link`] knows what to ask and what an answer means, [`talk`] carries that over either way,
//! [`attempt`] decides when and by which way to try, [`probe`] looks for a socket while the channel is
//! polled. After a loss the machine always shakes hands anew: what was missed is read from the
//! service, which is right whether or not it kept a queue. A socket that sends but never receives is
//! found by its silence: the service answers each connect within its own timeout. Never JSONP, which
//! is a script of others.

mod attempt;
mod form;
mod link;
mod probe;
mod talk;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod events_test;
#[cfg(test)]
mod polling_test;
#[cfg(test)]
mod properties_test;
#[cfg(test)]
mod socket_test;
#[cfg(test)]
mod trouble_test;

use crate::backoff::Patience;
use crate::effect::{Alarm, Effect};
use crate::input::{Answer, Now};
use crate::random::Random;
use crate::session::ConnectionState;
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::event::Events;
use avmsdk_protocol::{Object, Value};
use link::Link;

/// Milliseconds between two looks for what may have come, while there is no channel.
const REFRESH: u32 = 30_000;
/// Failures in a row after which the channel counts as none.
const MANY: u32 = 3;
/// Milliseconds by which an alarm may be late before the machine must have slept.
const SLACK: u64 = 5_000;

/// What the machine is told.
#[derive(Debug)]
pub(crate) enum News {
    /// A channel is wanted, for this user.
    Wanted(Subscription),
    /// It is wanted no longer.
    Unwanted,
    /// The page is left. It may come back, and then says again what it wants.
    PageLeft,
    /// The socket is open.
    Opened,
    /// Text came by the socket.
    Text(String),
    /// The socket is gone, or could not be had.
    Closed,
    /// The poll was answered, or could not be.
    Polled(Answer),
    /// An alarm of the channel went off.
    Rang(Alarm),
    /// The browser has slept: see [`Realtime::has_slept`].
    Slept,
    /// There is reason to believe that the service can be reached.
    Hurry,
    /// The browser says that it has no network.
    Offline,
    /// The browser says that it has one again, perhaps another.
    Online,
}

/// What the session must know of it.
#[derive(Debug, PartialEq)]
pub(crate) enum Signal {
    /// The channel is subscribed: what happened before must be read from the service.
    Up,
    /// The channel was up and is lost.
    Down,
    /// A lost channel is being tried again.
    Retrying,
    /// The channel is up, or there is none; something may have been missed in any case.
    Gap,
    /// Something happened.
    Delivered(Events),
    /// The service does not accept the token: with another one it may.
    Unauthorized,
}

/// What to subscribe to, and the proof of who asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Subscription {
    pub(crate) channel: String,
    pub(crate) ext: Object,
}

/// What a step may use, and what comes of it.
pub(crate) struct Turn<'a> {
    pub(crate) now: Now,
    pub(crate) random: &'a mut Random,
    pub(crate) effects: &'a mut Vec<Effect>,
    pub(crate) signals: Vec<Signal>,
}

impl Turn<'_> {
    fn set(&mut self, alarm: Alarm, millis: u32) {
        self.effects.push(Effect::SetAlarm(alarm, millis));
    }

    fn clear(&mut self, alarm: Alarm) {
        self.effects.push(Effect::ClearAlarm(alarm));
    }
}

/// Where the machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not wanted.
    Idle,
    /// Wanted by a page that is in the browser's cache.
    Paused,
    /// Wanted, but the service has none for this user.
    Without,
    /// Waiting for the alarm to try again.
    Waiting,
    /// The service asked not to be tried again; waiting for good news.
    Ended,
    /// On the way to a subscription.
    Trying,
    /// Events arrive.
    Live,
}

/// What carries the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Socket,
    Polling,
}

/// What the page was told last: it hears of differences only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Up,
    Down,
}

/// The channel of one user.
#[derive(Clone, Debug)]
pub(crate) struct Realtime {
    endpoint: String,
    is_enabled: bool,
    subscription: Subscription,
    phase: Phase,
    told: Told,
    /// By what the channel is carried, or tried.
    way: Way,
    socket: Link,
    socket_state: probe::SocketState,
    polling: Link,
    /// Whether a poll is under way.
    is_polling: bool,
    patience: Patience,
    /// How often in a row the socket could not be had.
    socket_failures: u32,
    /// How often in a row the socket was looked for while the channel was polled.
    probes: u32,
    /// What came by polling while the socket was being subscribed: it may come by that too.
    overlap: Vec<BayeuxMessage>,
    is_offline: bool,
    /// Whether another token was asked for since the last subscription.
    is_renewed: bool,
    is_refreshing: bool,
    /// When the last attempt began, and when the channel came up, in milliseconds.
    tried_at: u64,
    up_since: u64,
    /// When an alarm should have found that the service is silent.
    due: Option<u64>,
}

impl Realtime {
    /// For the config's part about it; idle until wanted.
    pub(crate) fn new(config: Option<&Value>) -> Self {
        let mut realtime = Realtime {
            endpoint: String::new(),
            is_enabled: false,
            subscription: Subscription::default(),
            phase: Phase::Idle,
            told: Told::Nothing,
            way: Way::Socket,
            socket: Link::new("websocket"),
            socket_state: probe::SocketState::Closed,
            polling: Link::new("long-polling"),
            is_polling: false,
            patience: Patience::default(),
            socket_failures: 0,
            probes: 0,
            overlap: Vec::new(),
            is_offline: false,
            is_renewed: false,
            is_refreshing: false,
            tried_at: 0,
            up_since: 0,
            due: None,
        };
        realtime.configure(config);
        realtime
    }

    /// Another config, from the next attempt on.
    pub(crate) fn configure(&mut self, config: Option<&Value>) {
        let part = |name| config.and_then(|config| config.get(name));
        if let Some(endpoint) = part("baseUrl").and_then(Value::as_str) {
            self.endpoint = endpoint.to_owned();
        }
        self.is_enabled = part("enabled") != Some(&Value::Bool(false)) && !self.endpoint.is_empty();
    }

    pub(crate) fn is_live(&self) -> bool {
        self.phase == Phase::Live
    }

    /// Whether the channel is wanted but not there, after at least one failure.
    pub(crate) fn is_lost(&self) -> bool {
        self.patience.failures() > 0 && matches!(self.phase, Phase::Waiting | Phase::Ended | Phase::Trying)
    }

    /// Why there is no channel.
    pub(crate) fn absence(&self) -> ConnectionState {
        match self.phase {
            _ if !self.is_lost() => ConnectionState::Quiet,
            Phase::Trying => ConnectionState::Retrying,
            Phase::Waiting if !self.is_offline => ConnectionState::Lost,
            _ => ConnectionState::Ended,
        }
    }

    /// Whether the browser has slept, or its clock was moved: an alarm should have rung, and did not.
    pub(crate) fn has_slept(&self, now: Now) -> bool {
        self.due.is_some_and(|due| now.0 > due + SLACK)
    }

    pub(crate) fn take(&mut self, news: News, turn: &mut Turn<'_>) {
        match news {
            News::Wanted(subscription) => self.wanted(subscription, turn),
            News::Unwanted => self.unwanted(turn),
            News::PageLeft => self.page_left(turn),
            News::Opened => self.opened(turn),
            News::Text(text) if self.socket_state == probe::SocketState::Open => {
                self.heard(Way::Socket, &text, turn);
            }
            News::Text(_) => {}
            News::Closed => self.closed(turn),
            News::Polled(answer) => self.polled(answer, turn),
            News::Rang(alarm) => self.rang(alarm, turn),
            News::Slept => {
                self.failed(self.way, None, turn);
                self.hurry(turn);
            }
            News::Hurry => self.hurry(turn),
            News::Offline => self.offline(turn),
            News::Online => self.online(turn),
        }
        self.refresh(turn);
    }

    fn rang(&mut self, alarm: Alarm, turn: &mut Turn<'_>) {
        match (alarm, self.phase) {
            (Alarm::Reconnect, Phase::Waiting) => self.open(turn),
            (Alarm::Connect, Phase::Live) => self.ask(self.way, turn),
            (Alarm::Silence, _) => self.failed(self.way, None, turn),
            (Alarm::Probe, Phase::Live) => self.probe(turn),
            (Alarm::Refresh, _) => self.is_refreshing = false,
            _ => {}
        }
    }

    /// While there is no channel, an alarm makes the session look.
    fn refresh(&mut self, turn: &mut Turn<'_>) {
        let is_absent = matches!(self.phase, Phase::Without | Phase::Ended)
            || (self.is_lost() && self.patience.failures() > MANY);
        if is_absent == self.is_refreshing {
            return;
        }
        self.is_refreshing = is_absent;
        if is_absent {
            turn.set(Alarm::Refresh, REFRESH);
        } else {
            turn.clear(Alarm::Refresh);
        }
    }

    fn link(&mut self, way: Way) -> &mut Link {
        match way {
            Way::Socket => &mut self.socket,
            Way::Polling => &mut self.polling,
        }
    }
}
