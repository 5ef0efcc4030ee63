//! What a session wants done.

use crate::delegate::{ConsultId, Delegate};
use crate::ticket::Ticket;
use crate::upload::FileId;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::{SessionId, UserId};
use core::ops::{Deref, DerefMut};

/// A promise that the page holds, as the shell numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromiseId(pub u32);

impl PromiseId {
    /// Nobody of the page: the visitor waits, to be in another conversation.
    pub(crate) const VISITOR: PromiseId = PromiseId(u32::MAX);
    /// The same, to read the list of them.
    pub(crate) const READER: PromiseId = PromiseId(u32::MAX - 1);
}

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
    /// Post a form to this address, with this body; its answer is [`Input::Polled`](crate::Input::Polled).
    /// It must go without a question to the other origin first (`application/x-www-form-urlencoded`, no
    /// header of ours, no cookies) and may take minutes. There is never more than one.
    Poll(String, String),
    /// Give up the poll without a further [`Input::Polled`](crate::Input::Polled).
    StopPoll,
    /// Ring after so many milliseconds; replaces the same alarm set before.
    SetAlarm(Alarm, u32),
    /// Do not ring.
    ClearAlarm(Alarm),
    /// Tell the page.
    Emit(&'static str, Vec<Value>),
    /// Resolve or reject a promise of the page; [`Value::Null`] is `undefined` there.
    Settle(PromiseId, Result<Value, Refusal>),
    /// Ask a function of the page's delegate, with these arguments.
    Consult(ConsultId, Delegate, Vec<Value>),
    /// Send a file: `POST`, `multipart/form-data` with these parts in this order, the file last as
    /// `source` under its own name and type.
    Upload {
        /// Comes back with the answer, and with how far it is.
        ticket: Ticket,
        /// The whole address.
        url: String,
        /// Who asks.
        authorization: Authorization,
        /// JSON, the part `author`.
        author: String,
        /// JSON, the part `message`, where there is one.
        message: Option<String>,
        /// Which file.
        file: FileId,
    },
    /// Stop an upload, whose answer is of no more use.
    Abort(Ticket),
    /// Load the second part of the module; [`Input::LateLoaded`](crate::Input::LateLoaded) follows.
    LoadLate,
    /// The file will not be asked for any more.
    ReleaseFile(FileId),
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
    /// JSON, for [`Method::Post`] and [`Method::Put`].
    pub body: Option<String>,
}

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make.
    Post,
    /// Change.
    Put,
    /// Remove.
    Delete,
}

impl Method {
    /// The method's name in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
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
    /// Somebody whom the site knows, by its token.
    Bearer(String),
}

/// A place in the browser's storage; the shell puts the integration's id before the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The browser's id.
    ClientId,
    /// The anonymous user.
    UserId,
    /// Its secret.
    SessionToken,
    /// What was shown last, to be shown at once by the next page.
    Snapshot,
    /// How far the visitor has read, for the other tabs.
    Read,
    /// Which tab sends what dead tabs have left.
    Lease,
    /// A message on its way, by the id that names it.
    Outbox(SessionId),
}

/// What the names of messages on their way begin with.
const OUTBOX: &str = "outbox.";

impl Slot {
    /// The name. Those of the first three are used by every messenger of this family, so that
    /// visitors keep their conversation when a site changes from one to the other (observed).
    pub fn name(&self) -> String {
        let name = match self {
            Slot::ClientId => "clientId",
            Slot::UserId => "appUserId",
            Slot::SessionToken => "sessionToken",
            Slot::Snapshot => "snapshot",
            Slot::Read => "read",
            Slot::Lease => "lease",
            Slot::Outbox(id) => return [OUTBOX, id.as_str()].concat(),
        };
        name.to_owned()
    }

    /// The place of that name, if it is one of ours.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "clientId" => Slot::ClientId,
            "appUserId" => Slot::UserId,
            "sessionToken" => Slot::SessionToken,
            "snapshot" => Slot::Snapshot,
            "read" => Slot::Read,
            "lease" => Slot::Lease,
            _ => Slot::Outbox(SessionId::new(name.strip_prefix(OUTBOX)?)),
        })
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
    /// The service has been silent for too long.
    Silence,
    /// Look for a socket while the channel is polled.
    Probe,
    /// Look for what has come while there is no channel.
    Refresh,
    /// Read again what the service may have meanwhile.
    CatchUp,
    /// Who types has fallen silent.
    Typing,
    /// Tell the service again that the visitor has read.
    Read,
    /// The visitor has not struck a key for long: writing has ceased.
    Writing,
    /// Tell the service that the visitor has ceased to write.
    WritingStopped,
    /// Send what has changed about the user.
    Profile,
    /// Say to the other tabs that this one still sees to its messages.
    Lease,
    /// See to the messages of tabs that are dead.
    Claim,
    /// Keep what is shown for the next page.
    Snapshot,
    /// Make the calls again that could not be answered.
    Retry,
    /// The next part of the form before the first message.
    Prechat,
    /// See what became of a file that the service has taken.
    Upload,
    /// Take a notice away.
    Notice,
    /// Suggest to link a channel.
    Prompt,
    /// Load the second part of the module, which adds to what shows.
    Late,
}

impl Alarm {
    /// All of them, for the shell's table.
    pub const ALL: [Alarm; 22] = [
        Alarm::Outbox,
        Alarm::Start,
        Alarm::Reconnect,
        Alarm::Connect,
        Alarm::Silence,
        Alarm::Probe,
        Alarm::Refresh,
        Alarm::CatchUp,
        Alarm::Typing,
        Alarm::Read,
        Alarm::Writing,
        Alarm::WritingStopped,
        Alarm::Profile,
        Alarm::Lease,
        Alarm::Claim,
        Alarm::Snapshot,
        Alarm::Retry,
        Alarm::Prechat,
        Alarm::Upload,
        Alarm::Notice,
        Alarm::Prompt,
        Alarm::Late,
    ];
}

/// Why a promise is rejected. One word, since results are handed on everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal(Box<Reason>);

/// What a [`Refusal`] says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The service's word, such as `bad_request`, or one of ours.
    pub code: String,
    /// A sentence for developers.
    pub message: String,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
}

impl Refusal {
    /// A refusal of our own.
    pub fn ours(code: &str, message: &str) -> Self {
        Refusal(Box::new(Reason {
            code: code.to_owned(),
            message: message.to_owned(),
            status: None,
        }))
    }
}

impl Deref for Refusal {
    type Target = Reason;

    fn deref(&self) -> &Reason {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Reason {
        &mut self.0
    }
}
