//! The paths below `/sandbox`, for the person at this machine and its scripts.
//!
//! No page of another site may drive them: neither by its own name in `Origin`, nor by a name of its
//! own that resolves to this machine (DNS rebinding), which `Host` gives away.

use super::Service;
use super::request::Read;
use crate::world::{Body, Call, ControlCall, Refusal, Reply, StateFilter};
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::record::{check_field, get_field};
use avmsdk_protocol::{Object, Value, Wire};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Lets only this machine's own pages and tools through.
#[derive(Clone)]
pub(super) struct Guard {
    names: Arc<[String]>,
}

impl Guard {
    pub(super) fn new(names: Arc<[String]>) -> Self {
        Guard { names }
    }

    pub(super) async fn check(self, request: Request, next: Next) -> Response {
        if self.is_own(request.headers()) {
            next.run(request).await
        } else {
            let text = "Control paths answer only to this machine and its own pages";
            Refusal::new(403, "forbidden", text).to_client().into_response()
        }
    }

    fn is_own(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let Some(host) = text(header::HOST) else {
            return false;
        };
        let from_own_page = text(header::ORIGIN).is_none_or(|origin| {
            origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"))
                == Some(host)
        });
        self.is_known(host) && from_own_page
    }

    /// A name can be made to mean this machine by anyone, an address cannot.
    fn is_known(&self, host: &str) -> bool {
        let Ok(uri) = host.parse::<Uri>() else {
            return false;
        };
        let name = uri
            .host()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || name.parse::<IpAddr>().is_ok()
            || self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

pub(super) async fn health() -> Response {
    let mut health = Object::new();
    health.set("ok", true);
    health.set("version", env!("CARGO_PKG_VERSION"));
    Reply::ok(&health).into_response()
}

/// Everything known, connections included; `?userId=` or `?conversationId=` narrows it.
pub(super) async fn state(
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
pub(super) async fn reply(State(service): State<Service>, body: Read) -> Response {
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

/// Forgets every user, conversation and connection.
pub(super) async fn reset(State(service): State<Service>) -> Response {
    let answer = service.engine.call(Call::Control(ControlCall::Reset)).await;
    service.hub.drop_sockets(true, Duration::ZERO);
    answer.into_response()
}

/// `{forget?, refuseMs?}`: closes every socket.
pub(super) async fn drop_sockets(State(service): State<Service>, body: Read) -> Response {
    let options = body.record::<Object>().and_then(|body| {
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

/// A field of a body, read strictly.
fn field<T: Wire>(body: &Object, name: &'static str) -> Result<T, Refusal> {
    check_field::<T>(body, name).map_err(|fault| Refusal::bad_request(fault.to_string()))?;
    Ok(get_field(body, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_hosts_and_origins() {
        let guard = Guard::new(Arc::from(["box.lan".to_owned()]));
        let table = [
            ("localhost:8000", None, true),
            ("127.0.0.1:8000", None, true),
            ("[::1]:8000", Some("http://[::1]:8000"), true),
            ("192.168.1.5:8000", None, true),
            ("box.lan:8000", Some("http://box.lan:8000"), true),
            ("localhost:8000", Some("http://localhost:8000"), true),
            ("localhost:8000", Some("http://localhost:8001"), false),
            ("localhost:8000", Some("https://evil.example"), false),
            ("localhost:8000", Some("null"), false),
            ("evil.example:8000", None, false),
            ("evil.example:8000", Some("http://evil.example:8000"), false),
            ("127.0.0.1.evil.example", None, false),
            ("", None, false),
        ];
        for (host, origin, wanted) in table {
            let mut headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(guard.is_own(&headers), wanted, "{host} {origin:?}");
        }
    }
}
