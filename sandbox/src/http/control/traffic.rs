//! What clients sent and got.

use super::super::Service;
use super::super::request::Read;
use super::field;
use crate::world::{Refusal, Reply};
use avmsdk_protocol::Object;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::collections::HashMap;
use std::str::FromStr;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new().route("/traffic", get(lines).post(choose).delete(clear))
}

/// `?after=&limit=`: entries as JSON lines, the newest last. Those that follow a number, or else the
/// newest.
async fn lines(
    State(service): State<Service>,
    Query(parameters): Query<HashMap<String, String>>,
) -> Response {
    let wanted = number(&parameters, "after").and_then(|after| Ok((after, number(&parameters, "limit")?)));
    match wanted {
        Ok((after, limit)) => {
            let lines = service.traffic.lines(after, limit.unwrap_or(usize::MAX));
            let headers = [
                (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, lines).into_response()
        }
        Err(refusal) => refusal.to_client().into_response(),
    }
}

fn number<T: FromStr>(parameters: &HashMap<String, String>, name: &str) -> Result<Option<T>, Refusal> {
    let wrong = || Refusal::bad_request(format!("`{name}` should be a whole number"));
    let given = parameters.get(name);
    given.map(|text| text.parse().map_err(|_| wrong())).transpose()
}

/// `{recording?, frames?}`: whether anything is recorded, and whether frames are.
async fn choose(State(service): State<Service>, body: Read) -> Response {
    let choice = body.record::<Object>().and_then(|body| {
        let recording: Option<bool> = field(&body, "recording")?;
        let frames: Option<bool> = field(&body, "frames")?;
        Ok((recording, frames))
    });
    match choice {
        Ok((recording, frames)) => {
            let before = service.traffic.recorded();
            let requests = recording.unwrap_or(before.0);
            // Frames follow the rest unless they are named.
            let frames = frames.or(recording).unwrap_or(before.1);
            service.traffic.record(requests, frames);
            let mut answer = Object::new();
            answer.set("recording", requests);
            answer.set("frames", frames);
            Reply::ok(&answer).into_response()
        }
        Err(refusal) => refusal.to_client().into_response(),
    }
}

async fn clear(State(service): State<Service>) -> Response {
    let mut answer = Object::new();
    let removed = service.traffic.clear();
    answer.set("removed", u32::try_from(removed).unwrap_or(u32::MAX));
    Reply::ok(&answer).into_response()
}
