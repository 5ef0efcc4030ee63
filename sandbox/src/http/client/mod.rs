//! The paths of the client API, below `/sdk`.

mod author;
mod handler;
mod links;
mod map;
mod session;
mod uploads;

use super::Service;
use super::request::{Caller, Read, addresses};
use super::response::wrong_method;
use crate::engine::Answer;
use crate::world::{Call, ClientCall, GuestCall, Refusal};
use author::by_author;
use avmsdk_protocol::call::CreateRequest;
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::{Seconds, Value, Wire as _};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use handler::{in_conversation, of_user};
use std::collections::HashMap;

type Parameters = Query<HashMap<String, String>>;

/// What a user or a conversation is made for where nobody says: every observed client does.
const INTENT: &str = "message:appUser";
/// The same for a further conversation.
const FURTHER: &str = "conversation:start";

/// All of them.
pub(super) fn routes() -> Router<Service> {
    let second = Router::new()
        .route("/integrations/{integration}/config", get(config))
        .route("/apps/{app}/appusers", post(create_user))
        .route(
            "/apps/{app}/appusers/{user}",
            get(user).put(of_user(ClientCall::UpdateUser)),
        )
        .route(
            "/apps/{app}/appusers/{user}/conversation",
            post(create_conversation),
        )
        .route(
            "/apps/{app}/appusers/{user}/conversations",
            get(conversations).post(create_further),
        )
        .route(
            "/apps/{app}/conversations/{id}",
            get(conversation).put(in_conversation(ClientCall::ChangeConversation)),
        )
        .route(
            "/apps/{app}/conversations/{id}/messages",
            get(messages).post(by_author(ClientCall::Post)),
        )
        .route(
            "/apps/{app}/conversations/{id}/activity",
            post(by_author(ClientCall::Activity)),
        )
        .route(
            "/apps/{app}/conversations/{id}/postback",
            post(by_author(ClientCall::Postback)),
        )
        .merge(session::routes())
        .merge(links::routes());
    Router::new()
        .nest("/v2", second)
        .route("/apps/{app}/config", get(config_of_app))
        .merge(session::older_routes())
        .merge(uploads::routes())
        .method_not_allowed_fallback(wrong_method)
}

async fn config_of_app(
    State(service): State<Service>,
    Path(app): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(addresses) = addresses(&headers) else {
        return no_host();
    };
    service
        .engine
        .call(Call::ConfigOfApp(AppId::new(app), addresses))
        .await
        .into_response()
}

fn no_host() -> Response {
    Refusal::bad_request("Host should be a plain name")
        .to_client()
        .into_response()
}

async fn config(
    State(service): State<Service>,
    Path(integration): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(addresses) = addresses(&headers) else {
        return no_host();
    };
    service
        .engine
        .call(Call::Config(IntegrationId::new(integration), addresses))
        .await
        .into_response()
}

async fn create_user(
    State(service): State<Service>,
    Path(app): Path<String>,
    caller: Caller,
    body: Read,
) -> Response {
    let request = body.record_or("intent", INTENT);
    session::greet(&service, app, caller, request.map(GuestCall::CreateUser)).await
}

async fn create_conversation(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let call = body
        .record_or("intent", INTENT)
        .map(|_: CreateRequest| ClientCall::CreateConversation(UserId::new(user)));
    ask(&service, app, caller, call).await
}

async fn create_further(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
    body: Read,
) -> Response {
    let request = body.record_or("intent", FURTHER);
    let call = request.map(|request| ClientCall::CreateFurther(UserId::new(user), request));
    ask(&service, app, caller, call).await
}

async fn user(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    ask(&service, app, caller, Ok(ClientCall::User(UserId::new(user)))).await
}

async fn conversations(
    State(service): State<Service>,
    Path((app, user)): Path<(String, String)>,
    Query(parameters): Parameters,
    caller: Caller,
) -> Response {
    let offset = match parameters.get("offset").map(|text| text.parse()) {
        None => Ok(None),
        Some(Ok(offset)) => Ok(Some(offset)),
        Some(Err(_)) => Err(Refusal::bad_request("offset should be a whole number")),
    };
    let call = offset.map(|offset| ClientCall::Conversations(UserId::new(user), offset));
    ask(&service, app, caller, call).await
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
        Ok(ClientCall::Conversation(ConversationId::new(id))),
    )
    .await
}

async fn messages(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    Query(parameters): Parameters,
    caller: Caller,
) -> Response {
    let before = parameters.get("before").map(|text| seconds(text)).transpose();
    let call = before.map(|before| ClientCall::Messages(ConversationId::new(id), before));
    ask(&service, app, caller, call).await
}

async fn ask(
    service: &Service,
    app: String,
    Caller(credentials): Caller,
    call: Result<ClientCall, Refusal>,
) -> Response {
    match call {
        Ok(call) => {
            let answer: Answer = service
                .engine
                .call(Call::Client(AppId::new(app), credentials, call))
                .await;
            answer.into_response()
        }
        Err(refusal) => refusal.to_client().into_response(),
    }
}

fn seconds(text: &str) -> Result<Seconds, Refusal> {
    let number = Number::from_text(text).map(Value::Number);
    let seconds = number.and_then(|number| Seconds::from_value(number).ok());
    seconds.ok_or_else(|| Refusal::bad_request("before should be a time in seconds"))
}
