//! Attachments: files of the business, to be named in messages.

use super::super::Service;
use super::super::intake::{MAX_READ, drain, media_base, receive};
use super::super::media::id_of;
use super::super::request::{Caller, Read};
use crate::world::{AttachmentCall, BusinessCall, Call, Refusal, Reply};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::record::{check_field, get_field};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use std::collections::HashMap;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    let upload = Router::new()
        .route("/attachments", post(upload))
        .layer(DefaultBodyLimit::max(MAX_READ));
    upload.route("/attachments/remove", post(remove))
}

async fn upload(
    State(service): State<Service>,
    Path(app): Path<String>,
    Query(parameters): Query<HashMap<String, String>>,
    Caller(credentials): Caller,
    request: Request,
) -> Response {
    let app = AppId::new(app);
    let conversation = parameters.get("conversationId").map(ConversationId::new);
    let may = AttachmentCall::MayUpload(conversation.clone());
    let may = Call::Business(app.clone(), credentials, BusinessCall::Attachment(may));
    let may = service.engine.call(may).await;
    if may.reply.status != 200 {
        drain(request).await;
        return may.into_response();
    }
    let base = media_base(request.headers());
    let base = check(&parameters)
        .and_then(|()| base.ok_or_else(|| Refusal::bad_request("Host should be a plain name")));
    let base = match base {
        Ok(base) => base,
        Err(refusal) => {
            drain(request).await;
            return refusal.to_business().into_response();
        }
    };
    let taken = async {
        let source = receive(&service, request).await?.source;
        if source.has_hidden_virus {
            let text = "A virus was detected in the file";
            return Err(Refusal::new(400, "virus_detected", text));
        }
        let media_type = source.kind.media_type;
        let (_, path) = source.keep(app, conversation).await?;
        let mut attachment = Object::new();
        attachment.set("mediaUrl", format!("{base}{path}"));
        attachment.set("mediaType", media_type);
        let mut answer = Object::new();
        answer.set("attachment", attachment);
        Ok(Reply::created(&answer))
    };
    taken.await.unwrap_or_else(Refusal::to_business).into_response()
}

/// Only these values are documented.
fn check(parameters: &HashMap<String, String>) -> Result<(), Refusal> {
    if parameters.get("access").map(String::as_str) != Some("public") {
        return Err(Refusal::bad_request("`access` should be `public`"));
    }
    match parameters.get("for").map(String::as_str) {
        None | Some("message") => Ok(()),
        Some(_) => Err(Refusal::bad_request("`for` should be `message`")),
    }
}

async fn remove(
    State(service): State<Service>,
    Path(app): Path<String>,
    Caller(credentials): Caller,
    body: Read,
) -> Response {
    let app = AppId::new(app);
    let call = BusinessCall::Attachment(AttachmentCall::MayRemove);
    let answer = service
        .engine
        .call(Call::Business(app.clone(), credentials, call))
        .await;
    if answer.reply.status != 200 {
        return answer.into_response();
    }
    let found = body.record::<Object>().and_then(|body| {
        check_field::<String>(&body, "mediaUrl").map_err(|fault| Refusal::bad_request(fault.to_string()))?;
        let url: String = get_field(&body, "mediaUrl");
        // A name of the hosted service may stand for this machine, so the host says nothing.
        let path = url::Url::parse(&url).ok().map(|url| url.path().to_owned());
        let id = path.and_then(|path| id_of(&service.files, &path));
        id.filter(|id| service.files.find(id).is_some_and(|entry| entry.app == app))
            .ok_or_else(|| Refusal::new(404, "attachment_not_found", "Attachment not found"))
    });
    match found {
        Ok(id) => {
            service.files.remove(&id);
            answer.into_response()
        }
        Err(refusal) => refusal.to_business().into_response(),
    }
}
