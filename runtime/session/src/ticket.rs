//! What each request was for, so that its answer finds home.

use crate::channel::LinkCall;
use crate::effect::{PromiseId, Request};
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
    /// Whom an auth code proves, at start.
    AuthCode,
    /// A login.
    Login,
    /// A logout: the answer means nothing.
    Logout,
    /// The first page of the conversation, at start.
    FirstPage,
    /// A page of what happened while nothing was heard of the service.
    CatchUp,
    /// The list of conversations, to be taken over.
    Conversations,
    /// A user with a conversation.
    CreateUser,
    /// A conversation for a user who has none.
    CreateConversation,
    /// A message of the outbox.
    Post(Key),
    /// Whether a message of the outbox, of another conversation than the one shown, has arrived.
    Find(Key),
    /// That the visitor has read.
    Read,
    /// That the visitor writes, or has read in a conversation that is not shown: the answer means nothing.
    Writing,
    /// What is new about the user.
    Profile,
    /// A page of what was said earlier.
    History,
    /// An action.
    Postback(u32),
    /// A conversation to go into.
    Enter(PromiseId),
    /// A conversation for the page.
    Fetch(PromiseId),
    /// Conversations for the page, from a number on.
    List(u32, PromiseId),
    /// A further conversation.
    Create(PromiseId),
    /// Other settings of a conversation.
    Describe(PromiseId),
    /// Whether an answer in a form is good, by the number of the question.
    Validate(u32),
    /// The form before the first message.
    Prechat,
    /// The first page of the conversation that it has made.
    PrechatPage,
    /// An email address as a further way to the visitor.
    LinkEmail,
    /// Something about a channel, by its place among those that the visitor has touched.
    Link(usize, LinkCall),
    /// What is linked by now.
    Linked,
}

/// A request under way.
#[derive(Clone, Debug)]
struct Open {
    number: u32,
    purpose: Purpose,
    /// To be asked again with a new token; gone when it has been.
    request: Option<Request>,
}

/// The requests under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tickets {
    last: u32,
    open: Vec<Open>,
}

impl Tickets {
    pub(crate) fn issue(&mut self, purpose: Purpose) -> Ticket {
        self.last += 1;
        self.open.push(Open {
            number: self.last,
            purpose,
            request: None,
        });
        Ticket(self.last)
    }

    /// Remembers what was asked with a ticket.
    pub(crate) fn keep(&mut self, request: &Request) {
        let number = request.ticket.0;
        if let Some(open) = self.open.iter_mut().find(|open| open.number == number) {
            open.request = Some(request.clone());
        }
    }

    /// What was asked with the ticket, once.
    pub(crate) fn take_request(&mut self, ticket: Ticket) -> Option<Request> {
        let open = self.open.iter_mut().find(|open| open.number == ticket.0)?;
        open.request.take()
    }

    /// What the ticket was for; `None` for one that is not open.
    pub(crate) fn redeem(&mut self, ticket: Ticket) -> Option<Purpose> {
        let at = self.open.iter().position(|open| open.number == ticket.0)?;
        Some(self.open.remove(at).purpose)
    }

    pub(crate) fn is_open(&self, purpose: Purpose) -> bool {
        self.open.iter().any(|open| open.purpose == purpose)
    }

    pub(crate) fn is_posting(&self) -> bool {
        let mut open = self.open.iter();
        open.any(|open| matches!(open.purpose, Purpose::Post(_) | Purpose::Find(_)))
    }

    /// What an open ticket is for.
    pub(crate) fn purpose(&self, ticket: Ticket) -> Option<Purpose> {
        let open = self.open.iter().find(|open| open.number == ticket.0)?;
        Some(open.purpose)
    }

    /// The ticket that is open for it.
    pub(crate) fn ticket_for(&self, purpose: Purpose) -> Option<Ticket> {
        let open = self.open.iter().find(|open| open.purpose == purpose)?;
        Some(Ticket(open.number))
    }

    /// The answer to such a request will be ignored.
    pub(crate) fn forget(&mut self, purpose: Purpose) {
        while let Some(at) = self.open.iter().position(|open| open.purpose == purpose) {
            self.open.remove(at);
        }
    }

    /// Answers to all requests so far will be ignored; returns what they were for.
    pub(crate) fn forget_all(&mut self) -> Vec<Purpose> {
        let mut purposes = Vec::new();
        for open in &self.open {
            purposes.push(open.purpose);
        }
        self.open.clear();
        purposes
    }
}
