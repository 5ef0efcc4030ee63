//! Conversations, and what is said and done in them.

use super::super::Service;
use super::super::request::{Caller, Read};
use crate::world::{BusinessCall, ConversationCall, ConversationFilter, Refusal};
use avmsdk_protocol::id::{ConversationId, ExternalId, UserId};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post as posted};
use std::collections::HashMap;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/conversations", get(conversations))
        .route("/conversations/{id}", get(conversation))
        .route("/conversations/{id}/messages", get(messages).post(post))
        .route("/conversations/{id}/activity", posted(activity))
}

async fn conversations(
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
    ask(&service, app, caller, Ok(ConversationCall::List(filter))).await
}

async fn conversation(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    ask(
        &service,
        app,
        caller,
        Ok(ConversationCall::Get(ConversationId::new(id))),
    )
    .await
}

async fn messages(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    ask(
        &service,
        app,
        caller,
        Ok(ConversationCall::Messages(ConversationId::new(id))),
    )
    .await
}

async fn post(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ConversationCall::Post(ConversationId::new(id), request));
    ask(&service, app, caller, call).await
}

async fn activity(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record()
        .map(|request| ConversationCall::Activity(ConversationId::new(id), request));
    ask(&service, app, caller, call).await
}

async fn ask(
    service: &Service,
    app: String,
    caller: Caller,
    call: Result<ConversationCall, Refusal>,
) -> Response {
    super::ask(service, app, caller, call.map(BusinessCall::Conversation)).await
}
