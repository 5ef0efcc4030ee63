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
        .fallback(|| refuse(404, "not_found", "There is no such path"))
        .method_not_allowed_fallback(|| {
            refuse(
                405,
                "method_not_allowed",
                "This path is not called by this method",
            )
        })
}

async fn refuse(status: u16, code: &'static str, sentence: &'static str) -> Response {
    Refusal::new(status, code, sentence).to_business().into_response()
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
