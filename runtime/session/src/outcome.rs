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

impl Refusal {
    /// A refusal of our own.
    pub fn ours(code: &str, message: &str) -> Self {
        Refusal {
            code: code.to_owned(),
            message: message.to_owned(),
            status: None,
        }
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
