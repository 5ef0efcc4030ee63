//! Who is connected, by what, and what waits for them.
//!
//! Knows the connections by id and by the channels they listen to, and every socket. One lock holds
//! it all; it is never held across an `await`.

use super::GRACE;
use super::connection::{ClientId, Connection, Frame};
use super::handle::{Output, SocketHandle};
use crate::world::Entropy;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Connections in all: a machine full of browsers, not a flood of handshakes.
const MAX_CONNECTIONS: usize = 10_000;
/// Connections that listen to one user: more than a load test opens that has but one user.
const MAX_LISTENERS: usize = 2_000;
/// How often those that nobody came back to are looked for.
const SWEEP: Duration = Duration::from_secs(1);

/// A connection as it is told to the person who runs the service.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) channels: Vec<String>,
    pub(crate) has_socket: bool,
    pub(crate) is_polling: bool,
    /// Events that wait.
    pub(crate) waiting: usize,
}

/// All connections.
#[derive(Debug)]
pub(crate) struct Hub {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    connections: HashMap<ClientId, Connection>,
    /// Who listens to a channel.
    listeners: HashMap<String, HashSet<ClientId>>,
    sockets: HashMap<u64, Open>,
    next_socket: u64,
    refused_until: Option<Instant>,
    swept: Option<Instant>,
    /// Channels whose listeners hear nothing for a while: a fault.
    silent: HashMap<String, Instant>,
    entropy: Entropy,
}

/// A socket that is open, and the connections that it was bound to.
#[derive(Debug)]
struct Open {
    handle: SocketHandle,
    carried: HashSet<ClientId>,
}

