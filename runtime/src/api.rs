//! The methods of the public object that need the runtime.

use crate::shell::Shell;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::json::{parse, write};
use avmsdk_protocol::message::{Draft, KEYS_OF_A_DRAFT, MessageType};
use avmsdk_protocol::{Object, Value, Wire};
use avmsdk_session::{Input, PromiseId, Refusal};

/// Calls a method by name. The host knows the names; another one does nothing.
pub(crate) fn call(shell: &Shell, method: &str, arguments: &str, promise: u32) -> Option<String> {
    let first = match parse(arguments) {
        Ok(Value::Array(arguments)) => arguments.into_iter().next(),
        _ => None,
    };
    let promise = PromiseId(promise);
    match method {
        "open" => shell.take(Input::Open),
        "close" => shell.take(Input::Close),
        "isOpened" => return Some(write(&Value::Bool(shell.session().is_opened()))),
        "getUser" => return shell.session().page_user().map(|user| write(&user)),
        "getConversation" => return Some(write(&shell.session().page_conversation())),
        "markAllAsRead" => shell.take(Input::MarkAllAsRead),
        "setPredefinedMessage" => {
            let text = first.as_ref().and_then(Value::as_str).unwrap_or_default();
            shell.set_draft(text);
        }
        "startConversation" => shell.take(Input::StartConversation(promise)),
        "sendMessage" => match first.map_or(Err(NO_MESSAGE), draft) {
            Ok(draft) => shell.take(Input::Submit(Box::new(draft), Some(promise))),
            Err(message) => shell.settle(promise, Err(Refusal::ours("bad_message", message))),
        },
        _ => {}
    }
    None
}

const NO_MESSAGE: &str = "sendMessage needs a text or a message, as in sendMessage('hello') or sendMessage({type: 'text', text: 'hello'})";

/// A message as the page gives it: a text, or an object of which the service takes some keys.
fn draft(message: Value) -> Result<Draft, &'static str> {
    let mut given = match message {
        Value::String(text) => return Ok(Draft::text_only(&text)),
        Value::Object(given) => given,
        _ => return Err(NO_MESSAGE),
    };
    let mut taken = Object::new();
    for key in KEYS_OF_A_DRAFT {
        if let Some(value) = given.take(key) {
            taken.set(key, value);
        }
    }
    taken.set("role", Role::AppUser.as_str());
    if taken.get("type").is_none() {
        taken.set("type", MessageType::Text.as_str());
    }
    let kind = taken.get("type").and_then(Value::as_str);
    let text = taken.get("text").and_then(Value::as_str);
    if kind == Some("text") && text.is_none() {
        return Err(NO_MESSAGE);
    }
    Draft::read(&taken.into()).ok_or(NO_MESSAGE)
}
