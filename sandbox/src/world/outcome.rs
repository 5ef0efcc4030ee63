//! What comes of a call: the answer, what others get to hear, what must be kept.

use super::directory::{App, Integration};
use super::notice::{Notice, WebhookPost};
use super::state::{Account, PostbackRecord};
use avmsdk_protocol::business::{BusinessError, BusinessErrors};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::error::{ErrorResponse, ServiceError};
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, IntegrationId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Seconds, Value, Wire};

/// All that comes of one call. The changes are to be stored before the reply leaves, and the
/// deliveries to follow the reply.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The answer.
    pub reply: Reply,
    /// What subscribed users get to hear, in order.
    pub deliveries: Vec<Delivery>,
    /// What must be kept, in order.
    pub changes: Vec<Change>,
    /// What happened, for whoever looks on.
    pub notices: Vec<Notice>,
    /// The same for webhooks, in order.
    pub posts: Vec<WebhookPost>,
    /// Webhooks that are gone: what still waits for them is not to be sent.
    pub silenced: Vec<String>,
}

/// An answer, by HTTP's status.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// What is said.
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// JSON.
    Json(Value),
    /// Plain text: how a client is told that its stored session is void.
    Text(&'static str),
}

impl Reply {
    /// 200 with a record.
    pub fn ok(record: &impl Wire) -> Self {
        Reply {
            status: 200,
            body: Body::Json(record.to_value()),
        }
    }

    /// 204: nothing to say.
    pub fn nothing() -> Self {
        Reply {
            status: 204,
            body: Body::Text(""),
        }
    }

    /// 201 with a record.
    pub fn created(record: &impl Wire) -> Self {
        Reply {
            status: 201,
            ..Reply::ok(record)
        }
    }
}

/// An event for all connections of a user.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The channel that the user's clients subscribe to.
    pub channel: String,
    /// The user, as the business calls it.
    pub external: Option<ExternalId>,
    /// What happened.
    pub event: Event,
}

/// Something to keep.
#[derive(Clone, Debug)]
pub enum Change {
    /// A user as it now is.
    Account(UserId, Account),
    /// A conversation as it now is: its app, when it was made, and the rest. What was said in it is
    /// not part of this.
    Thread(AppId, Seconds, Conversation),
    /// A new message.
    Message(ConversationId, Message),
    /// A message as it now is, in place of the one received at the same time in that conversation.
    MessageChanged(ConversationId, Message),
    /// A new postback.
    Postback(ConversationId, PostbackRecord),
    /// A postback as it now is, in place of the one received at the same time in that conversation.
    PostbackChanged(ConversationId, PostbackRecord),
    /// A user is gone.
    AccountRemoved(UserId),
    /// A conversation is gone with all that was said in it.
    ThreadRemoved(ConversationId),
    /// The first conversation is gone, and what was sent in it belongs to the second one from now on.
    ThreadMerged(ConversationId, ConversationId),
    /// A message is gone: the one received then.
    MessageRemoved(ConversationId, Seconds),
    /// An app as it now is.
    App(AppId, App),
    /// An integration as it now is, or that it is gone.
    Integration(IntegrationId, Option<Integration>),
    /// Everything is gone, and the apps and integrations are those that there were at first.
    Cleared,
}

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP's status.
    pub status: u16,
    /// A stable word.
    pub code: &'static str,
    /// A sentence for developers.
    pub description: String,
}

impl Refusal {
    /// A refusal in full.
    pub fn new(status: u16, code: &'static str, description: impl Into<String>) -> Self {
        Refusal {
            status,
            code,
            description: description.into(),
        }
    }

    /// 400: the call makes no sense.
    pub fn bad_request(description: impl Into<String>) -> Self {
        Refusal::new(400, "bad_request", description)
    }

    /// 404: no such conversation, or not the caller's.
    pub fn no_conversation() -> Self {
        Refusal::new(404, "conversation_not_found", "Conversation not found")
    }

    /// As a web messenger reads it.
    pub fn to_client(self) -> Reply {
        let mut error = ServiceError::new();
        error
            .set_code(self.code.to_owned())
            .set_description(Some(self.description));
        let mut response = ErrorResponse::new();
        response.set_error(error);
        Reply {
            status: self.status,
            ..Reply::ok(&response)
        }
    }

    /// As the business reads it.
    pub fn to_business(self) -> Reply {
        let mut error = BusinessError::new();
        error.set_code(self.code.to_owned()).set_title(self.description);
        let mut response = BusinessErrors::new();
        response.set_errors(vec![error]);
        Reply {
            status: self.status,
            ..Reply::ok(&response)
        }
    }
}
