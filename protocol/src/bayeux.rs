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
        pub channel: String = "channel",
        /// The connection, given by the handshake.
        pub client_id: Option<String> = "clientId",
        /// Ties an answer to its request.
        pub id: Option<String> = "id",
        /// Whether a request was granted.
        pub successful: Option<bool> = "successful",
        /// Why not: `code:arguments:message`.
        pub error: Option<String> = "error",
        /// `1.0`, with a handshake.
        pub version: Option<String> = "version",
        /// What both sides can do, with a handshake.
        pub supported_connection_types: Option<Vec<String>> = "supportedConnectionTypes",
        /// How this connect came.
        pub connection_type: Option<String> = "connectionType",
        /// What to subscribe to.
        pub subscription: Option<String> = "subscription",
        /// Who subscribes.
        pub ext: Option<Object> = "ext",
        /// How to go on.
        pub advice: Option<Advice> = "advice",
        /// What is delivered.
        pub data: Option<Value> = "data",
        ../// What else is said.
        rest: Object
    }
}

record! {
    /// How the other side should go on.
    pub struct Advice {
        /// `retry`, `handshake` or `none`.
        pub reconnect: Option<String> = "reconnect",
        /// Milliseconds to wait before the next connect.
        pub interval: Option<u32> = "interval",
        /// Milliseconds that a connect is held.
        pub timeout: Option<u32> = "timeout",
        ../// What else is said.
        rest: Object
    }
}

impl BayeuxMessage {
    /// A message on `channel` with nothing else.
    pub fn on(channel: &str) -> Self {
        BayeuxMessage {
            channel: channel.to_owned(),
            client_id: None,
            id: None,
            successful: None,
            error: None,
            version: None,
            supported_connection_types: None,
            connection_type: None,
            subscription: None,
            ext: None,
            advice: None,
            data: None,
            rest: Object::new(),
        }
    }
}
