//! What the business may hear of: one event each, as a webhook carries it.
//!
//! A rule that lets something happen says so by one of the `tell_…` methods, after it has changed the
//! state; who is told is decided by [`super::webhooks`]. Payloads are whole here, with the user and the
//! client; what a webhook has not asked for is taken away on its way out.
//!
//! Shapes: <https://docs.smooch.io/rest/>, "Webhooks", version 2.

mod conversations;
mod people;

pub(in crate::world) use conversations::{creation_reason, from_the_web, source_of_client};
pub(in crate::world) use people::ClientEvent;

use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::{Object, Seconds};

/// Something that happened in an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Which app.
    pub app: AppId,
    /// What: `conversation:message` and the like.
    pub trigger: &'static str,
    /// Where, if it happened in a conversation: what happens in one is told in order.
    pub conversation: Option<ConversationId>,
    /// When.
    pub at: Seconds,
    /// What is told, by the shapes of the business API.
    pub payload: Object,
}

/// One request to a webhook: where it goes and all it says.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookPost {
    /// The webhook's id.
    pub webhook: String,
    /// Where it goes.
    pub target: String,
    /// Its secret, sent as `x-api-key`.
    pub secret: String,
    /// What it tells of.
    pub trigger: &'static str,
    /// Posts of one conversation are sent one after the other.
    pub conversation: Option<ConversationId>,
    /// The whole envelope.
    pub body: Object,
}
