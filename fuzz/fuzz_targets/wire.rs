//! Any text as JSON and as each record of the wire: judged as another reader judges it, and nothing is lost.

#![no_main]

use avmsdk_protocol::json::{self, MAX_DEPTH, Value};
use avmsdk_protocol::{Seconds, Wire, activity, author, bayeux, business, call, config, conversation, error};
use avmsdk_protocol::{event, form, link, login, message, user};
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;

fuzz_target!(|text: &str| {
    let Ok(value) = json::parse(text) else {
        let other: Result<serde_json::Value, _> = serde_json::from_str(text);
        assert!(other.is_err() || depth(text) > usize::from(MAX_DEPTH), "{text}");
        return;
    };
    assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "{text}");
    let written = json::write(&value);
    let again = json::parse(&written).expect("what was written can be read");
    assert_eq!(json::write(&again), written, "a written form stays");
    numbers(&value);
    records(&value);
});

/// How deep brackets nest, strings left out.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut is_escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn numbers(value: &Value) {
    match value {
        Value::Number(number) => {
            if let Some(micros) = number.as_micros() {
                let float: f64 = number.as_str().parse().expect("a number");
                let near = (float * 1e6 - micros as f64).abs();
                assert!(near <= 1.0 + float.abs() * 1e-6, "{} {micros}", number.as_str());
                let seconds = Seconds::from_micros(micros);
                assert_eq!(Seconds::read(&seconds.to_value()), Some(seconds), "{}", number.as_str());
            }
        }
        Value::Array(items) => items.iter().for_each(numbers),
        Value::Object(object) => object.iter().for_each(|(_, value)| numbers(value)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Who is strict takes no more than who is lenient, and what was read is written as it came.
fn record<T: Wire>(value: &Value) {
    let read = T::read(value);
    assert!(T::check(value).is_err() || read.is_some(), "{value:?}");
    if let Some(read) = read {
        assert_eq!(read.to_value(), *value);
    }
}

fn records(value: &Value) {
    record::<activity::Activity>(value);
    record::<activity::ActivityRequest>(value);
    record::<activity::PostbackRequest>(value);
    record::<author::Author>(value);
    record::<bayeux::BayeuxMessage>(value);
    record::<bayeux::Advice>(value);
    record::<business::BusinessPostRequest>(value);
    record::<business::BusinessIntegration>(value);
    record::<business::BusinessWebhook>(value);
    record::<business::BusinessConversation>(value);
    record::<call::CreateRequest>(value);
    record::<call::UserSession>(value);
    record::<call::MessagesResponse>(value);
    record::<call::ConversationsResponse>(value);
    record::<config::ConfigResponse>(value);
    record::<conversation::Conversation>(value);
    record::<error::ErrorResponse>(value);
    record::<event::Events>(value);
    record::<event::Event>(value);
    record::<form::ValidateRequest>(value);
    record::<form::PrechatRequest>(value);
    record::<link::ClientRequest>(value);
    record::<link::LinkRequests>(value);
    record::<link::Fault>(value);
    record::<login::LoginRequest>(value);
    record::<login::EnterResponse>(value);
    record::<message::Message>(value);
    record::<message::Draft>(value);
    record::<user::User>(value);
}
