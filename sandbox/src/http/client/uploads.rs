//! Files that visitors send.

use super::super::Service;
use super::super::intake::{MAX_READ, Received, drain, media_base, receive};
use super::super::request::{Caller, check_levels};
use super::no_host;
use crate::engine::Answer;
use crate::world::{Call, ClientCall, Credentials, Refusal, Upload};
use avmsdk_protocol::author::Author;
use avmsdk_protocol::id::{AppId, ConversationId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Wire as _};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

/// The paths, below `/sdk`: this one call has no `/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/apps/{app}/conversations/{id}/files", post(upload))
        .layer(DefaultBodyLimit::max(MAX_READ))
}

async fn upload(
    State(service): State<Service>,
    Path((app, id)): Path<(String, String)>,
    Caller(credentials): Caller,
    request: Request,
) -> Response {
    let (app, id) = (AppId::new(app), ConversationId::new(id));
    let Some(base) = media_base(request.headers()) else {
        return no_host();
    };
    let may = Call::Client(
        app.clone(),
        credentials.clone(),
        ClientCall::MayUpload(id.clone()),
    );
    let may = service.engine.call(may).await;
    if may.reply.status != 200 {
        drain(request).await;
        return may.into_response();
    }
    let received = match receive(&service, request).await {
        Ok(received) => received,
        Err(refusal) => return refusal.to_client().into_response(),
    };
    // A caller that goes away now must not leave a file without a message.
    let taken = tokio::spawn(async move { take(&service, app, credentials, id, base, received).await });
    match taken.await {
        Ok(Ok(answer)) => answer.into_response(),
        Ok(Err(refusal)) => refusal.to_client().into_response(),
        Err(_) => Refusal::new(500, "internal_error", "The upload failed")
            .to_client()
            .into_response(),
    }
}

async fn take(
    service: &Service,
    app: AppId,
    credentials: Credentials,
    id: ConversationId,
    base: String,
    received: Received,
) -> Result<Answer, Refusal> {
    let author = received
        .author
        .ok_or_else(|| Refusal::bad_request("The part `author` is missing"))?;
    let author: Author = from_text(&author)
        .map_err(|error| Refusal::bad_request(format!("The part `author` is malformed: {error}")))?;
    let metadata = received.message.as_deref().map(metadata).transpose()?.flatten();
    let source = received.source;
    let mut upload = Upload {
        author,
        metadata,
        url: String::new(),
        media_type: source.kind.media_type.to_owned(),
        is_picture: source.kind.is_picture(),
        size: source.size(),
        fault: None,
    };
    let mut kept = None;
    if source.has_hidden_virus {
        upload.fault = Some((400, "virus_detected".to_owned()));
    } else {
        let (file, path) = source.keep(app.clone(), Some(id.clone())).await?;
        upload.url = format!("{base}{path}");
        kept = Some(file);
    }
    let call = Call::Client(app, credentials, ClientCall::Upload(id, upload));
    let answer = service.engine.call(call).await;
    if let (Some(file), false) = (kept, answer.reply.status == 201) {
        service.files.remove(&file);
    }
    Ok(answer)
}

/// What the part `message` carries: nothing else of it counts.
fn metadata(text: &str) -> Result<Option<Object>, Refusal> {
    let malformed = |error: String| Refusal::bad_request(format!("The part `message` is malformed: {error}"));
    let message: Object = from_text(text).map_err(|error| malformed(error.to_string()))?;
    check_levels(&message.to_value())?;
    avmsdk_protocol::record::check_field::<Option<Object>>(&message, "metadata")
        .map_err(|error| malformed(error.to_string()))?;
    Ok(avmsdk_protocol::record::get_field(&message, "metadata"))
}
