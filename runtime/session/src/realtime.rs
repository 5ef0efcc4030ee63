//! The realtime channel: Bayeux over one WebSocket, as a machine of its own.
//!
//! Handshake, subscribe and connect go as separate frames (a Faye server answers a subscribe that
//! is batched with a connect only when the connect returns). After a drop the machine always shakes
//! hands anew: what was missed is read from the service, which is right whether or not it kept a
//! queue. A socket that sends but never receives is found by its silence: the service answers each
//! connect within its own timeout.

use crate::backoff;
use crate::effect::{Alarm, Effect};
use crate::random::Random;
use avmsdk_protocol::bayeux::{BayeuxMessage, CONNECT, DISCONNECT, HANDSHAKE, SUBSCRIBE};
use avmsdk_protocol::event::Events;
use avmsdk_protocol::json;
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Value, Wire};

/// Milliseconds a connect is held where the service does not say.
const DEFAULT_TIMEOUT: u32 = 25_000;
/// Milliseconds beyond its timeout that a connect may take on a slow line.
const GRACE: u32 = 10_000;
/// Longest timeout and interval in milliseconds that the service may ask for: browsers' timers turn
/// far longer ones into none at all.
const LONGEST: u32 = 600_000;
/// Milliseconds for an answer to a handshake or subscription.
const PATIENCE: u32 = 15_000;

/// Where the machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not wanted.
    Idle,
    /// Waiting for the alarm to open the socket again.
    Waiting,
    /// Waiting for the socket.
    Opening,
    /// Waiting for a connection id.
    Handshaking,
    /// Waiting for the subscription.
    Subscribing,
    /// Events arrive.
    Live,
}

/// What the session must know of it.
#[derive(Debug, PartialEq)]
pub(crate) enum Signal {
    /// The channel is subscribed: what happened before must be read from the service.
    Up,
    /// The channel was up and is lost.
    Down,
    /// Something happened.
    Delivered(Events),
    /// The service refuses the subscription: another try will not help.
    Refused,
}

/// The channel of one user.
#[derive(Clone, Debug)]
pub(crate) struct Realtime {
    state: State,
    address: String,
    subscription: String,
    ext: Object,
    connection_id: Option<String>,
    last_id: u32,
    failures: u32,
    timeout: u32,
}

impl Realtime {
    /// For the endpoint that the config names; idle until started.
    pub(crate) fn new(endpoint: &str) -> Self {
        Realtime {
            state: State::Idle,
            address: socket_address(endpoint),
            subscription: String::new(),
            ext: Object::new(),
            connection_id: None,
            last_id: 0,
            failures: 0,
            timeout: DEFAULT_TIMEOUT,
        }
    }

    /// Another endpoint, from the next connection on.
    pub(crate) fn set_endpoint(&mut self, endpoint: &str) {
        self.address = socket_address(endpoint);
    }

    pub(crate) fn is_live(&self) -> bool {
        self.state == State::Live
    }

    /// Whether the channel is wanted but not there, after at least one failure.
    pub(crate) fn is_lost(&self) -> bool {
        self.failures > 0 && !matches!(self.state, State::Idle | State::Live)
    }

    /// Begins, for a user's subscription and its proof.
    pub(crate) fn start(&mut self, subscription: String, ext: Object, effects: &mut Vec<Effect>) {
        if self.state == State::Idle {
            self.subscription = subscription;
            self.ext = ext;
            self.failures = 0;
            self.open(effects);
        }
    }

    /// Ends, saying so to the service where it listens.
    pub(crate) fn stop(&mut self, effects: &mut Vec<Effect>) {
        if self.state == State::Live {
            self.send(BayeuxMessage::on(DISCONNECT), effects);
        }
        if self.state != State::Idle {
            self.leave(State::Idle, effects);
        }
    }

    /// There is reason to believe that the service can be reached now.
    pub(crate) fn hurry(&mut self, effects: &mut Vec<Effect>) {
        if self.state == State::Waiting {
            self.open(effects);
        }
    }

    pub(crate) fn opened(&mut self, effects: &mut Vec<Effect>) {
        if self.state == State::Opening {
            self.state = State::Handshaking;
            let mut message = BayeuxMessage::on(HANDSHAKE);
            message
                .set_version(Some("1.0".to_owned()))
                .set_supported_connection_types(Some(vec!["websocket".to_owned()]));
            self.send(message, effects);
            effects.push(Effect::SetAlarm(Alarm::Silence, PATIENCE));
        }
    }

