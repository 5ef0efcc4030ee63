//! What the person who runs the sandbox asks.

use super::Play;
use crate::world::{Directory, Person};
use avmsdk_protocol::Seconds;
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
    /// Who is there at first and after a reset.
    Settle(Vec<Person>),
    /// Apps, integrations and users to add.
    Sow(Directory, Vec<Person>),
    /// The channel of a user, by the service's id or the business's.
    ChannelOf(String),
    /// These names of users, and whatever else those users are called.
    NamesOf(Vec<String>),
    /// A JWT for a user.
    Jwt {
        /// By the business's id, or the service's.
        user: String,
        /// Whether it is no longer valid.
        is_expired: bool,
        /// What it allows: `appUser`, `app`.
        scope: String,
    },
    /// A code by which a client becomes this user, named as above.
    AuthCode(String),
    /// So many messages before the oldest of a conversation, the first of them at this time.
    History(ConversationId, u32, Option<Seconds>),
    /// From now on the clock is wrong by so many microseconds.
    Skew(i64),
    /// Which codes and channels wait for the person at the other end.
    Links,
    /// Be that person.
    Play(Play),
    /// Say something by a linked channel.
    Speak {
        /// The channel's client, by its id.
        client: String,
        /// What is said.
        text: String,
    },
}

/// What of the state is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// All of it.
    All,
    /// A user, by the service's id or the business's, and its conversations.
    User(UserId),
    /// A conversation and its users.
    Conversation(ConversationId),
}
