//! Faults, to test a client under trouble.

use super::super::Service;
use super::super::request::Read;
use crate::faults::{Action, Fault, read};
use crate::world::{Call, ControlCall, Refusal, Reply};
use avmsdk_protocol::{Object, Value};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, post};

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/faults", post(add).get(list).delete(clear))
        .route("/faults/{id}", delete(remove))
}

/// `{match?, action, count | probability, seed?}`: sets one up, answers it as it is listed.
async fn add(State(service): State<Service>, body: Read) -> Response {
    let mut fresh = [0; 4];
    // Without randomness any seed does: it is shown.
    let _ = getrandom::fill(&mut fresh);
    let fault = body
        .record::<Object>()
        .and_then(|body| read(&body, u32::from_le_bytes(fresh)));
    match fault {
        Ok(fault) => {
            let is_skew = matches!(fault.action, Action::Skew(_));
            let shown = service.faults.lock().add(fault).describe();
            if is_skew {
                set_clock(&service).await;
            }
            Reply::created(&shown).into_response()
        }
        Err(refusal) => refusal.to_client().into_response(),
    }
}

/// All of them, the oldest first, with their hits so far.
async fn list(State(service): State<Service>) -> Response {
    let all = service.faults.lock().all().iter().map(Fault::describe).collect();
    let mut answer = Object::new();
    answer.set("faults", Value::Array(all));
    Reply::ok(&answer).into_response()
}

async fn clear(State(service): State<Service>) -> Response {
    let removed = service.faults.lock().clear();
    service.hub.end_silence();
    settle(&service).await;
    let mut answer = Object::new();
    answer.set("removed", u32::try_from(removed).unwrap_or(u32::MAX));
    Reply::ok(&answer).into_response()
}

async fn remove(State(service): State<Service>, Path(id): Path<String>) -> Response {
    let is_removed = id.parse().is_ok_and(|id| service.faults.lock().remove(id));
    if !is_removed {
        let refusal = Refusal::new(404, "fault_not_found", format!("There is no fault `{id}`"));
        return refusal.to_client().into_response();
    }
    settle(&service).await;
    Reply::ok(&Object::new()).into_response()
}

/// Undoes what faults that are gone still do.
async fn settle(service: &Service) {
    service.courier.carry_freed();
    set_clock(service).await;
}

async fn set_clock(service: &Service) {
    let skew = service.faults.lock().skew();
    service.engine.call(Call::Control(ControlCall::Skew(skew))).await;
}
