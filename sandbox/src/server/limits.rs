//! How much the service lets itself be asked.

use std::time::Duration;

/// What one address, one caller and all of them may take. The rest of the limits, on bodies, frames
/// and queues, belong to the protocol and stand beside what they guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time, sockets and requests that are held included.
    pub connections: usize,
    /// Those of one address. On a development machine nearly all come from one.
    pub connections_per_address: usize,
    /// Requests that one caller may make a second in the long run; ten times as many at once. A caller
    /// is whoever shows the same `Authorization`, else an address. `None` for no limit.
    pub requests_per_second: Option<u32>,
}

impl Default for Limits {
    /// For a thousand clients on one machine and some. The rate is far above what a site or a bot
    /// makes and what this service can take from one caller: it is there to tell a loop that has run
    /// wild, not to get in the way of a load test.
    fn default() -> Self {
        Limits {
            connections: 4096,
            connections_per_address: 3072,
            requests_per_second: Some(2000),
        }
    }
}

/// The longest head of a request, in bytes. Callback-polling carries its batch in the query.
pub(super) const MAX_HEAD: usize = 64 * 1024;
/// The most header lines of a request.
pub(super) const MAX_HEADERS: usize = 100;
/// How long a connection may take for the head of its next request, idle time between two included.
pub(super) const HEAD: Duration = Duration::from_secs(60);
/// How long a connection may take to say what it speaks, and for its TLS handshake.
pub(super) const GREETING: Duration = Duration::from_secs(10);
/// How long a client may leave what was written to it unread once no more fits on the way.
pub(super) const WRITE: Duration = Duration::from_secs(30);
