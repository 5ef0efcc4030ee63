//! When to try, and by which way: the socket first, long-polling where it cannot be had.

use super::{Phase, Realtime, Signal, Subscription, Told, Turn, Way};
use crate::backoff::Patience;
use crate::effect::{Alarm, Effect};
use avmsdk_protocol::Value;

/// Failures of the socket in a row after which the channel is polled.
const SOCKET_TRIES: u32 = 2;
/// Milliseconds after which a channel was worth having: a service that drops whoever subscribes is
/// not to be stormed, and a socket that is cut at once is none.
const STEADY: u64 = 10_000;
/// Milliseconds between attempts while the browser says that it has no network: it may be wrong.
const OFFLINE: u32 = 60_000;
/// Milliseconds between attempts at least, whatever the reason.
const BREATH: u64 = 2_000;

impl Realtime {
    pub(super) fn wanted(&mut self, subscription: Subscription, turn: &mut Turn<'_>) {
        let is_same = self.subscription == subscription;
        let is_same_user = self.subscription.channel == subscription.channel;
        match self.phase {
            Phase::Trying | Phase::Without if is_same => return,
            Phase::Live | Phase::Waiting | Phase::Ended if is_same_user => {
                // The service has accepted the old proof, or the next attempt takes the new one.
                self.subscription = subscription;
                return;
            }
            _ => {}
        }
        self.leave(Phase::Idle, turn);
        self.tell_down(turn);
        if !is_same_user {
            self.told = Told::Nothing;
            self.is_renewed = false;
        }
        self.patience = Patience::default();
        if self.is_enabled {
            self.subscription = subscription;
            self.open(turn);
        } else {
            self.subscription = Subscription::default();
            self.phase = Phase::Without;
        }
    }

    pub(super) fn unwanted(&mut self, turn: &mut Turn<'_>) {
        self.say_farewell(turn);
        self.leave(Phase::Idle, turn);
        self.tell_down(turn);
        self.told = Told::Nothing;
        self.subscription = Subscription::default();
    }

    /// Nobody is there to be told that the channel is lost. Whoever comes back is.
    pub(super) fn page_left(&mut self, turn: &mut Turn<'_>) {
        if !matches!(self.phase, Phase::Idle | Phase::Without) {
            self.say_farewell(turn);
            self.leave(Phase::Paused, turn);
        }
    }

    /// The service hears it where a socket is open; a poll would have to wait for its answer.
    fn say_farewell(&mut self, turn: &mut Turn<'_>) {
        if self.phase == Phase::Live && self.way == Way::Socket {
            turn.effects.push(Effect::SendText(self.socket.farewell()));
        }
    }

    fn tell_down(&mut self, turn: &mut Turn<'_>) {
        if self.told == Told::Up {
            self.told = Told::Down;
            turn.signals.push(Signal::Down);
        }
    }

    pub(super) fn open(&mut self, turn: &mut Turn<'_>) {
        self.phase = Phase::Trying;
        self.tried_at = turn.now.0;
        self.patience.rested();
        turn.clear(Alarm::Reconnect);
        if self.told == Told::Down {
            turn.signals.push(Signal::Retrying);
        }
        if self.socket_failures < SOCKET_TRIES {
            self.way = Way::Socket;
            self.open_socket(turn);
        } else {
            self.way = Way::Polling;
            self.ask(Way::Polling, turn);
        }
    }

    /// The way is lost, or could not be had; it is tried again later, at least after so many seconds.
    pub(super) fn failed(&mut self, way: Way, after: Option<u32>, turn: &mut Turn<'_>) {
        if !matches!(self.phase, Phase::Trying | Phase::Live) {
            return;
        }
        if way != self.way {
            return self.probe_failed(turn);
        }
        let was_live = self.phase == Phase::Live;
        let is_steady = was_live && turn.now.0.saturating_sub(self.up_since) >= STEADY;
        if is_steady {
            self.patience.succeeded();
        }
        match way {
            Way::Socket if is_steady => {
                self.socket_failures = 0;
                self.probes = 0;
            }
            Way::Socket if self.is_offline => {}
            Way::Socket => self.socket_failures += 1,
            // Where neither can be had, they take turns.
            Way::Polling if !was_live => self.socket_failures = SOCKET_TRIES - 1,
            Way::Polling => {}
        }
        self.leave(Phase::Waiting, turn);
        let mut wait = self.patience.failed(after, turn.random);
        if self.is_offline {
            wait = wait.max(OFFLINE);
        }
        turn.set(Alarm::Reconnect, wait);
        self.tell_down(turn);
    }

    /// The service wants no further attempt.
    pub(super) fn ended(&mut self, way: Way, turn: &mut Turn<'_>) {
        self.failed(way, None, turn);
        if self.phase == Phase::Waiting {
            self.phase = Phase::Ended;
            turn.clear(Alarm::Reconnect);
        }
    }

    /// The service refuses the subscription. Another token may help, once; nothing else will.
    pub(super) fn refused(&mut self, way: Way, is_for_who_asks: bool, turn: &mut Turn<'_>) {
        if way != self.way {
            return self.probe_failed(turn);
        }
        self.leave(Phase::Without, turn);
        let token = self.subscription.ext.get("jwt").and_then(Value::as_str);
        if is_for_who_asks && token.is_some() && !self.is_renewed {
            self.is_renewed = true;
            turn.signals.push(Signal::Unauthorized);
        }
    }

    pub(super) fn hurry(&mut self, turn: &mut Turn<'_>) {
        match self.phase {
            Phase::Without => turn.signals.push(Signal::Gap),
            Phase::Waiting | Phase::Ended if !self.is_offline && self.patience.wake() => {
                let since = turn.now.0.saturating_sub(self.tried_at);
                match BREATH.checked_sub(since) {
                    Some(rest @ 1..) => {
                        self.phase = Phase::Waiting;
                        turn.set(Alarm::Reconnect, rest as u32);
                    }
                    _ => self.open(turn),
                }
            }
            _ => {}
        }
    }

    pub(super) fn offline(&mut self, turn: &mut Turn<'_>) {
        self.is_offline = true;
        match self.phase {
            Phase::Trying | Phase::Live => self.failed(self.way, None, turn),
            Phase::Waiting => turn.set(Alarm::Reconnect, OFFLINE),
            _ => {}
        }
    }

    pub(super) fn online(&mut self, turn: &mut Turn<'_>) {
        self.is_offline = false;
        self.probes = 0;
        if self.phase == Phase::Live && self.way == Way::Polling {
            self.probe_now(turn);
        }
        self.hurry(turn);
    }

    /// Leaves nothing under way.
    pub(super) fn leave(&mut self, phase: Phase, turn: &mut Turn<'_>) {
        self.phase = phase;
        self.due = None;
        self.overlap.clear();
        self.close_socket(turn);
        self.stop_poll(turn);
        for alarm in [Alarm::Silence, Alarm::Connect, Alarm::Reconnect, Alarm::Probe] {
            turn.clear(alarm);
        }
    }
}
