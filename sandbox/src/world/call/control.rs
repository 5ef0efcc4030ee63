//! What the person who runs the sandbox asks.

use avmsdk_protocol::id::{ConversationId, UserId};

/// A call of the person who runs the sandbox.
#[derive(Clone, Debug)]
pub enum ControlCall {
    /// Everything that is known.
    State(StateFilter),
    /// Speak for the business: in the conversation given, else in the newest.
    Reply(Option<ConversationId>, String),
    /// Forget every user.
    Reset,
    /// From now on the clock is wrong by so many microseconds.
    Skew(i64),
}

/// What of the state is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// All of it.
    All,
    /// A user and its conversations.
    User(UserId),
    /// A conversation and its users.
    Conversation(ConversationId),
}
