//! What the person at the other end of a channel does.

use avmsdk_protocol::id::{IntegrationId, UserId};
use avmsdk_protocol::link::Fault;

/// Somebody at a channel does something.
#[derive(Clone, Debug)]
pub struct Play {
    /// About which link.
    pub about: LinkInQuestion,
    /// What.
    pub step: Step,
    /// The name that the person has at the channel; counts only with a code or a visitor.
    pub display_name: Option<String>,
    /// The person's account at the channel, by the channel's id; a new one if missing. Counts only
    /// with a code or a visitor.
    pub external_id: Option<String>,
}

/// What is to be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkInQuestion {
    /// The channel and the user that a code was handed out for.
    Code(String),
    /// What waits for a confirmation, by the client's id.
    Client(String),
    /// What waits for a confirmation last of all that this user waits for.
    User(UserId),
    /// The next link to this number or email address, whoever asks for it: it can only be made to fail.
    Next(String),
    /// This user and a channel that gives no codes, such as LINE: the business finds out by itself
    /// that it is the same person.
    Visitor(UserId, IntegrationId),
}

/// What the person does, or what becomes of the attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The channel finds the person and asks.
    Match,
    /// The person scans, or says yes.
    Confirm,
    /// The person says no.
    Cancel,
    /// It cannot be done.
    Fail(Fault),
}
