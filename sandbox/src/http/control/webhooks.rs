//! What became of posts to webhooks.

use super::super::Service;
use crate::world::Reply;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new().route("/webhooks", get(webhooks))
}

/// The last 500, the newest first.
async fn webhooks(State(service): State<Service>) -> Response {
    Reply::ok(&service.journal.describe()).into_response()
}
