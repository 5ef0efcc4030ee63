//! The paths of the business API, below `/v2/apps/{app}`.

mod asked;
mod attachments;
mod conversations;
mod integrations;
mod users;

use super::Service;
use super::request::Caller;
use crate::world::{BusinessCall, Call, Refusal};
use avmsdk_protocol::id::AppId;
use axum::Router;
use axum::response::{IntoResponse as _, Response};

/// All of them.
pub(super) fn routes() -> Router<Service> {
    conversations::routes()
        .merge(users::routes())
        .merge(integrations::routes())
        .merge(attachments::routes())
}

async fn ask(
    service: &Service,
    app: String,
    Caller(credentials): Caller,
    call: Result<BusinessCall, Refusal>,
) -> Response {
    match call {
        Ok(call) => service
            .engine
            .call(Call::Business(AppId::new(app), credentials, call))
            .await
            .into_response(),
        Err(refusal) => refusal.to_business().into_response(),
    }
}
