//! The bodies of the calls about forms: checking an answer, and the form before the first message.

use crate::author::ClientDescription;
use crate::id::{ActionId, ExternalId, MessageId, SessionId};
use crate::json::{Object, Value};
use crate::message::Field;

record! {
    /// The body of `POST …/messages/validate` and `POST …/prechatcapture/validate`.
    pub struct ValidateRequest {
        /// The form with all its questions.
        form: AskedForm = "form",
        /// The answers to be checked.
        form_response: FormAnswer = "formResponse",
        /// Who fills it in.
        sender: Sender = "sender",
    }
}

record! {
    /// A form as a client holds it.
    pub struct AskedForm {
        /// The questions.
        fields: Vec<Field> = "fields",
    }
}

record! {
    /// Answers to a form.
    pub struct FormAnswer {
        /// The answers, by the names of their questions.
        fields: Vec<Field> = "fields",
        /// The form.
        quoted_message_id: MessageId = "quotedMessageId",
    }
}

record! {
    /// Who fills in a form.
    pub struct Sender {
        /// `appUser`
        kind: String = "type",
        /// The browser.
        client: ClientDescription = "client",
        /// What the client says it is.
        session_id: Option<SessionId> = "sessionId",
    }
}

record! {
    /// The body of `POST …/prechatcapture`; a profile may stand beside it.
    pub struct PrechatRequest {
        /// What the visitor saw and answered, with keys that only a client's view knows.
        messages: Vec<Object> = "messages",
        /// The answers.
        form_response: FormAnswer = "formResponse",
        /// The business's id, where the page gave one.
        external_id: Option<ExternalId> = "userId",
        /// Who.
        sender: Sender = "sender",
    }
}

record! {
    /// The body of `POST …/appusers/{id}/stripe/transaction` (read, not observed).
    pub struct PaymentRequest {
        /// The action that was clicked.
        action_id: ActionId = "actionId",
        /// What the payment page gave.
        token: Value = "token",
    }
}
