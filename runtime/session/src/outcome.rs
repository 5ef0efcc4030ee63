//! How an answer is taken: done, refused for good, or to be asked again.

use crate::effect::Refusal;
use crate::input::Answer;
use avmsdk_protocol::error::ErrorResponse;
use avmsdk_protocol::json::parse;
use avmsdk_protocol::record::read_text;
use avmsdk_protocol::{Value, Wire};

/// How a call ended, for the code that asked.
pub(crate) enum Outcome<T> {
    /// It was done.
    Done(T),
    /// The service refuses: asking again will not help.
    Refused(Refusal),
    /// The service is in trouble, or there is no network: ask again, after so many seconds if given.
    /// `unknown`: whether it was done is not known.
    Later { after: Option<u32>, unknown: bool },
}

impl Answer {
    pub(crate) fn outcome<T: Wire>(self) -> Outcome<T> {
        match self.sort() {
            Outcome::Done(value) => match T::read(&value) {
                Some(record) => Outcome::Done(record),
                None => Outcome::Refused(Refusal::malformed()),
            },
            Outcome::Refused(refusal) => Outcome::Refused(refusal),
            Outcome::Later { after, unknown } => Outcome::Later { after, unknown },
        }
    }

    /// For calls that are not asked again, or have been often enough.
    pub(crate) fn result<T: Wire>(self) -> Result<T, Refusal> {
        let status = match self {
            Answer::Status { status, .. } => Some(status),
            Answer::Unreachable => None,
        };
        match self.outcome() {
            Outcome::Done(record) => Ok(record),
            Outcome::Refused(refusal) => Err(refusal),
            Outcome::Later { .. } => {
                let mut refusal = Refusal::unreachable();
                refusal.status = status;
                Err(refusal)
            }
        }
    }

    /// The part that does not depend on what was asked for.
    fn sort(self) -> Outcome<Value> {
        let (status, body, after) = match self {
            Answer::Unreachable => (0, String::new(), None),
            Answer::Status {
                status,
                body,
                retry_after,
            } => (status, body, retry_after),
        };
        match status {
            // No content is an answer too: where something was wanted, it is found to be missing.
            200..300 if body.is_empty() => Outcome::Done(Value::Null),
            200..300 => match parse(&body) {
                Ok(value) => Outcome::Done(value),
                Err(_) => Outcome::Refused(Refusal::malformed()),
            },
            0 | 429 | 500.. => Outcome::Later {
                after,
                unknown: status != 429,
            },
            _ => Outcome::Refused(Refusal::of_service(status, &body)),
        }
    }
}

impl Answer {
    /// Whether the service is in trouble or cannot be reached, and how: see [`Outcome::Later`].
    pub(crate) fn trouble(&self) -> Option<(Option<u32>, bool)> {
        match self {
            Answer::Unreachable => Some((None, true)),
            Answer::Status {
                status: 429,
                retry_after,
                ..
            } => Some((*retry_after, false)),
            Answer::Status {
                status: 500..,
                retry_after,
                ..
            } => Some((*retry_after, true)),
            Answer::Status { .. } => None,
        }
    }

    /// Whether it breaks off: WebKit hands over what has come as if it were all. What the service answers are objects, whose
    /// last letter tells so cheaply.
    pub(crate) fn is_half(&self) -> bool {
        match self {
            Answer::Status {
                status: 200..300,
                body,
                ..
            } => body.starts_with('{') && !body.trim_ascii_end().ends_with('}'),
            _ => false,
        }
    }

    /// Whether the service does not know who asks, or not what for.
    pub(crate) fn is_refused_access(&self) -> bool {
        self.is_gone() || matches!(self, Answer::Status { status: 401, .. })
    }

    /// Whether there is not what is asked for, or not for who asks.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(
            self,
            Answer::Status {
                status: 403 | 404,
                ..
            }
        )
    }

    /// Whether the service does not accept who asks: it says so by this code (observed).
    pub(crate) fn is_invalid_auth(&self) -> bool {
        match self {
            Answer::Status {
                status: 401, body, ..
            } => read_text::<ErrorResponse>(body)
                .is_some_and(|response| response.error().code() == "invalid_auth"),
            _ => false,
        }
    }
}

impl Refusal {
    /// The service cannot be reached, or has been in trouble for too long.
    pub(crate) fn unreachable() -> Self {
        Refusal::ours("unreachable", "the messaging service cannot be reached")
    }

    /// Whether it is that.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.code == "unreachable"
    }

    /// There is no such conversation, or the visitor is not in it.
    pub(crate) fn no_conversation() -> Self {
        Refusal::ours("not_found", "Conversation not found")
    }

    /// A conversation to be read that the service does not know, or does not let the visitor into, is not found.
    pub(crate) fn about_conversation(mut self) -> Self {
        if let Some(403 | 404) = self.status {
            self.message.clone_from(&Refusal::no_conversation().message);
        }
        self
    }

    /// The service did it, or says so, in words that are not understood.
    pub(crate) fn malformed() -> Self {
        Refusal::ours("malformed_answer", "the service's answer is not understood")
    }

    fn of_service(status: u16, body: &str) -> Self {
        let mut refusal = Refusal::ours("refused", "the service refused the request");
        refusal.status = Some(status);
        if let Some(response) = read_text::<ErrorResponse>(body) {
            let error = response.error();
            refusal.code = error.code();
            refusal.message = error.description().unwrap_or_else(|| error.code());
        }
        refusal
    }
}
