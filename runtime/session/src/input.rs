//! What can happen to a session.

use crate::call::Call;
use crate::channel::ChannelInput;
use crate::delegate::{ConsultId, Delegates};
use crate::effect::{Alarm, PromiseId, Slot};
use crate::form::FormInput;
use crate::listed::ListInput;
use crate::notice::Notice;
use crate::ticket::Ticket;
use crate::upload::FileFacts;
use avmsdk_protocol::id::{ConversationId, IntegrationId};
use avmsdk_protocol::message::{Coordinates, Draft};
use avmsdk_protocol::{Seconds, Value};

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
    /// The poll was answered, or could not be.
    Polled(Answer),
    /// An alarm that the session set went off.
    Alarm(Alarm),
    /// The page called a method that it waits for.
    Called(Call, PromiseId),
    /// A message was written, by the visitor or, with a promise, by the page; for the conversation
    /// that is shown unless another is named.
    Submit(Box<Draft>, Option<ConversationId>, Option<PromiseId>),
    /// The visitor wants a failed message sent after all.
    Retry(crate::Key),
    /// The visitor chooses an action of this entry: the message's own come first, then those of each item.
    Choose(crate::Key, usize),
    /// The visitor does something in the form that this entry is.
    Form(crate::Key, FormInput),
    /// The visitor chose a file, for the conversation that is shown.
    Upload(FileFacts),
    /// So many bytes of an upload have gone, of so many.
    Progressed(Ticket, u64, u64),
    /// The visitor does not want a file sent any more, or wants a failed one out of the way.
    CancelUpload(crate::Key),
    /// The visitor shares where the browser is, or why that is not known.
    ShareLocation(Result<Coordinates, Notice>),
    /// Something is done on a channel's page.
    Channel(IntegrationId, ChannelInput),
    /// The page suggests to link a channel.
    ShowNotificationPrompt,
    /// The visitor does something in the list of conversations.
    List(ListInput),
    /// The visitor wants to see what was said earlier.
    LoadHistory,
    /// The visitor strikes keys, with something written (`true`), or leaves the composer.
    Writing(bool),
    /// The page has other functions to ask.
    SetDelegates(Delegates),
    /// What the page answered; nothing where its function failed or is gone.
    Consulted(ConsultId, Option<Value>),
    /// Another tab put something into the browser's storage or, with `None`, took it out.
    Stored(Slot, Option<String>),
    /// The second part of the module is there (`true`), or could not be loaded.
    LateLoaded(bool),
    /// The visitor wants to see something that the second part shows.
    LateWanted,
    /// The panel opens.
    Open,
    /// The panel closes.
    Close,
    /// The visitor, or the page, has seen all messages, of the conversation shown unless another is
    /// named.
    MarkAllAsRead(Option<ConversationId>),
    /// Whether the visitor can see the page (`document.visibilityState`).
    PageVisible(bool),
    /// The browser has a network again.
    Online,
    /// The browser has none.
    Offline,
    /// The visitor leaves the page, for good or into the browser's cache of pages.
    PageLeft,
    /// The visitor has come back to a page that was in that cache; what the storage holds by now.
    PageBack(Vec<(Slot, String)>),
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
