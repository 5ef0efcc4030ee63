//! The realtime channel's own language: Bayeux 1.0, as the open Faye server and client speak it.
//!
//! A frame is a list of these messages in either direction; an empty list keeps a socket alive.
//! Source: <https://docs.cometd.org/current/reference/#_bayeux>, and observed traffic.

use crate::json::{Object, Value};

/// `/meta/handshake`
pub const HANDSHAKE: &str = "/meta/handshake";
/// `/meta/connect`
pub const CONNECT: &str = "/meta/connect";
/// `/meta/subscribe`
pub const SUBSCRIBE: &str = "/meta/subscribe";
/// `/meta/unsubscribe`
pub const UNSUBSCRIBE: &str = "/meta/unsubscribe";
/// `/meta/disconnect`
pub const DISCONNECT: &str = "/meta/disconnect";

record! {
    /// One Bayeux message, request or answer.
    pub struct BayeuxMessage {
        /// A `/meta/…` channel, or the one subscribed to.
        channel: String = "channel",
        /// The connection, given by the handshake.
        client_id: Option<String> = "clientId",
        /// Ties an answer to its request.
        id: Option<String> = "id",
        /// Whether a request was granted.
        successful: Option<bool> = "successful",
        /// Why not: `code:arguments:message`.
        error: Option<String> = "error",
        /// `1.0`, with a handshake.
        version: Option<String> = "version",
        /// What both sides can do, with a handshake.
        supported_connection_types: Option<Vec<String>> = "supportedConnectionTypes",
        /// How this connect came.
        connection_type: Option<String> = "connectionType",
        /// What to subscribe to.
        subscription: Option<String> = "subscription",
        /// Who subscribes.
        ext: Option<Object> = "ext",
        /// How to go on.
        advice: Option<Advice> = "advice",
        /// What is delivered.
        data: Option<Value> = "data",
    }
}

record! {
    /// How the other side should go on.
    pub struct Advice {
        /// `retry`, `handshake` or `none`.
        reconnect: Option<String> = "reconnect",
        /// Milliseconds to wait before the next connect.
        interval: Option<u32> = "interval",
        /// Milliseconds that a connect is held.
        timeout: Option<u32> = "timeout",
    }
}

impl BayeuxMessage {
    /// A message on `channel` with nothing else.
    pub fn on(channel: &str) -> Self {
        let mut message = BayeuxMessage::new();
        message.set_channel(channel.to_owned());
        message
    }
}
