//! Any text as a batch of Bayeux messages: an answer for each, and the connection lives on.
//!
//! `@` stands for the id of a connection that is there.

#![no_main]

use avmsdk_protocol::json::{self, Value};
use avmsdk_sandbox::fuzzing::Unplugged;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const HANDSHAKE: &str =
    r#"[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"],"id":"1"}]"#;

static SERVICE: LazyLock<(Unplugged, String)> = LazyLock::new(|| {
    let service = Unplugged::start().expect("a thread");
    let id = ask(&service, HANDSHAKE).expect("an answer");
    let id = id[0].get("clientId").and_then(Value::as_str).expect("an id").to_owned();
    (service, id)
});

fuzz_target!(|text: &str| {
    let (service, id) = &*SERVICE;
    let text = text.replace('@', id);
    if let Some(answers) = ask(service, &text) {
        let asked = match json::parse(&text) {
            Ok(Value::Array(asked)) => asked.len(),
            _ => 1,
        };
        assert!(answers.len() >= asked, "{answers:?}");
        for answer in answers {
            assert!(answer.get("channel").is_some(), "{answer:?}");
        }
    }
    // Unless it said goodbye, or there are too many by now.
    if !text.contains("disconnect") {
        assert!(ask(service, "[]").is_some_and(|answers| answers.is_empty()));
    }
});

/// The answers; `None` where the batch is refused as a whole, or held.
fn ask(service: &Unplugged, text: &str) -> Option<Vec<Value>> {
    let headers = [("host", "localhost"), ("content-type", "application/json")];
    let answer = service.ask("POST", "/faye", &headers, text.as_bytes())?;
    if answer.status == 400 {
        return None;
    }
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).expect("UTF-8");
    match json::parse(&text) {
        Ok(Value::Array(answers)) => Some(answers),
        other => panic!("{other:?}"),
    }
}
