//! Linking a channel: what a messenger asks for, and what the events about it carry (observed, but
//! for `ping` and `DELETE`).

use crate::event::{Event, EventConversation, EventType};
use crate::id::{ConversationId, ExternalId, IntegrationId, UserId};
use crate::user::LinkedClient;

record! {
    /// The answer to `GET …/appusers/{id}/linkrequest`.
    pub struct LinkRequests {
        /// One for each integration, in the order in which they were asked for.
        requests: Vec<LinkRequest> = "linkRequests",
    }
}

record! {
    /// How a visitor gets from a browser to a channel.
    pub struct LinkRequest {
        /// The channel.
        integration_id: IntegrationId = "integrationId",
        /// Opens the channel's app with the code.
        url: String = "url",
        /// What proves there whose browser it was.
        code: Option<String> = "code",
        /// The address as a picture: a `data:` URI of a PNG.
        qr_code: Option<String> = "qrCode",
    }
}

record! {
    /// The answer to `GET …/appusers/{id}/integrations/{id}/qrcode`.
    pub struct QrCodeResponse {
        /// The picture: `https:` or `data:`.
        url: String = "url",
    }
}

names! {
    /// Whether somebody at the channel is asked first.
    pub enum Confirmation {
        /// Somebody is.
        Prompt = "prompt",
        /// Nobody is.
        Immediate = "immediate",
        /// Writing something there is the answer.
        UserActivity = "userActivity",
    }
}

record! {
    /// The body of `POST …/appusers/{id}/clients`.
    pub struct ClientRequest {
        /// Who is meant at which channel.
        criteria: Criteria = "criteria",
        /// How it is confirmed.
        confirmation: ClientConfirmation = "confirmation",
        /// Where what is said there belongs.
        target: Option<Target> = "target",
    }
}

record! {
    /// Somebody at a channel, by what a visitor knows.
    pub struct Criteria {
        /// The integration's type.
        kind: String = "type",
        /// The channel.
        integration_id: IntegrationId = "integrationId",
        /// A number, with `twilio`, `messagebird` and `whatsapp`.
        phone_number: Option<String> = "phoneNumber",
        /// An email address, with `mailgun`.
        address: Option<String> = "address",
    }
}

record! {
    /// How the linking of a channel is confirmed.
    pub struct ClientConfirmation {
        /// By whom.
        kind: Confirmation = "type",
    }
}

record! {
    /// What a channel is linked to.
    pub struct Target {
        /// A conversation of the user.
        conversation_id: Option<ConversationId> = "conversationId",
    }
}

record! {
    /// The answer to `POST …/appusers/{id}/clients`.
    pub struct ClientResponse {
        /// The new client, which waits for its confirmation unless none was wanted.
        client: LinkedClient = "client",
    }
}

record! {
    /// The user of an event about linking: another one than before where two turned out to be one.
    pub struct LinkedUser {
        /// The service's id.
        id: UserId = "_id",
        /// The business's id.
        external_id: Option<ExternalId> = "userId",
        /// The secret by which an anonymous user goes on.
        session_token: Option<String> = "sessionToken",
    }
}

record! {
    /// Why something failed after its request had been answered.
    pub struct Fault {
        /// HTTP's status: 429, other 4xx, or 5xx.
        status: u32 = "status",
        /// A stable word, with `upload:failed`.
        code: Option<String> = "code",
        /// Seconds to wait, with 429.
        retry_after: Option<u32> = "retryAfter",
    }
}

impl Event {
    /// Something about the linking of a channel.
    pub fn of_link(
        kind: EventType,
        conversation: EventConversation,
        user: LinkedUser,
        client: LinkedClient,
    ) -> Self {
        let mut event = Event::new();
        event
            .set_kind(kind)
            .set_conversation(conversation)
            .set_user(Some(user))
            .set_client(Some(client));
        event
    }
}
