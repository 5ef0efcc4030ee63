//! Who speaks, where a client leaves out which browser it is.
//!
//! The observed client describes its browser in each body. Others leave out the description, or parts of it:
//! what they say by the header or have said before is enough.

use super::super::Service;
use super::super::request::{Caller, Read};
use super::ask;
use super::handler::{Answering, Pair};
use crate::world::ClientCall;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::{Object, Value, Wire};
use axum::extract::{Path, State};
use axum::http::HeaderMap;

/// Names the browser that sends a request.
const CLIENT_ID: &str = "x-smooch-clientid";

/// A call about the conversation that the path names, by an author.
pub(super) fn by_author<T: Wire + 'static>(
    call: fn(ConversationId, T) -> ClientCall,
) -> impl Fn(State<Service>, Pair, Caller, HeaderMap, Read) -> Answering + Clone {
    move |State(service), Path((app, id)), caller, headers, body| {
        let request = body.record_after(|body| complete(body, &headers));
        let call = request.map(|request| call(ConversationId::new(id), request));
        Box::pin(async move { ask(&service, app, caller, call).await })
    }
}

/// Fills in what `author.client` lacks: the id by the header, the rest by what says nothing. The world puts
/// what it knows of the user in its place.
fn complete(body: &mut Object, headers: &HeaderMap) {
    let Some(Value::Object(author)) = body.get("author") else {
        return;
    };
    let mut client = match author.get("client") {
        Some(Value::Object(client)) => client.clone(),
        None | Some(Value::Null) => Object::new(),
        // Refused when it is read.
        Some(_) => return,
    };
    let id = headers.get(CLIENT_ID).and_then(|value| value.to_str().ok());
    for (name, usual) in [
        ("platform", Value::from("web")),
        ("id", Value::from(id.unwrap_or_default())),
        ("integrationId", Value::from("")),
        ("info", Object::new().into()),
    ] {
        if matches!(client.get(name), None | Some(Value::Null)) {
            client.set(name, usual);
        }
    }
    let mut author = author.clone();
    author.set("client", client);
    body.set("author", author);
}
