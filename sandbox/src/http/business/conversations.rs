//! Conversations, and what is said and done in them.

use super::super::Service;
use super::asked::ask;
use crate::world::{ConversationCall as Call, ConversationFilter, Refusal, Switch};
use avmsdk_protocol::business::BusinessPostRequest;
use avmsdk_protocol::id::{ExternalId, MessageId, UserId};
use axum::Router;
use axum::routing::{MethodRouter, delete, get, post};

/// The paths.
pub(super) fn routes() -> Router<Service> {
    let one = Router::new()
        .route("/", conversation())
        .route("/messages", messages())
        .route(
            "/messages/{message}",
            delete(ask(|asked, _| {
                let message = MessageId::new(asked.named("message"));
                Ok(Call::DeleteMessage(asked.conversation(), message))
            })),
        )
        .route(
            "/activity",
            post(ask(|asked, body| {
                Ok(Call::Activity(asked.conversation(), body.record()?))
            })),
        )
        .route(
            "/participants",
            get(ask(|asked, _| {
                Ok(Call::Participants(asked.conversation(), asked.paging()))
            })),
        )
        .route(
            "/join",
            post(ask(|asked, body| {
                Ok(Call::Join(asked.conversation(), body.record()?))
            })),
        )
        .route(
            "/leave",
            post(ask(|asked, body| {
                Ok(Call::Leave(asked.conversation(), body.record()?))
            })),
        )
        .route(
            "/passControl",
            post(ask(|asked, body| switch(asked, body, Switch::Pass))),
        )
        .route(
            "/offerControl",
            post(ask(|asked, body| switch(asked, body, Switch::Offer))),
        )
        .route(
            "/acceptControl",
            post(ask(|asked, body| switch(asked, body, Switch::Accept))),
        )
        .route(
            "/releaseControl",
            post(ask(|asked, body| switch(asked, body, Switch::Release))),
        );
    Router::new()
        .route("/conversations", conversations())
        .nest("/conversations/{conversation}", one)
}

fn conversations() -> MethodRouter<Service> {
    get(ask(|asked, _| {
        let filter = match (
            asked.parameter("filter[userId]"),
            asked.parameter("filter[userExternalId]"),
        ) {
            (Some(_), Some(_)) => {
                return Err(Refusal::bad_request(
                    "only one of `filter[userId]` and `filter[userExternalId]` should be there",
                ));
            }
            (Some(id), None) => ConversationFilter::User(UserId::new(id)),
            (None, Some(name)) => ConversationFilter::ExternalUser(ExternalId::new(name)),
            (None, None) => ConversationFilter::All,
        };
        Ok(Call::List(filter, asked.paging()))
    }))
    .post(ask(|_, body| Ok(Call::Create(body.record()?))))
}

fn conversation() -> MethodRouter<Service> {
    get(ask(|asked, _| Ok(Call::Get(asked.conversation()))))
        .patch(ask(|asked, body| {
            Ok(Call::Update(asked.conversation(), body.record()?))
        }))
        .delete(ask(|asked, _| Ok(Call::Delete(asked.conversation()))))
}

fn messages() -> MethodRouter<Service> {
    get(ask(|asked, _| {
        Ok(Call::Messages(asked.conversation(), asked.paging()))
    }))
    .post(ask(|asked, body| {
        // Unread: the rules name a fault by its whole path.
        let mut request = BusinessPostRequest::new();
        *request.object_mut() = body.record()?;
        Ok(Call::Post(asked.conversation(), request))
    }))
    .delete(ask(|asked, _| Ok(Call::DeleteMessages(asked.conversation()))))
}

fn switch(
    asked: &super::asked::Asked,
    body: super::super::request::Read,
    switch: Switch,
) -> Result<Call, Refusal> {
    Ok(Call::Switch(asked.conversation(), switch, body.options()?))
}