    /// The socket is gone, or was silent for too long.
    pub(crate) fn closed(&mut self, random: &mut Random, effects: &mut Vec<Effect>) -> Option<Signal> {
        if matches!(self.state, State::Idle | State::Waiting) {
            return None;
        }
        let was_live = self.state == State::Live;
        self.leave(State::Waiting, effects);
        self.failures = self.failures.saturating_add(1);
        effects.push(Effect::SetAlarm(
            Alarm::Reconnect,
            backoff::wait(self.failures, None, random),
        ));
        was_live.then_some(Signal::Down)
    }

    /// The time between two connects is over.
    pub(crate) fn connect(&mut self, effects: &mut Vec<Effect>) {
        if self.state == State::Live {
            let mut message = BayeuxMessage::on(CONNECT);
            message.set_connection_type(Some("websocket".to_owned()));
            self.send(message, effects);
            effects.push(Effect::SetAlarm(Alarm::Silence, self.timeout + GRACE));
        }
    }

    /// Text came. A frame that is not Bayeux is ignored: the alarm finds a service gone mad.
    pub(crate) fn received(
        &mut self,
        text: &str,
        random: &mut Random,
        effects: &mut Vec<Effect>,
    ) -> Vec<Signal> {
        let messages = match json::parse(text) {
            Ok(Value::Array(messages)) => messages,
            Ok(message) => vec![message],
            Err(_) => Vec::new(),
        };
        let mut signals = Vec::new();
        for message in messages {
            if let Some(message) = BayeuxMessage::read(&message) {
                self.take(&message, random, effects, &mut signals);
            }
        }
        signals
    }

    fn take(
        &mut self,
        message: &BayeuxMessage,
        random: &mut Random,
        effects: &mut Vec<Effect>,
        signals: &mut Vec<Signal>,
    ) {
        let granted = message.successful() == Some(true);
        let advice = message.advice().unwrap_or_default();
        if let Some(timeout) = advice.timeout() {
            self.timeout = timeout.min(LONGEST);
        }
        match (self.state, message.channel().as_str()) {
            (State::Handshaking, HANDSHAKE) if granted && message.client_id().is_some() => {
                self.connection_id = message.client_id();
                self.state = State::Subscribing;
                let mut request = BayeuxMessage::on(SUBSCRIBE);
                request
                    .set_subscription(Some(self.subscription.clone()))
                    .set_ext(Some(self.ext.clone()));
                self.send(request, effects);
                effects.push(Effect::SetAlarm(Alarm::Silence, PATIENCE));
            }
            (State::Subscribing, SUBSCRIBE) if granted => {
                self.state = State::Live;
                signals.push(Signal::Up);
                self.connect(effects);
            }
            (State::Subscribing, SUBSCRIBE) if !is_unknown_client(message) => {
                self.leave(State::Idle, effects);
                signals.push(Signal::Refused);
            }
            (State::Live, CONNECT) if granted => {
                // Only now: a service that drops whoever subscribes is not to be stormed.
                self.failures = 0;
                let interval = advice.interval().unwrap_or(0);
                effects.push(Effect::ClearAlarm(Alarm::Silence));
                effects.push(Effect::SetAlarm(Alarm::Connect, interval.min(LONGEST)));
            }
            (State::Handshaking, HANDSHAKE) | (State::Subscribing, SUBSCRIBE) | (State::Live, CONNECT) => {
                signals.extend(self.closed(random, effects));
            }
            (State::Live, channel) if channel == self.subscription => {
                let events = message.data().and_then(|data| Events::read(&data));
                signals.extend(events.map(Signal::Delivered));
            }
            _ => {}
        }
    }

    fn open(&mut self, effects: &mut Vec<Effect>) {
        self.state = State::Opening;
        effects.push(Effect::ClearAlarm(Alarm::Reconnect));
        effects.push(Effect::OpenSocket(self.address.clone()));
        effects.push(Effect::SetAlarm(Alarm::Silence, PATIENCE));
    }

    fn leave(&mut self, state: State, effects: &mut Vec<Effect>) {
        self.state = state;
        self.connection_id = None;
        effects.push(Effect::CloseSocket);
        for alarm in [Alarm::Silence, Alarm::Connect, Alarm::Reconnect] {
            effects.push(Effect::ClearAlarm(alarm));
        }
    }

    fn send(&mut self, mut message: BayeuxMessage, effects: &mut Vec<Effect>) {
        self.last_id += 1;
        message
            .set_id(Some(json::write(&Value::from(self.last_id))))
            .set_client_id(self.connection_id.clone());
        effects.push(Effect::SendText(to_text(&vec![message])));
    }
}

/// http becomes ws and https becomes wss, and a ws address stays.
fn socket_address(endpoint: &str) -> String {
    let mut address = endpoint.to_owned();
    if address.starts_with("http") {
        address.replace_range(..4, "ws");
    }
    address
}

