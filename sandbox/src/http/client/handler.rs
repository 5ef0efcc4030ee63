//! Handlers of the calls that are a body and nothing more, each made of the call that it reads.

use super::super::Service;
use super::super::request::{Caller, Read};
use super::ask;
use super::session::greet;
use crate::world::{ClientCall, GuestCall};
use avmsdk_protocol::Wire;
use avmsdk_protocol::id::{ConversationId, UserId};
use axum::extract::{Path, State};
use axum::response::Response;
use std::pin::Pin;

pub(super) type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;
pub(super) type Pair = Path<(String, String)>;

/// For a client without a user.
pub(super) fn of_guest<T: Wire + 'static>(
    call: fn(T) -> GuestCall,
) -> impl Fn(State<Service>, Path<String>, Caller, Read) -> Answering + Clone {
    move |State(service), Path(app), caller, body| {
        Box::pin(async move { greet(&service, app, caller, body.record().map(call)).await })
    }
}

/// About the user that the path names.
pub(super) fn of_user<T: Wire + 'static>(
    call: fn(UserId, T) -> ClientCall,
) -> impl Fn(State<Service>, Pair, Caller, Read) -> Answering + Clone {
    move |State(service), Path((app, user)), caller, body| {
        let call = body.record().map(|request| call(UserId::new(user), request));
        Box::pin(async move { ask(&service, app, caller, call).await })
    }
}

/// About the conversation that the path names.
pub(super) fn in_conversation<T: Wire + 'static>(
    call: fn(ConversationId, T) -> ClientCall,
) -> impl Fn(State<Service>, Pair, Caller, Read) -> Answering + Clone {
    move |State(service), Path((app, id)), caller, body| {
        let call = body
            .record()
            .map(|request| call(ConversationId::new(id), request));
        Box::pin(async move { ask(&service, app, caller, call).await })
    }
}
