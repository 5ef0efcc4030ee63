//! What is said by either way: requests out, answers and events in.

use super::link::{Heard, Stage};
use super::probe::SocketState;
use super::{Phase, Realtime, Signal, Told, Turn, Way, form};
use crate::effect::{Alarm, Effect};
use crate::input::Answer;
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::event::Events;
use avmsdk_protocol::json;
use avmsdk_protocol::{Value, Wire};

/// Milliseconds that a poll was held if it was cut by something on its way, not refused.
const HELD: u64 = 5_000;

impl Realtime {
    pub(super) fn opened(&mut self, turn: &mut Turn<'_>) {
        if self.socket_state == SocketState::Opening {
            self.socket_state = SocketState::Open;
            self.ask(Way::Socket, turn);
        }
    }

    pub(super) fn closed(&mut self, turn: &mut Turn<'_>) {
        if self.socket_state != SocketState::Closed {
            self.socket_state = SocketState::Closed;
            self.failed(Way::Socket, None, turn);
        }
    }

    /// Sends the next request, unless one is out.
    pub(super) fn ask(&mut self, way: Way, turn: &mut Turn<'_>) {
        let link = match way {
            Way::Socket => &mut self.socket,
            Way::Polling => &mut self.polling,
        };
        if link.is_asked {
            return;
        }
        let text = link.request(&self.subscription, turn.now.0);
        let wait = link.patience();
        match way {
            Way::Socket => turn.effects.push(Effect::SendText(text)),
            Way::Polling => {
                self.is_polling = true;
                let address = with_scheme(&self.endpoint, "ws", "http");
                turn.effects.push(Effect::Poll(address, form::message(&text)));
            }
        }
        self.watch(way, wait, turn);
    }

    /// An answer must be there by then.
    pub(super) fn watch(&mut self, way: Way, wait: u32, turn: &mut Turn<'_>) {
        if way == self.way {
            turn.set(Alarm::Silence, wait);
            self.due = Some(turn.now.0 + u64::from(wait));
        } else {
            turn.set(Alarm::Probe, wait);
        }
    }

    /// The poll was answered, or could not be.
    pub(super) fn polled(&mut self, answer: Answer, turn: &mut Turn<'_>) {
        if !self.is_polling {
            return;
        }
        self.is_polling = false;
        let retry_after = match answer {
            Answer::Status {
                status: 200..300,
                body,
                ..
            } => {
                self.heard(Way::Polling, &body, turn);
                if self.polling.is_asked && !self.is_polling {
                    self.failed(Way::Polling, None, turn);
                }
                return;
            }
            Answer::Status { retry_after, .. } => retry_after,
            Answer::Unreachable => None,
        };
        let held = turn.now.0.saturating_sub(self.polling.asked_at);
        if self.phase == Phase::Live && retry_after.is_none() && held >= HELD {
            // The service still knows the connection, but what it sent is lost.
            turn.signals.push(Signal::Gap);
            self.polling.is_asked = false;
            self.ask(Way::Polling, turn);
        } else {
            self.failed(Way::Polling, retry_after, turn);
        }
    }

    /// Text came. What is not Bayeux is ignored: an alarm finds a service gone mad.
    pub(super) fn heard(&mut self, way: Way, text: &str, turn: &mut Turn<'_>) {
        let messages = match json::parse(text) {
            Ok(Value::Array(messages)) => messages,
            Ok(message) => vec![message],
            Err(_) => Vec::new(),
        };
        let mut is_answered = false;
        for message in &messages {
            let Some(message) = BayeuxMessage::read(message) else {
                continue;
            };
            let link = match way {
                Way::Socket => &mut self.socket,
                Way::Polling => &mut self.polling,
            };
            match link.hear(&message, &self.subscription.channel) {
                None => {}
                Some(Heard::Event) => self.delivered(way, message, turn),
                Some(Heard::Next) => is_answered = true,
                Some(Heard::Subscribed) => {
                    is_answered = true;
                    self.subscribed(way, turn);
                }
                // What else came is of a connection that is no more.
                Some(Heard::Lost(interval)) => {
                    return self.failed(way, Some(interval / 1000).filter(|seconds| *seconds > 0), turn);
                }
                Some(Heard::Ended) => return self.ended(way, turn),
                Some(Heard::Refused(is_for_who_asks)) => return self.refused(way, is_for_who_asks, turn),
            }
        }
        // One request is out at a time, so one answer counts.
        if is_answered {
            self.go_on(way, turn);
        }
    }

    fn go_on(&mut self, way: Way, turn: &mut Turn<'_>) {
        let link = self.link(way);
        let (pause, patience) = (link.pause(turn.now.0), link.patience());
        if link.asked == Stage::Connect && way == Way::Socket {
            self.overlap.clear();
        }
        if pause == 0 {
            return self.ask(way, turn);
        }
        turn.clear(Alarm::Silence);
        turn.set(Alarm::Connect, pause);
        self.due = Some(turn.now.0 + u64::from(pause) + u64::from(patience));
    }

    fn subscribed(&mut self, way: Way, turn: &mut Turn<'_>) {
        self.up_since = turn.now.0;
        if way != self.way {
            self.switch(turn);
        } else {
            self.phase = Phase::Live;
            self.told = Told::Up;
            self.is_offline = false;
            self.is_renewed = false;
            turn.signals.push(Signal::Up);
            if way == Way::Polling {
                self.probe_later(turn);
            }
        }
    }

    fn delivered(&mut self, way: Way, message: BayeuxMessage, turn: &mut Turn<'_>) {
        if let Some(at) = self.overlap.iter().position(|known| *known == message)
            && way == Way::Socket
        {
            self.overlap.remove(at);
            return;
        }
        let events = message.data().and_then(|data| Events::read(&data));
        turn.signals.extend(events.map(Signal::Delivered));
        if way == Way::Polling && self.socket.stage == Stage::Subscribe {
            self.overlap.push(message);
        }
    }
}

/// The address for sockets or for requests, whichever the config gives: ws and http, wss and https
/// are one place each.
pub(super) fn with_scheme(endpoint: &str, from: &str, to: &str) -> String {
    match endpoint.strip_prefix(from) {
        Some(rest) => [to, rest].concat(),
        None => endpoint.to_owned(),
    }
}