/// `401:{arguments}:Unknown client`, which a new handshake mends; any other refusal is final.
fn is_unknown_client(message: &BayeuxMessage) -> bool {
    message
        .error()
        .is_some_and(|error| error.starts_with("401:") && error.ends_with(":Unknown client"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use avmsdk_protocol::record::from_text;

    fn frames(effects: &[Effect]) -> Vec<BayeuxMessage> {
        let texts = effects.iter().filter_map(|effect| match effect {
            Effect::SendText(text) => Some(text),
            _ => None,
        });
        texts
            .flat_map(|text| from_text::<Vec<BayeuxMessage>>(text).unwrap())
            .collect()
    }

    struct Bench {
        realtime: Realtime,
        random: Random,
    }

    impl Bench {
        fn receive(&mut self, text: &str) -> (Vec<Signal>, Vec<Effect>) {
            let mut effects = Vec::new();
            let signals = self.realtime.received(text, &mut self.random, &mut effects);
            (signals, effects)
        }
    }

    fn live() -> Bench {
        let mut bench = Bench {
            realtime: Realtime::new("https://rt.example/faye"),
            random: Random::new([1, 2]),
        };
        let mut effects = Vec::new();
        bench
            .realtime
            .start("/sdk/apps/a/appusers/u".to_owned(), Object::new(), &mut effects);
        assert!(effects.contains(&Effect::OpenSocket("wss://rt.example/faye".to_owned())));
        bench.realtime.opened(&mut effects);
        let (_, effects) = bench.receive(
            r#"[{"channel":"/meta/handshake","id":"1","successful":true,"clientId":"c","advice":{"timeout":25000}}]"#,
        );
        assert_eq!(frames(&effects)[0].channel(), SUBSCRIBE);
        let (signals, effects) =
            bench.receive(r#"[{"channel":"/meta/subscribe","id":"2","successful":true}]"#);
        assert_eq!(signals, [Signal::Up]);
        assert_eq!(frames(&effects)[0].channel(), CONNECT);
        assert_eq!(frames(&effects)[0].client_id().as_deref(), Some("c"));
        bench
    }

    #[test]
    fn events_of_the_subscription_are_delivered() {
        let mut bench = live();
        let (signals, _) = bench.receive(r#"[{"channel":"/sdk/apps/a/appusers/u","data":{"events":[{"type":"x","conversation":{"_id":"c"}}]}}]"#);
        assert!(matches!(&signals[..], [Signal::Delivered(events)] if events.events().len() == 1));
        let (signals, _) =
            bench.receive(r#"[{"channel":"/sdk/apps/a/appusers/other","data":{"events":[{"type":"x","conversation":{"_id":"c"}}]}}]"#);
        assert_eq!(signals, []);
    }

    #[test]
    fn a_forgotten_connection_shakes_hands_anew() {
        let mut bench = live();
        let (signals, effects) = bench.receive(
            r#"[{"channel":"/meta/connect","successful":false,"error":"401:c:Unknown client","advice":{"reconnect":"handshake"}}]"#,
        );
        assert_eq!(signals, [Signal::Down]);
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::SetAlarm(Alarm::Reconnect, _)))
        );
        assert!(bench.realtime.is_lost());
    }

    #[test]
    fn silence_is_a_lost_socket() {
        let mut bench = live();
        let mut effects = Vec::new();
        assert_eq!(
            bench.realtime.closed(&mut bench.random, &mut effects),
            Some(Signal::Down)
        );
        assert!(effects.contains(&Effect::CloseSocket));
        assert_eq!(
            bench.realtime.closed(&mut bench.random, &mut effects),
            None,
            "told once"
        );
    }

    #[test]
    fn a_refused_subscription_is_final() {
        let mut bench = live();
        let mut effects = Vec::new();
        bench.realtime.closed(&mut bench.random, &mut effects);
        bench.realtime.hurry(&mut effects);
        bench.realtime.opened(&mut effects);
        bench.receive(r#"[{"channel":"/meta/handshake","successful":true,"clientId":"d"}]"#);
        let (signals, effects) =
            bench.receive(r#"[{"channel":"/meta/subscribe","successful":false,"error":"403::Forbidden"}]"#);
        assert_eq!(signals, [Signal::Refused]);
        assert!(
            !effects
                .iter()
                .any(|effect| matches!(effect, Effect::SetAlarm(Alarm::Reconnect, _)))
        );
    }

    #[test]
    fn garbage_changes_nothing() {
        let mut bench = live();
        for text in [
            "",
            "x",
            "[]",
            "[1,null,{}]",
            "{\"channel\":7}",
            "[{\"channel\":\"/meta/subscribe\"}]",
        ] {
            assert_eq!(bench.receive(text), (vec![], vec![]), "{text}");
        }
        assert!(bench.realtime.is_live());
    }
}
