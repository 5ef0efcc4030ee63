//! What shows of a conversation in the list, and what the visitor does there.

use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::ConversationId;

/// A conversation of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed<'a> {
    /// The service's id.
    pub id: &'a str,
    /// Its name; empty where it has none.
    pub name: &'a str,
    /// The address of its picture; empty where it has none.
    pub icon: &'a str,
    /// When something happened there last.
    pub at: Option<Seconds>,
    /// The same, as people say it.
    pub age: Option<Age>,
    /// Messages that the visitor has not read.
    pub unread: u32,
    /// Whether it is the one behind the list.
    pub is_shown: bool,
    /// Whether the visitor is on the way there.
    pub is_entered: bool,
    /// Its newest message, where that is known.
    pub preview: Option<Preview<'a>>,
}

/// The newest message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview<'a> {
    /// Whether the visitor wrote it.
    pub is_own: bool,
    /// Who else did; empty where nobody says.
    pub name: &'a str,
    /// The type of the message.
    pub kind: &'a str,
    /// Its text; may be empty.
    pub text: &'a str,
    /// Whether it asks where the visitor is.
    pub asks_for_place: bool,
}

/// How long ago something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute.
    JustNow,
    /// Minutes, at least one.
    Minutes(u32),
    /// Hours, at least one.
    Hours(u32),
    /// More than a day; which day that was, where the visitor is, the views know.
    Yesterday,
    /// More than two.
    Older,
}

/// How far what the visitor did in the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Nothing is waited for.
    Quiet,
    /// It is being read.
    Loading,
    /// A conversation is being entered or made.
    Leaving,
    /// It did not work.
    Failed,
}

/// What the visitor does in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListInput {
    /// Opens it.
    Open,
    /// Wants to see more of it.
    More,
    /// Goes into a conversation.
    Enter(ConversationId),
    /// Wants a new one.
    Make,
}
