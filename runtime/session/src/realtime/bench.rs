//! The machine with everything around it in the test's hand: socket, poll, alarms, time. After each
//! step it checks what must hold at all times.

use super::{News, Phase, Realtime, Signal, Subscription, Turn, Way};
use crate::effect::{Alarm, Effect};
use crate::input::{Answer, Now};
use crate::random::Random;
use avmsdk_protocol::Object;
use avmsdk_protocol::bayeux::{BayeuxMessage, CONNECT, DISCONNECT, HANDSHAKE, SUBSCRIBE};
use avmsdk_protocol::json;
use avmsdk_protocol::record::from_text;

pub(super) const CHANNEL: &str = "/sdk/apps/a/appusers/u";

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Socket {
    Closed,
    Opening,
    Open,
}

pub(super) struct Bench {
    pub(super) realtime: Realtime,
    random: Random,
    pub(super) now: u64,
    pub(super) alarms: Vec<(Alarm, u64)>,
    pub(super) socket: Socket,
    /// What was asked by the socket and is not answered.
    pub(super) asked: Vec<BayeuxMessage>,
    /// What was asked by the poll that is under way.
    pub(super) poll: Option<BayeuxMessage>,
    pub(super) signals: Vec<Signal>,
    /// When sockets were opened and polls shook hands.
    pub(super) attempts: Vec<u64>,
    /// Whether the page believes that it is connected.
    pub(super) is_connected: bool,
}

