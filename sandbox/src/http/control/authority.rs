//! The certificate to trust, where the service speaks HTTPS.

use super::super::Service;
use crate::world::Refusal;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new().route("/ca.pem", get(certificate))
}

async fn certificate(State(service): State<Service>) -> Response {
    let Some(authority) = &service.authority else {
        let text = "There is no certificate: the sandbox speaks plain HTTP, `--tls` makes it HTTPS";
        return Refusal::new(404, "not_found", text).to_client().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "application/x-pem-file"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"avmsdk-ca.pem\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, authority.pem().to_owned()).into_response()
}
