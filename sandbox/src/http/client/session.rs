//! Login, logout, auth codes, prechat, forms, payments, maps.

use super::super::Service;
use super::super::request::{Caller, Read, addresses};
use super::{Parameters, ask, map, no_host};
use crate::world::{Call, ClientCall, GuestCall, Refusal};
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

/// The paths, below `/sdk/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/login", post(login))
        .route("/apps/{app}/appusers/authcode", post(redeem_code))
        .route("/apps/{app}/appusers/{user}/logout", post(logout))
        .route("/apps/{app}/appusers/{user}/messages/validate", post(validate))
        .route("/apps/{app}/appusers/{user}/stripe/transaction", post(pay))
        .route("/apps/{app}/prechatcapture", post(prechat))
        .route("/apps/{app}/prechatcapture/validate", post(validate_prechat))
        .route("/apps/{app}/conversations/{id}/subscribe", post(enter))
}

/// The paths, below `/sdk`: these have no `/v2`.
pub(super) fn older_routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/locationmap", get(location_map))
        .route("/apps/{app}/locationmap/image", get(map::image))
}

async fn login(
    State(service): State<Service>,
    Path(app): Path<String>,
    caller: Caller,
    body: Read,
) -> Response {
    greet(&service, app, caller, body.record().map(GuestCall::Login)).await
}

async fn redeem_code(
    State(service): State<Service>,
    Path(app): Path<String>,
    caller: Caller,
    body: Read,
) -> Response {
    greet(&service, app, caller, body.record().map(GuestCall::RedeemCode)).await
}

async fn prechat(
    State(service): State<Service>,
    Path(app): Path<String>,
    caller: Caller,
    body: Read,
) -> Response {
    greet(&service, app, caller, body.record().map(GuestCall::Prechat)).await
}

async fn validate_prechat(
    State(service): State<Service>,
    Path(app): Path<String>,
    caller: Caller,
    body: Read,
) -> Response {
    greet(
        &service,
        app,
        caller,
        body.record().map(GuestCall::ValidatePrechat),
    )
    .await
}

async fn logout(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ClientCall::Logout(UserId::new(user), request));
    ask(&service, app, caller, call).await
}

async fn validate(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ClientCall::ValidateForm(UserId::new(user), request));
    ask(&service, app, caller, call).await
}

async fn pay(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ClientCall::Pay(UserId::new(user), request));
    ask(&service, app, caller, call).await
}

async fn enter(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ClientCall::Enter(ConversationId::new(id), request));
    ask(&service, app, caller, call).await
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
