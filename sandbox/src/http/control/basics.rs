//! Health, state, answering, starting over, dropping sockets.

use super::super::Service;
use super::super::request::Read;
use super::field;
use crate::world::{Body, Call, ControlCall, Reply, StateFilter};
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::{Object, Value};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use std::collections::HashMap;
use std::time::Duration;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/health", get(health))
        .route("/state", get(state))
        .route("/reply", post(reply))
        .route("/reset", post(reset))
        .route("/sockets/drop", post(drop_sockets))
}

async fn health() -> Response {
    let mut health = Object::new();
    health.set("ok", true);
    health.set("version", env!("CARGO_PKG_VERSION"));
    Reply::ok(&health).into_response()
}

/// Everything known, connections included; `?userId=` or `?conversationId=` narrows it.
async fn state(
    State(service): State<Service>,
    Query(parameters): Query<HashMap<String, String>>,
) -> Response {
    let given = |name: &str| parameters.get(name).cloned();
    let filter = match (given("userId"), given("conversationId")) {
        (Some(id), _) => StateFilter::User(UserId::new(id)),
        (None, Some(id)) => StateFilter::Conversation(ConversationId::new(id)),
        (None, None) => StateFilter::All,
    };
    let mut answer = service
        .engine
        .call(Call::Control(ControlCall::State(filter)))
        .await;
    if let Reply {
        status: 200,
        body: Body::Json(Value::Object(state)),
    } = &mut answer.reply
    {
        state.set("connections", connections(&service, state.get("users")));
    }
    answer.into_response()
}

/// The connections that listen to one of these users.
fn connections(service: &Service, users: Option<&Value>) -> Value {
    let Some(Value::Array(users)) = users else {
        return Value::Array(Vec::new());
    };
    let ids: Vec<&str> = users
        .iter()
        .filter_map(|user| user.get("_id")?.as_str())
        .collect();
    let is_theirs = |channel: &String| ids.iter().any(|id| channel.rsplit('/').next() == Some(*id));
    let all = service
        .hub
        .connections()
        .into_iter()
        .filter(|seen| seen.channels.iter().any(is_theirs));
    let described = all.map(|seen| {
        let mut object = Object::new();
        object.set(
            "channels",
            Value::Array(seen.channels.into_iter().map(Value::from).collect()),
        );
        object.set("socket", seen.has_socket);
        object.set("polling", seen.is_polling);
        object.set("waiting", u32::try_from(seen.waiting).unwrap_or(u32::MAX));
        Value::Object(object)
    });
    Value::Array(described.collect())
}

/// `{text, conversationId?}`: speaks for the business.
async fn reply(State(service): State<Service>, body: Read) -> Response {
    let call = body.record::<Object>().and_then(|body| {
        Ok(ControlCall::Reply(
            field(&body, "conversationId")?,
            field(&body, "text")?,
        ))
    });
    match call {
        Ok(call) => service.engine.call(Call::Control(call)).await.into_response(),
        Err(refusal) => refusal.to_client().into_response(),
    }
}

/// Forgets every user, conversation and connection, every fault and all that was recorded.
async fn reset(State(service): State<Service>) -> Response {
    {
        let mut faults = service.faults.lock();
        faults.clear();
        faults.forget_held();
    }
    service.hub.end_silence();
    service.traffic.clear();
    let answer = service.engine.call(Call::Control(ControlCall::Reset)).await;
    service.hub.drop_sockets(true, Duration::ZERO);
    answer.into_response()
}

/// `{forget?, refuseMs?}`: closes every socket.
async fn drop_sockets(State(service): State<Service>, body: Read) -> Response {
    let options = body.options().and_then(|body| {
        let forget: Option<bool> = field(&body, "forget")?;
        let refuse: Option<u32> = field(&body, "refuseMs")?;
        Ok((
            forget.unwrap_or(false),
            Duration::from_millis(refuse.unwrap_or(0).into()),
        ))
    });
    let reply = match options {
        Ok((forget, refuse)) => {
            let dropped = service.hub.drop_sockets(forget, refuse);
            let mut report = Object::new();
            report.set("dropped", u32::try_from(dropped).unwrap_or(u32::MAX));
            Reply::ok(&report)
        }
        Err(refusal) => refusal.to_client(),
    };
    reply.into_response()
}
