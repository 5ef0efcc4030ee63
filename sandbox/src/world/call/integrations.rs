//! What the business asks about its ways in and out.

use super::Paging;
use avmsdk_protocol::Object;
use avmsdk_protocol::id::IntegrationId;

/// A call about integrations and their webhooks.
#[derive(Clone, Debug)]
pub enum IntegrationCall {
    /// `POST …/integrations`
    Create(Object),
    /// `GET …/integrations`, those of these types only, separated by commas.
    List(Option<String>, Paging),
    /// `GET …/integrations/{integration}`
    Get(IntegrationId),
    /// `PATCH …/integrations/{integration}`
    Update(IntegrationId, Object),
    /// `DELETE …/integrations/{integration}`
    Delete(IntegrationId),
    /// Below `…/integrations/{integration}/webhooks`.
    Webhook(IntegrationId, WebhookCall),
}

/// A call about the webhooks of one integration.
#[derive(Clone, Debug)]
pub enum WebhookCall {
    /// `POST …/webhooks`
    Create(Object),
    /// `GET …/webhooks`
    List,
    /// `GET …/webhooks/{webhook}`
    Get(String),
    /// `PATCH …/webhooks/{webhook}`
    Update(String, Object),
    /// `DELETE …/webhooks/{webhook}`
    Delete(String),
}
