//! Integrations and their webhooks.

use super::super::Service;
use super::asked::{Asked, ask};
use crate::world::{IntegrationCall as Call, WebhookCall};
use avmsdk_protocol::id::IntegrationId;
use axum::Router;
use axum::routing::{MethodRouter, get};

/// The paths.
pub(super) fn routes() -> Router<Service> {
    let all = get(ask(|asked, _| {
        Ok(Call::List(asked.parameter("filter[types]"), asked.paging()))
    }))
    .post(ask(|_, body| Ok(Call::Create(body.record()?))));
    let one = get(ask(|asked, _| Ok(Call::Get(integration(asked)))))
        .patch(ask(|asked, body| {
            Ok(Call::Update(integration(asked), body.record()?))
        }))
        .delete(ask(|asked, _| Ok(Call::Delete(integration(asked)))));
    Router::new()
        .route("/integrations", all)
        .route("/integrations/{integration}", one)
        .route("/integrations/{integration}/webhooks", webhooks())
        .route("/integrations/{integration}/webhooks/{webhook}", webhook())
}

fn webhooks() -> MethodRouter<Service> {
    get(ask(|asked, _| Ok(within(asked, WebhookCall::List)))).post(ask(|asked, body| {
        Ok(within(asked, WebhookCall::Create(body.record()?)))
    }))
}

fn webhook() -> MethodRouter<Service> {
    get(ask(|asked, _| {
        Ok(within(asked, WebhookCall::Get(asked.named("webhook"))))
    }))
    .patch(ask(|asked, body| {
        let call = WebhookCall::Update(asked.named("webhook"), body.record()?);
        Ok(within(asked, call))
    }))
    .delete(ask(|asked, _| {
        Ok(within(asked, WebhookCall::Delete(asked.named("webhook"))))
    }))
}

fn within(asked: &Asked, call: WebhookCall) -> Call {
    Call::Webhook(integration(asked), call)
}

fn integration(asked: &Asked) -> IntegrationId {
    IntegrationId::new(asked.named("integration"))
}
