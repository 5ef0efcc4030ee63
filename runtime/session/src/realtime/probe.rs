//! Looking for a socket while the channel is polled. The poll goes on until the socket is subscribed.

use super::link::PATIENCE;
use super::talk::with_scheme;
use super::{Realtime, Signal, Turn, Way};
use crate::effect::{Alarm, Effect};

/// Milliseconds to the first look; each further one comes after twice the time, up to half an hour:
/// where a policy forbids the socket, each look is an error on the page's console.
const FIRST: u32 = 30_000;
const MOST_DOUBLINGS: u32 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SocketState {
    Closed,
    Opening,
    Open,
}

impl Realtime {
    pub(super) fn open_socket(&mut self, turn: &mut Turn<'_>) {
        self.socket.reset();
        self.socket_state = SocketState::Opening;
        let address = with_scheme(&self.endpoint, "http", "ws");
        turn.effects.push(Effect::OpenSocket(address));
        self.watch(Way::Socket, PATIENCE, turn);
    }

    pub(super) fn close_socket(&mut self, turn: &mut Turn<'_>) {
        if self.socket_state != SocketState::Closed {
            self.socket_state = SocketState::Closed;
            turn.effects.push(Effect::CloseSocket);
        }
        self.socket.reset();
    }

    pub(super) fn stop_poll(&mut self, turn: &mut Turn<'_>) {
        if self.is_polling {
            self.is_polling = false;
            turn.effects.push(Effect::StopPoll);
        }
        self.polling.reset();
    }

    /// It is time for a look, or a look has taken too long.
    pub(super) fn probe(&mut self, turn: &mut Turn<'_>) {
        if self.way == Way::Socket {
            return;
        }
        if self.socket_state == SocketState::Closed {
            self.open_socket(turn);
        } else {
            self.probe_failed(turn);
        }
    }

    /// The network may be another: looks now.
    pub(super) fn probe_now(&mut self, turn: &mut Turn<'_>) {
        if self.socket_state == SocketState::Closed {
            self.probe(turn);
        }
    }

    pub(super) fn probe_later(&mut self, turn: &mut Turn<'_>) {
        turn.set(Alarm::Probe, FIRST << self.probes.min(MOST_DOUBLINGS));
    }

    pub(super) fn probe_failed(&mut self, turn: &mut Turn<'_>) {
        self.close_socket(turn);
        self.overlap.clear();
        self.probes += 1;
        self.probe_later(turn);
    }

    /// The socket is subscribed: it carries the channel from now on. What the service was about to
    /// say by the poll is read from it.
    pub(super) fn switch(&mut self, turn: &mut Turn<'_>) {
        self.way = Way::Socket;
        self.socket_failures = 0;
        self.stop_poll(turn);
        turn.clear(Alarm::Probe);
        turn.clear(Alarm::Connect);
        turn.signals.push(Signal::Gap);
    }
}
