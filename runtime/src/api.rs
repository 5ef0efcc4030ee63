//! The methods of the public object that need the runtime. The host has checked the arguments; what
//! it let pass and makes no sense is refused here.

use crate::shell::Shell;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::id::{ActionId, ConversationId, ExternalId};
use avmsdk_protocol::json::{parse, write};
use avmsdk_protocol::message::{Draft, KEYS_OF_A_DRAFT, MessageType};
use avmsdk_protocol::{Object, Value, Wire};
use avmsdk_session::{Call, Delegates, Input, PromiseId, Refusal};

/// The number of each method is the place of its name in the public object, which begins with what needs no runtime.
struct Method;

macro_rules! methods {
    ($($name:ident)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "spelled as the page spells them")]
        enum Place { $($name,)* }

        #[expect(non_upper_case_globals, dead_code, reason = "each is spelled as the page spells it")]
        impl Method {
            $(const $name: u32 = Place::$name as u32;)*
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

methods! {
    VERSION init on off render destroy

    login logout sendMessage startTyping stopTyping triggerPostback updateUser loadConversation
    startConversation getConversationById getConversations getMoreConversations createConversation updateConversation

    open close isOpened getUser getConversation getDisplayedConversation hasMoreConversations
    markAllAsRead showNotificationChannelPrompt setPredefinedMessage setDelegate
}

/// Calls a method by its number. The host knows the numbers; another one does nothing.
pub(crate) fn call(shell: &Shell, method: u32, arguments: &str, promise: u32) -> Option<String> {
    let mut arguments = match parse(arguments) {
        Ok(Value::Array(arguments)) => arguments,
        _ => Vec::new(),
    };
    let mut argument = |at: usize| arguments.get_mut(at).map(std::mem::take).unwrap_or_default();
    let first = argument(0);
    let second = argument(1);
    let promise = PromiseId(promise);
    let answer = match method {
        Method::isOpened => Value::Bool(shell.session().is_opened()),
        Method::getUser => return shell.session().page_user().map(|user| write(&user)),
        Method::getConversation => shell.session().page_conversation(),
        Method::getDisplayedConversation => match shell.session().conversation() {
            Some(_) => shell.session().page_conversation(),
            None => Value::Null,
        },
        Method::hasMoreConversations => Value::Bool(shell.session().has_more_conversations()),
        _ => {
            tell(shell, method, first, second, promise);
            return None;
        }
    };
    Some(write(&answer))
}

/// The methods that answer nothing, or later.
fn tell(shell: &Shell, method: u32, first: Value, second: Value, promise: PromiseId) {
    match method {
        Method::open => shell.take(Input::Open),
        Method::close => shell.take(Input::Close),
        Method::setDelegate => {
            let bits = u32::read(&first).unwrap_or_default();
            shell.take(Input::SetDelegates(Delegates::from_bits(bits)));
        }
        Method::markAllAsRead => shell.take(Input::MarkAllAsRead(place(&first))),
        Method::setPredefinedMessage => shell.set_draft(first.as_str().unwrap_or_default()),
        Method::showNotificationChannelPrompt => shell.take(Input::ShowNotificationPrompt),
        Method::sendMessage => match draft(first) {
            Ok(draft) => shell.take(Input::Submit(Box::new(draft), place(&second), Some(promise))),
            Err(message) => shell.settle(promise, &Err(Refusal::ours("bad_message", message))),
        },
        _ => match asked(method, first, second) {
            Some(call) => shell.take(Input::Called(call, promise)),
            None => shell.settle(promise, &Err(bad_arguments())),
        },
    }
}

/// The methods that the session answers later. In the second part: the bridge has it loaded before it calls one.
#[inline(never)]
fn asked(method: u32, first: Value, second: Value) -> Option<Call> {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let object = |value: Value| match value {
        Value::Object(object) => Some(object),
        Value::Null => Some(Object::new()),
        _ => None,
    };
    Some(match method {
        Method::startConversation => Call::StartConversation,
        Method::logout => Call::Logout,
        Method::getMoreConversations => Call::GetMoreConversations,
        Method::login => Call::Login(ExternalId::new(text(&first)?), text(&second)?),
        Method::updateUser => Call::UpdateUser(object(first)?),
        Method::createConversation => Call::CreateConversation(object(first)?),
        Method::updateConversation => Call::UpdateConversation(place(&first)?, object(second)?),
        Method::loadConversation => Call::LoadConversation(place(&first)?),
        Method::getConversationById => Call::GetConversation(place(&first)),
        Method::getConversations => Call::GetConversations(u32::read(&first).unwrap_or_default()),
        Method::startTyping => Call::StartTyping(place(&first)),
        Method::stopTyping => Call::StopTyping(place(&first)),
        Method::triggerPostback => Call::TriggerPostback(ActionId::new(text(&first)?), place(&second)),
        _ => return None,
    })
}

fn place(value: &Value) -> Option<ConversationId> {
    value.as_str().map(ConversationId::new)
}

fn bad_arguments() -> Refusal {
    Refusal::ours("bad_arguments", "the arguments are not understood")
}

const NO_MESSAGE: &str = "sendMessage needs a text or a message such as {type: 'text', text: 'hello'}";

/// A message as the page gives it: a text, or an object of which the service takes some keys. Comes with what sends, which
/// the bridge has loaded before it calls.
#[inline(never)]
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

#[cfg(test)]
mod tests {
    use super::NAMES;

    /// Each by a line of its own that builds it, in the order in which they are put into the object.
    #[test]
    fn the_numbers_are_the_places_of_the_names_in_the_public_object() {
        let methods = include_str!("../host/src/host/methods.js");
        let main = include_str!("../host/src/host/main.js");
        let (_, own) = main.split_once("var api = {").unwrap();
        let (own, _) = own.split_once('}').unwrap();
        let mut names: Vec<&str> = own
            .split(',')
            .map(|pair| pair.split(':').next().unwrap().trim())
            .collect();
        for list in ["var ASYNCHRONOUS =", "var SYNCHRONOUS ="] {
            let (_, list) = methods.split_once(list).unwrap();
            let (list, _) = list.split_once(';').unwrap();
            let texts = list.split('\'').skip(1).step_by(2);
            names.extend(
                texts
                    .flat_map(str::split_whitespace)
                    .map(|name| name.trim_end_matches(|last: char| last.is_ascii_digit())),
            );
        }
        assert_eq!(names, NAMES);
    }
}