impl Bench {
    pub(super) fn new() -> Self {
        Bench::of(r#"{"baseUrl":"https://rt.example/faye"}"#)
    }

    pub(super) fn of(config: &str) -> Self {
        Bench {
            realtime: Realtime::new(Some(&json::parse(config).unwrap())),
            random: Random::new([1, 2]),
            now: 1_000_000,
            alarms: Vec::new(),
            socket: Socket::Closed,
            asked: Vec::new(),
            poll: None,
            signals: Vec::new(),
            attempts: Vec::new(),
            is_connected: false,
        }
    }

    /// Subscribed by the socket.
    pub(super) fn live() -> Self {
        let mut bench = Bench::new();
        bench.want("sessionToken", "t");
        bench.serve();
        bench.signals.clear();
        bench
    }

    /// Subscribed by polling, since the socket could not be had.
    pub(super) fn polled() -> Self {
        let mut bench = Bench::new();
        bench.want("sessionToken", "t");
        for _ in 0..2 {
            bench.drop_socket();
            bench.ring();
        }
        assert_eq!(bench.socket, Socket::Closed);
        bench.serve();
        bench.signals.clear();
        bench
    }

    pub(super) fn want(&mut self, proof: &str, secret: &str) {
        let mut ext = Object::new();
        ext.set(proof, secret);
        self.take(News::Wanted(Subscription {
            channel: CHANNEL.to_owned(),
            ext,
        }));
    }

    pub(super) fn take(&mut self, news: News) {
        let mut effects = Vec::new();
        let mut turn = Turn {
            now: Now(self.now),
            random: &mut self.random,
            effects: &mut effects,
            signals: Vec::new(),
        };
        self.realtime.take(news, &mut turn);
        for signal in turn.signals {
            match signal {
                Signal::Up => assert!(!std::mem::replace(&mut self.is_connected, true)),
                Signal::Down => assert!(std::mem::replace(&mut self.is_connected, false)),
                Signal::Retrying => assert!(!self.is_connected),
                _ => {}
            }
            self.signals.push(signal);
        }
        for effect in effects {
            self.run(effect);
        }
        let is_live = self.realtime.is_live();
        if is_live && self.realtime.way == Way::Socket {
            assert_eq!((self.socket, &self.poll), (Socket::Open, &None));
        }
        if self.realtime.phase != Phase::Paused {
            assert_eq!(self.is_connected, is_live);
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::OpenSocket(address) => {
                assert_eq!(
                    (address.as_str(), self.socket),
                    ("wss://rt.example/faye", Socket::Closed)
                );
                self.socket = Socket::Opening;
                self.attempts.push(self.now);
            }
            Effect::SendText(text) => {
                assert_eq!(self.socket, Socket::Open);
                self.asked.extend(from_text::<Vec<BayeuxMessage>>(&text).unwrap());
            }
            Effect::CloseSocket => {
                assert_ne!(self.socket, Socket::Closed);
                self.socket = Socket::Closed;
                self.asked.clear();
            }
            Effect::Poll(address, body) => {
                assert_eq!((address.as_str(), &self.poll), ("https://rt.example/faye", &None));
                let mut messages = from_text::<Vec<BayeuxMessage>>(&of_form(&body)).unwrap();
                let message = messages.pop().unwrap();
                assert!(messages.is_empty(), "each request goes alone");
                if message.channel() == HANDSHAKE {
                    self.attempts.push(self.now);
                }
                self.poll = Some(message);
            }
            Effect::StopPoll => assert!(self.poll.take().is_some()),
            Effect::SetAlarm(alarm, wait) => {
                self.alarms.retain(|(set, _)| *set != alarm);
                self.alarms.push((alarm, self.now + u64::from(wait)));
            }
            Effect::ClearAlarm(alarm) => self.alarms.retain(|(set, _)| *set != alarm),
            other => panic!("not the channel's: {other:?}"),
        }
    }

    pub(super) fn open_socket(&mut self) {
        if self.socket == Socket::Opening {
            self.socket = Socket::Open;
            self.take(News::Opened);
        }
    }

    pub(super) fn drop_socket(&mut self) {
        if self.socket != Socket::Closed {
            self.socket = Socket::Closed;
            self.asked.clear();
            self.take(News::Closed);
        }
    }

    pub(super) fn say(&mut self, text: &str) {
        self.take(News::Text(text.to_owned()));
    }

    /// The poll comes back.
    pub(super) fn answer(&mut self, status: u16, body: &str) {
        assert!(self.poll.take().is_some());
        self.take(News::Polled(Answer::Status {
            status,
            body: body.to_owned(),
            retry_after: None,
        }));
    }

    pub(super) fn lose_poll(&mut self) {
        if self.poll.take().is_some() {
            self.take(News::Polled(Answer::Unreachable));
        }
    }

    /// The service grants all that is asked, but for connects, which it holds.
    pub(super) fn serve(&mut self) {
        loop {
            self.open_socket();
            if let Some(at) = self.asked.iter().position(|it| it.channel() != CONNECT) {
                let reply = granted(&self.asked.remove(at).channel());
                self.say(&reply);
            } else if let Some(channel) = self.poll.as_ref().map(BayeuxMessage::channel)
                && channel != CONNECT
            {
                self.answer(200, &granted(&channel));
            } else {
                return;
            }
        }
    }

    pub(super) fn alarm(&self, alarm: Alarm) -> Option<u64> {
        let mut alarms = self.alarms.iter();
        alarms
            .find(|(set, _)| *set == alarm)
            .map(|(_, due)| due.saturating_sub(self.now))
    }

    /// Time passes until the next alarm goes off.
    pub(super) fn ring(&mut self) {
        let next = self.alarms.iter().copied().min_by_key(|(_, due)| *due);
        let (alarm, due) = next.expect("an alarm");
        self.now = self.now.max(due);
        self.alarms.retain(|(set, _)| *set != alarm);
        self.take(News::Rang(alarm));
    }

    /// Time passes, and alarms go off.
    pub(super) fn pass(&mut self, millis: u64) {
        let until = self.now + millis;
        while self.alarms.iter().any(|(_, due)| *due <= until) {
            self.ring();
        }
        self.now = until;
    }

    pub(super) fn take_signals(&mut self) -> Vec<Signal> {
        std::mem::take(&mut self.signals)
    }
}

/// What the service says to a request.
pub(super) fn granted(channel: &str) -> String {
    let rest = match channel {
        HANDSHAKE => r#","clientId":"c","advice":{"reconnect":"retry","interval":0,"timeout":25000}"#,
        SUBSCRIBE | CONNECT | DISCONNECT => "",
        other => panic!("asked for {other}"),
    };
    [r#"[{"channel":""#, channel, r#"","successful":true"#, rest, "}]"].concat()
}

/// An event of the user, as a message of the channel.
pub(super) fn event(kind: &str) -> String {
    [
        r#"{"channel":"/sdk/apps/a/appusers/u","data":{"events":[{"type":""#,
        kind,
        r#"","conversation":{"_id":"c"}}]}}"#,
    ]
    .concat()
}

fn of_form(body: &str) -> String {
    let mut bytes = body.strip_prefix("message=").unwrap().bytes();
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            text.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            text.push(byte);
        }
    }
    String::from_utf8(text).unwrap()
}
