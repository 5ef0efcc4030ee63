//! The realtime channel between tabs and service: connections that outlive their sockets, and the
//! frames under way.

use avmsdk_protocol::Wire as _;
use avmsdk_protocol::bayeux::{Advice, BayeuxMessage};
use avmsdk_protocol::event::{Event, Events};
use avmsdk_protocol::record::to_text;
use std::collections::HashMap;

/// A connection as the service knows it.
#[derive(Default)]
struct Connection {
    channels: Vec<String>,
    /// The tab whose socket carries it.
    tab: Option<usize>,
    /// What came while none did.
    queue: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Channel {
    connections: HashMap<String, Connection>,
    made: u32,
    /// What travels to the tabs.
    pub(crate) frames: Vec<(usize, String)>,
}

impl Channel {
    /// Answers a message of a tab; `may_listen` is what the service says to a subscription.
    pub(crate) fn hear(&mut self, tab: usize, message: &BayeuxMessage, may_listen: bool) {
        let mut reply = BayeuxMessage::on(&message.channel());
        reply.set_id(message.id()).set_successful(Some(true));
        if message.channel() == "/meta/handshake" {
            self.made += 1;
            let id = format!("connection{}", self.made);
            self.connections.insert(id.clone(), Connection::default());
            reply.set_client_id(Some(id));
            return self.send(tab, &reply);
        }
        let id = message.client_id().unwrap_or_default();
        let Some(connection) = self.connections.get_mut(&id) else {
            reply
                .set_successful(Some(false))
                .set_error(Some(format!("401:{id}:Unknown client")));
            return self.send(tab, &reply);
        };
        connection.tab = Some(tab);
        let waiting = std::mem::take(&mut connection.queue);
        if message.channel() == "/meta/subscribe" {
            let channel = message.subscription().unwrap();
            if may_listen {
                connection.channels.push(channel);
            } else {
                reply
                    .set_successful(Some(false))
                    .set_error(Some(format!("403:{channel}:Forbidden channel")));
            }
        }
        if message.channel() == "/meta/connect" {
            // Answered at once, and to be asked again later: a test cannot hold it.
            let mut advice = Advice::new();
            advice.set_interval(Some(20_000));
            reply.set_advice(Some(advice));
        }
        reply.set_client_id(Some(id));
        self.send(tab, &reply);
        self.frames.extend(waiting.into_iter().map(|frame| (tab, frame)));
    }

    fn send(&mut self, tab: usize, message: &BayeuxMessage) {
        self.frames.push((tab, format!("[{}]", to_text(message))));
    }

    pub(crate) fn publish(&mut self, channel: &str, event: &Event) {
        let mut events = Events::new();
        events.set_events(vec![event.clone()]);
        let mut message = BayeuxMessage::on(channel);
        message.set_data(Some(events.to_value()));
        let frame = format!("[{}]", to_text(&message));
        for connection in self.connections.values_mut() {
            if connection.channels.iter().any(|it| it == channel) {
                match connection.tab {
                    Some(tab) => self.frames.push((tab, frame.clone())),
                    None => connection.queue.push(frame.clone()),
                }
            }
        }
    }

    /// The socket of a tab breaks; what was under way is lost.
    pub(crate) fn drop_socket(&mut self, tab: usize) {
        self.frames.retain(|(to, _)| *to != tab);
        for connection in self.connections.values_mut() {
            connection.tab.take_if(|carrier| *carrier == tab);
        }
    }

    /// The service ends: no connection outlives it.
    pub(crate) fn forget(&mut self) {
        self.connections.clear();
        self.frames.clear();
    }
}
