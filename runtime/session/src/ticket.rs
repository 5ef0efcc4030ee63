//! What each request was for, so that its answer finds home.

use crate::timeline::Key;

/// Names a request; the shell hands it back with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(pub(crate) u32);

impl Ticket {
    /// The ticket of that number, as it comes back from the shell.
    pub const fn from_number(number: u32) -> Self {
        Ticket(number)
    }

    /// The number, for the shell's table.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// What a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The stored user, at start.
    RestoreUser,
    /// The first page of its conversation, at start.
    FirstPage,
    /// A page of what happened while nothing was heard of the service.
    CatchUp,
    /// A user with a conversation.
    CreateUser,
    /// A conversation for a user who has none.
    CreateConversation,
    /// A message of the outbox.
    Post(Key),
    /// That the visitor has read.
    Read,
}

/// The requests under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tickets {
    last: u32,
    open: Vec<(u32, Purpose)>,
}

impl Tickets {
    pub(crate) fn issue(&mut self, purpose: Purpose) -> Ticket {
        self.last += 1;
        self.open.push((self.last, purpose));
        Ticket(self.last)
    }

    /// What the ticket was for; `None` for one that is not open.
    pub(crate) fn redeem(&mut self, ticket: Ticket) -> Option<Purpose> {
        let at = self.open.iter().position(|(number, _)| *number == ticket.0)?;
        Some(self.open.remove(at).1)
    }

    pub(crate) fn is_open(&self, purpose: Purpose) -> bool {
        self.open.iter().any(|(_, open)| *open == purpose)
    }

    pub(crate) fn is_posting(&self) -> bool {
        self.open.iter().any(|(_, open)| matches!(open, Purpose::Post(_)))
    }

    /// The answer to such a request will be ignored.
    pub(crate) fn forget(&mut self, purpose: Purpose) {
        self.open.retain(|(_, open)| *open != purpose);
    }

    /// Answers to all requests so far will be ignored.
    pub(crate) fn forget_all(&mut self) {
        self.open.clear();
    }
}
