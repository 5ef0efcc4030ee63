//! What a session wants done.

use crate::ticket::Ticket;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::UserId;

/// A promise that the page holds, as the shell numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromiseId(pub u32);

/// Something for the shell to do, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the service.
    Request(Request),
    /// Keep a value in the browser, or with `None` delete it.
    Store(Slot, Option<String>),
    /// Open the socket, after closing any other.
    OpenSocket(String),
    /// Send text by the socket.
    SendText(String),
    /// Close the socket without a further [`Input::SocketClosed`](crate::Input::SocketClosed).
    CloseSocket,
    /// Ring after so many milliseconds; replaces the same alarm set before.
    SetAlarm(Alarm, u32),
    /// Do not ring.
    ClearAlarm(Alarm),
    /// Tell the page.
    Emit(&'static str, Vec<Value>),
    /// Resolve or reject a promise of the page.
    Settle(PromiseId, Result<Value, Refusal>),
}

/// A call to the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Comes back with the answer.
    pub ticket: Ticket,
    /// The HTTP method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Who asks.
    pub authorization: Authorization,
    /// JSON, for `Post` and `Put`.
    pub body: Option<String>,
}

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make.
    Post,
}

impl Method {
    /// The method's name in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// Who asks the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Nobody yet.
    Anonymous,
    /// An anonymous user by its session token: HTTP Basic.
    Basic(UserId, String),
}

/// A place in the browser's storage; the shell puts the integration's id before the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The browser's id.
    ClientId,
    /// The anonymous user.
    UserId,
    /// Its secret.
    SessionToken,
}

impl Slot {
    /// The name that every messenger of this family uses, so that visitors keep their conversation
    /// when a site changes from one to the other (observed).
    pub const fn name(self) -> &'static str {
        match self {
            Slot::ClientId => "clientId",
            Slot::UserId => "appUserId",
            Slot::SessionToken => "sessionToken",
        }
    }
}

/// The session's clocks; each is set at most once at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Try the outbox again.
    Outbox,
    /// Try what start needs again.
    Start,
    /// Open the socket again.
    Reconnect,
    /// Send the next `/meta/connect`.
    Connect,
    /// The socket has been silent for too long.
    Silence,
    /// Read again what the service may have meanwhile.
    CatchUp,
    /// Who types has fallen silent.
    Typing,
    /// Tell the service again that the visitor has read.
    Read,
}

impl Alarm {
    /// All of them, for the shell's table.
    pub const ALL: [Alarm; 8] = [
        Alarm::Outbox,
        Alarm::Start,
        Alarm::Reconnect,
        Alarm::Connect,
        Alarm::Silence,
        Alarm::CatchUp,
        Alarm::Typing,
        Alarm::Read,
    ];
}

/// Why a promise is rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The service's word, such as `bad_request`, or one of ours.
    pub code: String,
    /// A sentence for developers.
    pub message: String,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
}
