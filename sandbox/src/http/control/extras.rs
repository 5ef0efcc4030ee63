//! Events, JWTs, auth codes, history.

use super::super::Service;
use super::super::request::Read;
use super::field;
use crate::engine::Answer;
use crate::faults::Parcel;
use crate::world::{Body, Call, ControlCall, Refusal, Reply};
use avmsdk_protocol::event::Event;
use avmsdk_protocol::{Object, Value};
use axum::Router;
use axum::extract::State;
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
        body: Body::Json(found),
    } = &answer.reply
        && let Some(channel) = found.get("channel").and_then(Value::as_str)
    {
        service.courier.carry(Parcel {
            channel: channel.to_owned(),
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

async fn carry_out(service: &Service, call: Result<ControlCall, Refusal>) -> Response {
    match call {
        Ok(call) => ask(service, call).await.into_response(),
        Err(refusal) => refusal.to_client().into_response(),
    }
}

async fn ask(service: &Service, call: ControlCall) -> Answer {
    service.engine.call(Call::Control(call)).await
}
