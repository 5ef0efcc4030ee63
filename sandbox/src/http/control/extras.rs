//! Events, JWTs, auth codes, history, seeds.

use super::super::Service;
use super::super::request::Read;
use super::field;
use crate::engine::Answer;
use crate::faults::Parcel;
use crate::seed::Seed;
use crate::world::{Body, Call, ControlCall, Refusal, Reply};
use avmsdk_protocol::event::Event;
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::{Object, Value};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

/// What a JWT allows where nothing is said.
const SCOPE: &str = "appUser";

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/events", post(events))
        .route("/jwt", post(jwt))
        .route("/authcode", post(auth_code))
        .route("/history", post(history))
        .route("/seed", post(sow))
}

/// `{userId, events}`: pushes events as they are given, in one frame, to all clients of a user.
async fn events(State(service): State<Service>, body: Read) -> Response {
    let wanted = body.record::<Object>().and_then(|body| {
        let user = field::<String>(&body, "userId")?;
        Ok((user, read_events(body.get("events"))?))
    });
    let (user, events) = match wanted {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal.to_client().into_response(),
    };
    let answer = ask(&service, ControlCall::ChannelOf(user)).await;
    if let Reply {
        status: 200,
        body: Body::Json(Value::Object(found)),
    } = &answer.reply
        && let Some(channel) = found.get("channel").and_then(Value::as_str)
    {
        service.courier.carry(Parcel {
            channel: channel.to_owned(),
            external: get_field(found, "userId"),
            events,
        });
    }
    answer.into_response()
}

/// Events of any sort, faulty ones included: that is what they are for.
fn read_events(given: Option<&Value>) -> Result<Vec<Event>, Refusal> {
    let wrong = || Refusal::bad_request("`events` should be a list of at least one object");
    let Some(Value::Array(given)) = given else {
        return Err(wrong());
    };
    let events = given.iter().map(|event| match event {
        Value::Object(object) => {
            let mut event = Event::new();
            *event.object_mut() = object.clone();
            Ok(event)
        }
        _ => Err(wrong()),
    });
    let events: Vec<Event> = events.collect::<Result<_, _>>()?;
    if events.is_empty() {
        Err(wrong())
    } else {
        Ok(events)
    }
}

/// `{userId, expired?, scope?}`: a JWT for a user by the business's id.
async fn jwt(State(service): State<Service>, body: Read) -> Response {
    let call = body.record::<Object>().and_then(|body| {
        Ok(ControlCall::Jwt {
            user: field(&body, "userId")?,
            is_expired: field::<Option<bool>>(&body, "expired")?.unwrap_or(false),
            scope: field::<Option<String>>(&body, "scope")?.unwrap_or_else(|| SCOPE.to_owned()),
        })
    });
    carry_out(&service, call).await
}

/// `{userId}`: a code by which a client becomes this user, once.
async fn auth_code(State(service): State<Service>, body: Read) -> Response {
    let call = body
        .record::<Object>()
        .and_then(|body| Ok(ControlCall::AuthCode(field(&body, "userId")?)));
    carry_out(&service, call).await
}

/// `{conversationId, count, from?}`: old messages before the oldest, from a time in seconds on.
async fn history(State(service): State<Service>, body: Read) -> Response {
    let call = body.record::<Object>().and_then(|body| {
        let (id, count) = (field(&body, "conversationId")?, field(&body, "count")?);
        Ok(ControlCall::History(id, count, field(&body, "from")?))
    });
    carry_out(&service, call).await
}

/// A seed, as TOML by its media type, else as JSON: adds to what there is until the next reset. Answers
/// the users with their session tokens, in the order of the seed.
async fn sow(State(service): State<Service>, headers: HeaderMap, body: Read) -> Response {
    let is_toml = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("toml"));
    let seed = if is_toml {
        body.text().map(|text| Seed::from_toml(&text))
    } else {
        body.record::<Value>().map(|value| Seed::from_json(&value))
    };
    let seed = seed.and_then(|seed| seed.map_err(|error| Refusal::bad_request(error.to_string())));
    carry_out(
        &service,
        seed.map(|seed| ControlCall::Sow(seed.directory, seed.people)),
    )
    .await
}

async fn carry_out(service: &Service, call: Result<ControlCall, Refusal>) -> Response {
    match call {
        Ok(call) => ask(service, call).await.into_response(),
        Err(refusal) => refusal.to_client().into_response(),
    }
}

async fn ask(service: &Service, call: ControlCall) -> Answer {
    service.engine.call(Call::Control(call)).await
}
