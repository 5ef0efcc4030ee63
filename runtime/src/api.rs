//! The methods of the public object that need the runtime. The host has checked the arguments; what
//! it let pass and makes no sense is refused here.

use crate::shell::Shell;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::id::{ActionId, ConversationId, ExternalId};
use avmsdk_protocol::json::{parse, write};
use avmsdk_protocol::message::{Draft, KEYS_OF_A_DRAFT, MessageType};
use avmsdk_protocol::{Object, Value, Wire};
use avmsdk_session::{Call, Delegates, Input, PromiseId, Refusal};

/// Calls a method by name. The host knows the names; another one does nothing.
pub(crate) fn call(shell: &Shell, method: &str, arguments: &str, promise: u32) -> Option<String> {
    let mut arguments = match parse(arguments) {
        Ok(Value::Array(arguments)) => arguments,
        _ => Vec::new(),
    };
    let mut argument = |at: usize| arguments.get_mut(at).map(std::mem::take).unwrap_or_default();
    let first = argument(0);
    let second = argument(1);
    let promise = PromiseId(promise);
    let answer = match method {
        "isOpened" => Value::Bool(shell.session().is_opened()),
        "getUser" => return shell.session().page_user().map(|user| write(&user)),
        "getConversation" => shell.session().page_conversation(),
        "getDisplayedConversation" => match shell.session().conversation() {
            Some(_) => shell.session().page_conversation(),
            None => Value::Null,
        },
        "hasMoreConversations" => Value::Bool(shell.session().has_more_conversations()),
        _ => {
            tell(shell, method, first, second, promise);
            return None;
        }
    };
    Some(write(&answer))
}

/// The methods that answer nothing, or later.
fn tell(shell: &Shell, method: &str, first: Value, second: Value, promise: PromiseId) {
    match method {
        "open" => shell.take(Input::Open),
        "close" => shell.take(Input::Close),
        "setDelegate" => {
            let bits = u32::read(&first).unwrap_or_default();
            shell.take(Input::SetDelegates(Delegates::from_bits(bits)));
        }
        "markAllAsRead" => shell.take(Input::MarkAllAsRead(place(&first))),
        "setPredefinedMessage" => shell.set_draft(first.as_str().unwrap_or_default()),
        "showNotificationChannelPrompt" => shell.take(Input::ShowNotificationPrompt),
        "sendMessage" => match draft(first) {
            Ok(draft) => shell.take(Input::Submit(Box::new(draft), place(&second), Some(promise))),
            Err(message) => shell.settle(promise, &Err(Refusal::ours("bad_message", message))),
        },
        _ => match asked(method, first, second) {
            Some(call) => shell.take(Input::Called(call, promise)),
            None => shell.settle(promise, &Err(bad_arguments(method))),
        },
    }
}

/// The methods that the session answers later. In the second part: the bridge has it loaded before it calls one.
#[inline(never)]
fn asked(method: &str, first: Value, second: Value) -> Option<Call> {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let object = |value: Value| match value {
        Value::Object(object) => Some(object),
        Value::Null => Some(Object::new()),
        _ => None,
    };
    Some(match method {
        "startConversation" => Call::StartConversation,
        "logout" => Call::Logout,
        "getMoreConversations" => Call::GetMoreConversations,
        "login" => Call::Login(ExternalId::new(text(&first)?), text(&second)?),
        "updateUser" => Call::UpdateUser(object(first)?),
        "createConversation" => Call::CreateConversation(object(first)?),
        "updateConversation" => Call::UpdateConversation(place(&first)?, object(second)?),
        "loadConversation" => Call::LoadConversation(place(&first)?),
        "getConversationById" => Call::GetConversation(place(&first)),
        "getConversations" => Call::GetConversations(u32::read(&first).unwrap_or_default()),
        "startTyping" => Call::StartTyping(place(&first)),
        "stopTyping" => Call::StopTyping(place(&first)),
        "triggerPostback" => Call::TriggerPostback(ActionId::new(text(&first)?), place(&second)),
        _ => return None,
    })
}

fn place(value: &Value) -> Option<ConversationId> {
    value.as_str().map(ConversationId::new)
}

fn bad_arguments(method: &str) -> Refusal {
    let message = [method, ": its arguments are not understood"].concat();
    Refusal::ours("bad_arguments", &message)
}

const NO_MESSAGE: &str = "sendMessage needs a text or a message such as {type: 'text', text: 'hello'}";

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
