//! Requests as the world takes them; the paths are those of `protocol.md`.

use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::json::Number;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Seconds, Value, Wire};
use avmsdk_sandbox::world::{Call, ClientCall, Credentials, GuestCall, demo};
use avmsdk_session::{Method, Request};

pub(crate) const API: &str = "https://api.example/sdk";

pub(crate) fn call(request: &Request, credentials: Credentials) -> Call {
    let path = request.url.strip_prefix(API).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.strip_prefix("/v2/apps/").unwrap().split('/').collect();
    assert_eq!(parts[0], demo::APP, "{path}");
    let app = AppId::new(parts[0]);
    let user = |id: &str| UserId::new(id);
    let conversation = |id: &str| ConversationId::new(id);
    use Method::{Get, Post, Put};
    let guest = match (request.method, &parts[1..]) {
        (Post, ["appusers"]) => Some(GuestCall::CreateUser(body(request))),
        (Post, ["login"]) => Some(GuestCall::Login(body(request))),
        _ => None,
    };
    if let Some(call) = guest {
        return Call::Guest(app, credentials, call);
    }
    let call = match (request.method, &parts[1..]) {
        (Post, ["appusers", id, "conversation"]) => ClientCall::CreateConversation(user(id)),
        (Get, ["appusers", id]) => ClientCall::User(user(id)),
        (Put, ["appusers", id]) => ClientCall::UpdateUser(user(id), body(request)),
        (Post, ["appusers", id, "logout"]) => ClientCall::Logout(user(id), body(request)),
        (Get, ["appusers", id, "conversations"]) => {
            let offset = query.strip_prefix("offset=").map(|text| text.parse().unwrap());
            ClientCall::Conversations(user(id), offset)
        }
        (Post, ["appusers", id, "conversations"]) => ClientCall::CreateFurther(user(id), body(request)),
        (Get, ["conversations", id]) => ClientCall::Conversation(conversation(id)),
        (Put, ["conversations", id]) => ClientCall::ChangeConversation(conversation(id), body(request)),
        (Get, ["conversations", id, "messages"]) => {
            let before = query.strip_prefix("before=").map(|text| {
                let number = Value::Number(Number::from_text(text).unwrap());
                Seconds::from_value(number).unwrap()
            });
            ClientCall::Messages(conversation(id), before)
        }
        (Post, ["conversations", id, "messages"]) => ClientCall::Post(conversation(id), body(request)),
        (Post, ["conversations", id, "activity"]) => ClientCall::Activity(conversation(id), body(request)),
        (Post, ["conversations", id, "postback"]) => ClientCall::Postback(conversation(id), body(request)),
        (Post, ["conversations", id, "subscribe"]) => ClientCall::Enter(conversation(id), body(request)),
        (method, _) => panic!("{} {path} is none of the protocol", method.as_str()),
    };
    Call::Client(app, credentials, call)
}

fn body<T: Wire>(request: &Request) -> T {
    from_text(request.body.as_ref().unwrap()).unwrap()
}
