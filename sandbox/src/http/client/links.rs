//! Linking channels.

use super::super::Service;
use super::super::request::{Caller, Read};
use super::Parameters;
use crate::world::{Body, Call, ClientCall, LinkCall, Refusal, Reply};
use avmsdk_protocol::id::{AppId, IntegrationId, UserId};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};

/// The paths, below `/sdk/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/appusers/{user}/linkrequest", get(link_requests))
        .route(
            "/apps/{app}/appusers/{user}/integrations/{integration}/qrcode",
            get(qr_code),
        )
        .route("/apps/{app}/appusers/{user}/clients", post(add_client))
        .route(
            "/apps/{app}/appusers/{user}/clients/{client}",
            delete(remove_client),
        )
        .route(
            "/apps/{app}/appusers/{user}/clients/{client}/ping",
            post(ping_client),
        )
}

async fn link_requests(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    Query(parameters): Parameters,
    caller: Caller,
) -> Response {
    let named = parameters.get("integrationIds").map_or("", String::as_str);
    let ids = named.split(',').map(str::trim).filter(|id| !id.is_empty());
    let call = LinkCall::Requests(ids.map(IntegrationId::new).collect());
    link(&service, app, user, caller, Ok(call)).await
}

async fn qr_code(
    State(service): State<Service>,
    Path((app, user, integration)): Path<(String, String, String)>,
    headers: HeaderMap,
    caller: Caller,
) -> Response {
    let call = LinkCall::QrCode {
        integration: IntegrationId::new(integration),
        is_hosted: is_hosted(&headers),
    };
    link(&service, app, user, caller, Ok(call)).await
}

async fn add_client(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body.record().map(LinkCall::AddClient);
    link(&service, app, user, caller, call).await
}

async fn remove_client(
    State(service): State<Service>,
    Path((app, user, client)): Path<(String, String, String)>,
    caller: Caller,
) -> Response {
    link(&service, app, user, caller, Ok(LinkCall::RemoveClient(client))).await
}

async fn ping_client(
    State(service): State<Service>,
    Path((app, user, client)): Path<(String, String, String)>,
    caller: Caller,
) -> Response {
    link(&service, app, user, caller, Ok(LinkCall::PingClient(client))).await
}

async fn link(
    service: &Service,
    app: String,
    user: String,
    Caller(credentials): Caller,
    call: Result<LinkCall, Refusal>,
) -> Response {
    let call = match call {
        Ok(call) => ClientCall::Link(UserId::new(user), call),
        Err(refusal) => return refusal.to_client().into_response(),
    };
    let call = Call::Client(AppId::new(app), credentials, call);
    let answer = service.engine.call(call).await;
    let wait = retry_after(&answer.reply);
    let mut response = answer.into_response();
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

/// The time to wait that an answer names, for clients that look for it in the header.
fn retry_after(reply: &Reply) -> Option<HeaderValue> {
    let Body::Json(body) = &reply.body else {
        return None;
    };
    let seconds = body.get("error")?.get("retryAfter")?.as_number()?.as_u32()?;
    Some(HeaderValue::from(seconds))
}

/// Whether the client came by a name of the hosted service.
fn is_hosted(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let name = host.and_then(|host| host.split(':').next()).unwrap_or_default();
    name.to_ascii_lowercase().ends_with(".smooch.io")
}
