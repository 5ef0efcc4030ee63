//! The person who scans a code or answers a text message.

use super::super::Service;
use super::super::request::Read;
use super::field;
use crate::world::{Call, ControlCall, LinkInQuestion, Play, Refusal, Step};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{IntegrationId, UserId};
use avmsdk_protocol::link::Fault;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

/// The status of a failure that none was given for.
const FAILED: u32 = 500;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/links", get(links))
        .route("/link", post(play))
        .route("/link/message", post(speak))
}

/// Codes and channels that wait, and those that are linked.
async fn links(State(service): State<Service>) -> Response {
    control(&service, Ok(ControlCall::Links)).await
}

/// `{code | clientId | userId | address | phoneNumber, integrationId?, step?, err?: {status, retryAfter?}, displayName?,
/// externalId?}`: one step of the person at the other end; without `step` it is `confirm`. With an address or a
/// number it is about the next link to that, and `fail` alone makes sense.
async fn play(State(service): State<Service>, body: Read) -> Response {
    let call = body.record::<Object>().and_then(|body| read(&body));
    control(&service, call.map(ControlCall::Play)).await
}

fn read(body: &Object) -> Result<Play, Refusal> {
    let user: Option<UserId> = field(body, "userId")?;
    let integration: Option<IntegrationId> = field(body, "integrationId")?;
    let next: Option<String> = field(body, "address")?;
    let next = next.map_or_else(|| field(body, "phoneNumber"), |next| Ok(Some(next)))?;
    let about = match (field(body, "code")?, field(body, "clientId")?, user, integration) {
        (Some(code), ..) => LinkInQuestion::Code(code),
        (None, Some(client), ..) => LinkInQuestion::Client(client),
        (None, None, Some(user), Some(integration)) => LinkInQuestion::Visitor(user, integration),
        (None, None, Some(user), None) => LinkInQuestion::User(user),
        (None, None, None, _) => LinkInQuestion::Next(next.ok_or_else(|| {
            Refusal::bad_request(
                "One of `code`, `clientId`, `userId`, `address`, `phoneNumber` should be there",
            )
        })?),
    };
    let fault: Option<Fault> = field(body, "err")?;
    let step = match field::<Option<String>>(body, "step")?.as_deref() {
        None | Some("confirm") => Step::Confirm,
        Some("match") => Step::Match,
        Some("cancel") => Step::Cancel,
        Some("fail") => Step::Fail(fault.unwrap_or_else(|| {
            let mut fault = Fault::new();
            fault.set_status(FAILED);
            fault
        })),
        Some(_) => {
            return Err(Refusal::bad_request(
                "`step` should be one of `match`, `confirm`, `cancel`, `fail`",
            ));
        }
    };
    Ok(Play {
        about,
        step,
        display_name: field(body, "displayName")?,
        external_id: field(body, "externalId")?,
    })
}

/// `{clientId, text}`: says something by a linked channel.
async fn speak(State(service): State<Service>, body: Read) -> Response {
    let call = body.record::<Object>().and_then(|body| {
        Ok(ControlCall::Speak {
            client: field(&body, "clientId")?,
            text: field(&body, "text")?,
        })
    });
    control(&service, call).await
}

async fn control(service: &Service, call: Result<ControlCall, Refusal>) -> Response {
    match call {
        Ok(call) => service.engine.call(Call::Control(call)).await.into_response(),
        Err(refusal) => refusal.to_client().into_response(),
    }
}
