//! Login, logout, auth codes, prechat, forms, payments, maps.

use super::super::Service;
use super::super::request::{Caller, addresses};
use super::author::by_author;
use super::handler::{of_guest, of_user};
use super::{Parameters, ask, map, no_host};
use crate::world::{Call, ClientCall, GuestCall, Refusal};
use avmsdk_protocol::id::AppId;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

/// The paths, below `/sdk/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/login", post(of_guest(GuestCall::Login)))
        .route(
            "/apps/{app}/appusers/authcode",
            post(of_guest(GuestCall::RedeemCode)),
        )
        .route(
            "/apps/{app}/appusers/{user}/logout",
            post(of_user(ClientCall::Logout)),
        )
        .route(
            "/apps/{app}/appusers/{user}/messages/validate",
            post(of_user(ClientCall::ValidateForm)),
        )
        .route(
            "/apps/{app}/appusers/{user}/stripe/transaction",
            post(of_user(ClientCall::Pay)),
        )
        .route("/apps/{app}/prechatcapture", post(of_guest(GuestCall::Prechat)))
        .route(
            "/apps/{app}/prechatcapture/validate",
            post(of_guest(GuestCall::ValidatePrechat)),
        )
        .route(
            "/apps/{app}/conversations/{id}/subscribe",
            post(by_author(ClientCall::Enter)),
        )
}

/// The paths, below `/sdk`: these have no `/v2`.
pub(super) fn older_routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/locationmap", get(location_map))
        .route("/apps/{app}/locationmap/image", get(map::image))
}

async fn location_map(
    State(service): State<Service>,
    Path(app): Path<String>,
    Query(parameters): Parameters,
    headers: HeaderMap,
    caller: Caller,
) -> Response {
    let Some(addresses) = addresses(&headers) else {
        return no_host();
    };
    let given = |name: &str| parameters.get(name).cloned().unwrap_or_default();
    let call = ClientCall::LocationMap {
        latitude: given("lat"),
        longitude: given("long"),
        base: addresses.web,
    };
    ask(&service, app, caller, Ok(call)).await
}

/// A call of a client that has no user yet.
pub(super) async fn greet(
    service: &Service,
    app: String,
    Caller(credentials): Caller,
    call: Result<GuestCall, Refusal>,
) -> Response {
    match call {
        Ok(call) => {
            let call = Call::Guest(AppId::new(app), credentials, call);
            service.engine.call(call).await.into_response()
        }
        Err(refusal) => refusal.to_client().into_response(),
    }
}
