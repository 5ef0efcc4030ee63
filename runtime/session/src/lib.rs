//! The web messenger's mind: what to ask the service, what to show, what to tell the page.
//!
//! [`Session::step`] is the whole interface: an [`Input`] and the time go in, [`Change`]s for the
//! views and [`Effect`]s for the shell come out. Nothing here knows a DOM, a clock, a socket or a
//! storage, so thousands of interleavings run in a native test. Views read the state between steps
//! through the selectors on [`Session`] and never compute.

mod backoff;
mod call;
mod change;
mod channel;
mod delegate;
mod effect;
mod form;
mod identity;
mod input;
mod links;
mod listed;
pub mod markup;
mod notice;
mod outbox;
mod outcome;
mod page;
mod random;
mod realtime;
mod session;
mod setup;

mod ticket;
mod timeline;
mod upload;

pub use call::Call;
pub use change::{Change, Step};
pub use channel::{ChannelInput, ChannelState, LinkableChannel, Trouble, Way};
pub use delegate::{ConsultId, Delegate, Delegates};
pub use effect::{Alarm, Authorization, Effect, Method, PromiseId, Reason, Refusal, Request, Slot};
pub use form::{Fault, FieldState, Form, FormField, FormInput, Progress};
pub use input::{Answer, Input, Now};
pub use links::{is_followed, is_web};
pub use listed::{Age, ListInput, ListState, Listed, Preview};
pub use notice::Notice;
pub use session::{
    ConnectionState, History, LONGEST_TEXT, NotificationPrompt, Session, Typer, is_blank, list,
};
pub use setup::{Login, Options, PrechatSetup, PrechatWords, Setup, StoredIdentity};
pub use ticket::Ticket;
pub use timeline::{Body, Delivery, Entry, EntryBox, Key, Local};
pub use upload::{FileFacts, FileId, Upload};