impl Hub {
    pub(crate) fn new(entropy: Entropy) -> Self {
        let inner = Inner {
            connections: HashMap::new(),
            listeners: HashMap::new(),
            sockets: HashMap::new(),
            next_socket: 0,
            refused_until: None,
            swept: None,
            silent: HashMap::new(),
            entropy,
        };
        Hub {
            inner: Mutex::new(inner),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection, unless there are too many; those that nobody came back to are forgotten on
    /// the way.
    pub(super) fn connect(&self) -> Option<ClientId> {
        let mut inner = self.lock();
        inner.forget_the_lost();
        if inner.connections.len() >= MAX_CONNECTIONS {
            return None;
        }
        let id = inner.entropy.secret();
        inner.connections.insert(id.clone(), Connection::new());
        Some(id)
    }

    /// Whether the connection is known; if so it has just been heard of.
    pub(super) fn touch(&self, id: &str) -> bool {
        let mut inner = self.lock();
        let Some(connection) = inner.connections.get_mut(id) else {
            return false;
        };
        connection.seen = Instant::now();
        true
    }

    pub(super) fn disconnect(&self, id: &str) {
        self.lock().forget(id);
    }

    /// Lets a connection listen to a channel; false where it listens to too many, or too many to it.
    pub(super) fn subscribe(&self, id: &str, channel: &str) -> bool {
        let mut inner = self.lock();
        let Inner {
            connections,
            listeners,
            ..
        } = &mut *inner;
        let Some(connection) = connections.get_mut(id) else {
            return false;
        };
        let of_channel = listeners.entry(channel.to_owned()).or_default();
        let is_let_in =
            connection.has_room_for(channel) && (of_channel.len() < MAX_LISTENERS || of_channel.contains(id));
        if is_let_in {
            connection.channels.insert(channel.to_owned());
            of_channel.insert(id.to_owned());
        } else if of_channel.is_empty() {
            listeners.remove(channel);
        }
        is_let_in
    }

    pub(super) fn unsubscribe(&self, id: &str, channel: &str) {
        let mut inner = self.lock();
        if let Some(connection) = inner.connections.get_mut(id) {
            connection.channels.remove(channel);
            inner.unlisten(id, channel);
        }
    }

    /// Hands a message to everyone who listens to the channel.
    pub(super) fn deliver(&self, channel: &str, frame: &Frame) {
        let mut inner = self.lock();
        if inner.is_silent(channel) {
            return;
        }
        let Inner {
            connections,
            listeners,
            ..
        } = &mut *inner;
        for id in listeners.get(channel).into_iter().flatten() {
            if let Some(connection) = connections.get_mut(id) {
                connection.deliver(id, Arc::clone(frame));
            }
        }
    }

    /// Closes the sockets and ends the polls of those who listen to the channel: a fault.
    pub(super) fn close_listeners(&self, channel: &str) {
        let mut inner = self.lock();
        let Inner {
            connections,
            listeners,
            ..
        } = &mut *inner;
        for id in listeners.get(channel).into_iter().flatten() {
            if let Some(connection) = connections.get_mut(id) {
                connection.poll = None;
                connection.seen = Instant::now();
                if let Some(socket) = connection.socket.take() {
                    socket.close();
                }
            }
        }
    }

    /// Lets nobody hear anything on the channel for so long: a fault.
    pub(super) fn silence(&self, channel: &str, time: Duration) {
        let mut inner = self.lock();
        let now = Instant::now();
        inner.silent.retain(|_, until| now < *until);
        inner.silent.insert(channel.to_owned(), now + time);
    }

    /// Ends every silence.
    pub(crate) fn end_silence(&self) {
        self.lock().silent.clear();
    }

    /// Whether a connection that this socket carries listens to a silent channel.
    pub(super) fn is_silent(&self, socket: u64) -> bool {
        let inner = self.lock();
        let is_carried = |connection: &&Connection| {
            let bound = connection.socket.as_ref();
            bound.is_some_and(|bound| bound.number == socket)
        };
        let listens =
            |connection: &Connection| connection.channels.iter().any(|channel| inner.is_silent(channel));
        // Nearly always nothing is silent, and nobody is looked for.
        !inner.silent.is_empty() && inner.connections.values().filter(is_carried).any(listens)
    }

    /// Puts back what a socket could not write any more, before all that came since.
    pub(super) fn put_back(&self, unsent: Vec<(ClientId, Frame)>) {
        let mut inner = self.lock();
        for (id, frame) in unsent.into_iter().rev() {
            if let Some(connection) = inner.connections.get_mut(&id) {
                connection.put_back(frame);
            }
        }
    }

    /// Takes in a socket, unless sockets are refused for now.
    pub(super) fn open_socket(&self, output: mpsc::Sender<Output>) -> Option<SocketHandle> {
        let mut inner = self.lock();
        if inner.is_refusing() {
            return None;
        }
        inner.next_socket += 1;
        let number = inner.next_socket;
        let handle = SocketHandle::new(number, output);
        let open = Open {
            handle: handle.clone(),
            carried: HashSet::new(),
        };
        inner.sockets.insert(number, open);
        Some(handle)
    }

    pub(super) fn close_socket(&self, number: u64) {
        let mut inner = self.lock();
        let Some(open) = inner.sockets.remove(&number) else {
            return;
        };
        for id in open.carried {
            if let Some(connection) = inner.connections.get_mut(&id)
                && connection
                    .socket
                    .as_ref()
                    .is_none_or(|socket| socket.number == number)
            {
                connection.socket = None;
                connection.seen = Instant::now();
            }
        }
    }

    /// Lets the socket carry the connection from now on, beginning with what waits. True where it
    /// did not before.
    pub(super) fn bind(&self, id: &str, socket: &SocketHandle) -> bool {
        let mut inner = self.lock();
        let Inner {
            connections, sockets, ..
        } = &mut *inner;
        // One that is being closed carries nothing any more.
        let (Some(connection), Some(open)) = (connections.get_mut(id), sockets.get_mut(&socket.number))
        else {
            return false;
        };
        // A poll that is still held ends now; its client has gone on to the socket.
        connection.poll = None;
        let is_new = connection
            .socket
            .as_ref()
            .is_none_or(|bound| bound.number != socket.number);
        if is_new {
            connection.socket = Some(socket.clone());
            open.carried.insert(id.to_owned());
        }
        for frame in connection.take_queue() {
            connection.deliver(id, frame);
        }
        is_new
    }

    /// Waits for an event on behalf of a poll; resolves at once where one waits already. A poll that
    /// waited before gets nothing any more.
    pub(super) fn wait(&self, id: &str) -> oneshot::Receiver<()> {
        let (wake, woken) = oneshot::channel();
        if let Some(connection) = self.lock().connections.get_mut(id)
            && connection.queue.is_empty()
        {
            connection.poll = Some(wake);
        }
        woken
    }

    /// What waits for a poll to carry away.
    pub(super) fn take_queue(&self, id: &str) -> Vec<Frame> {
        let mut inner = self.lock();
        let Some(connection) = inner.connections.get_mut(id) else {
            return Vec::new();
        };
        connection.seen = Instant::now();
        connection.take_queue().into()
    }

    /// Whether new transports are turned away, as [`Hub::drop_sockets`] was told.
    pub(super) fn is_refusing(&self) -> bool {
        self.lock().is_refusing()
    }

    /// Closes every socket and ends every poll; returns how many sockets. With `forget` the
    /// connections go too, and for `refuse` nobody is let in.
    pub(crate) fn drop_sockets(&self, forget: bool, refuse: Duration) -> usize {
        let mut inner = self.lock();
        let sockets = std::mem::take(&mut inner.sockets);
        for open in sockets.values() {
            open.handle.close();
        }
        for connection in inner.connections.values_mut() {
            connection.socket = None;
            connection.poll = None;
            connection.seen = Instant::now();
        }
        if forget {
            inner.connections.clear();
            inner.listeners.clear();
        }
        inner.refused_until = (!refuse.is_zero()).then(|| Instant::now() + refuse);
        sockets.len()
    }

    /// Each connection as it stands.
    pub(crate) fn connections(&self) -> Vec<Seen> {
        let inner = self.lock();
        let seen = inner.connections.values().map(|connection| Seen {
            channels: connection.channels.iter().cloned().collect(),
            has_socket: connection.socket.is_some(),
            is_polling: connection.is_polling(),
            waiting: connection.queue.len(),
        });
        let mut all: Vec<_> = seen.collect();
        all.sort();
        all
    }
}

impl Inner {
    fn is_refusing(&self) -> bool {
        self.refused_until.is_some_and(|until| Instant::now() < until)
    }

    fn is_silent(&self, channel: &str) -> bool {
        self.silent
            .get(channel)
            .is_some_and(|until| Instant::now() < *until)
    }

    fn forget_the_lost(&mut self) {
        let now = Instant::now();
        if self.swept.is_some_and(|swept| now - swept < SWEEP) {
            return;
        }
        self.swept = Some(now);
        let is_lost = |connection: &Connection| {
            connection.socket.is_none() && !connection.is_polling() && now - connection.seen > GRACE
        };
        let lost: Vec<ClientId> = self
            .connections
            .iter()
            .filter(|(_, one)| is_lost(one))
            .map(|(id, _)| id.clone())
            .collect();
        for id in lost {
            self.forget(&id);
        }
    }

    fn forget(&mut self, id: &str) {
        let Some(connection) = self.connections.remove(id) else {
            return;
        };
        for channel in &connection.channels {
            self.unlisten(id, channel);
        }
    }

    fn unlisten(&mut self, id: &str, channel: &str) {
        if let Some(ids) = self.listeners.get_mut(channel) {
            ids.remove(id);
            if ids.is_empty() {
                self.listeners.remove(channel);
            }
        }
    }
}

#[cfg(test)]
#[path = "hub_test.rs"]
mod tests;
