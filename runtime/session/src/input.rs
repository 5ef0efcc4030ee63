//! What can happen to a session.

use crate::effect::{Alarm, PromiseId};
use crate::ticket::Ticket;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::message::Draft;

/// The time of a step, in milliseconds since 1970 by the browser's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub u64);

impl Now {
    /// The same time as the service writes it.
    pub fn seconds(self) -> Seconds {
        Seconds::from_millis(self.0)
    }
}

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// The page started the messenger; the promise settles when it is ready.
    Start(PromiseId),
    /// A request of the session was answered, or could not be.
    Answered(Ticket, Answer),
    /// The socket that the session asked for is open.
    SocketOpened,
    /// Text came by the socket.
    SocketText(String),
    /// The socket is gone, or could not be had.
    SocketClosed,
    /// An alarm that the session set went off.
    Alarm(Alarm),
    /// A message was written, by the visitor or, with a promise, by the page.
    Submit(Box<Draft>, Option<PromiseId>),
    /// The visitor wants a failed message sent after all.
    Retry(crate::Key),
    /// The page wants a user and a conversation to exist.
    StartConversation(PromiseId),
    /// The panel opens.
    Open,
    /// The panel closes.
    Close,
    /// The visitor, or the page, has seen all messages.
    MarkAllAsRead,
    /// Whether the visitor can see the page (`document.visibilityState`).
    PageVisible(bool),
    /// The browser has a network again.
    Online,
    /// The messenger is to end: nothing after this step has an effect.
    Destroy,
}

/// How a request ended.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The service answered.
    Status {
        /// The HTTP status.
        status: u16,
        /// The body, as text.
        body: String,
        /// `Retry-After` in seconds, where it was given.
        retry_after: Option<u32>,
    },
    /// No answer came: whether the service acted is unknown.
    Unreachable,
}
