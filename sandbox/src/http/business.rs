//! The paths of the business API, below `/v2/apps/{app}`.

use super::Service;
use super::request::{Caller, Read};
use crate::world::{BusinessCall, Call, ConversationFilter, Refusal};
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, UserId};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use std::collections::HashMap;

pub(super) async fn conversations(
    State(service): State<Service>,
    Path(app): Path<String>,
    Query(parameters): Query<HashMap<String, String>>,
    caller: Caller,
) -> Response {
    let given = |name: &str| parameters.get(name).cloned();
    let filter = match (given("filter[userId]"), given("filter[userExternalId]")) {
        (Some(id), _) => ConversationFilter::User(UserId::new(id)),
        (None, Some(id)) => ConversationFilter::ExternalUser(ExternalId::new(id)),
        (None, None) => ConversationFilter::All,
    };
    ask(&service, app, caller, Ok(BusinessCall::Conversations(filter))).await
}

pub(super) async fn conversation(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    ask(
        &service,
        app,
        caller,
        Ok(BusinessCall::Conversation(ConversationId::new(id))),
    )
    .await
}

pub(super) async fn messages(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    ask(
        &service,
        app,
        caller,
        Ok(BusinessCall::Messages(ConversationId::new(id))),
    )
    .await
}

pub(super) async fn post(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| BusinessCall::Post(ConversationId::new(id), request));
    ask(&service, app, caller, call).await
}

pub(super) async fn activity(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| BusinessCall::Activity(ConversationId::new(id), request));
    ask(&service, app, caller, call).await
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
