//! Any body to any call: an answer that can be read, and a refusal leaves no trace.
//!
//! The first byte picks the call. In the body `@u`, `@c` and `@m` stand for a user, its conversation and
//! a message in it.

#![no_main]

use avmsdk_protocol::json::{self, Value};
use avmsdk_sandbox::fuzzing::{Answered, Unplugged};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const SDK: &str = "/sdk/v2/apps/5f00000000000000000000a1";
const V2: &str = "/v2/apps/5f00000000000000000000a1";
/// Base64 of the demo app's key and secret.
const KEY: &str = "Basic YXBwXzVmMDAwMDAwMDAwMDAwMDAwMDAwMDBjMTpzYW5kYm94LXNlY3JldA==";

/// `>` is the business API, `.` the control paths, all others the client API.
const CALLS: &[(&str, &str)] = &[
    ("POST", "/appusers"),
    ("PUT", "/appusers/@u"),
    ("POST", "/appusers/@u/conversation"),
    ("POST", "/appusers/@u/conversations"),
    ("POST", "/appusers/@u/logout"),
    ("POST", "/appusers/@u/messages/validate"),
    ("POST", "/appusers/@u/clients"),
    ("POST", "/appusers/@u/stripe/transaction"),
    ("POST", "/appusers/authcode"),
    ("POST", "/login"),
    ("POST", "/prechatcapture"),
    ("POST", "/prechatcapture/validate"),
    ("PUT", "/conversations/@c"),
    ("POST", "/conversations/@c/messages"),
    ("POST", "/conversations/@c/activity"),
    ("POST", "/conversations/@c/postback"),
    ("POST", "/conversations/@c/subscribe"),
    ("POST", ">/conversations"),
    ("PATCH", ">/conversations/@c"),
    ("POST", ">/conversations/@c/messages"),
    ("POST", ">/conversations/@c/activity"),
    ("POST", ">/conversations/@c/join"),
    ("POST", ">/conversations/@c/leave"),
    ("POST", ">/conversations/@c/passControl"),
    ("DELETE", ">/conversations/@c/messages/@m"),
    ("POST", ">/users"),
    ("PATCH", ">/users/@u"),
    ("POST", ">/users/@u/clients"),
    ("POST", ">/integrations"),
    ("PATCH", ">/integrations/5f00000000000000000000b1"),
    ("POST", ">/integrations/5f00000000000000000000b1/webhooks"),
    ("POST", ">/attachments/remove"),
    ("POST", ".reply"),
    ("POST", ".events"),
    ("POST", ".history"),
    ("POST", ".faults"),
    ("POST", ".jwt"),
    ("POST", ".authcode"),
];

static SERVICE: LazyLock<Unplugged> = LazyLock::new(|| Unplugged::start().expect("a thread"));

fuzz_target!(|bytes: &[u8]| {
    let Some((&pick, body)) = bytes.split_first() else { return };
    let (method, path) = CALLS[usize::from(pick) % CALLS.len()];
    let visitor = Visitor::come();
    let body = match std::str::from_utf8(body) {
        Ok(text) => visitor.fill(text).into_bytes(),
        Err(_) => body.to_vec(),
    };
    let (path, authorization) = match path.split_at(1) {
        (">", rest) => (format!("{V2}{rest}"), KEY),
        (".", rest) => (format!("/sandbox/{rest}"), KEY),
        _ => (format!("{SDK}{path}"), visitor.authorization.as_str()),
    };
    let before = state();
    let Some(answer) = ask(method, &visitor.fill(&path), authorization, &body) else { return };
    assert!(answer.status < 500 || answer.status == 501, "{answer:?}");
    if answer.content_type.starts_with("application/json") {
        read(&answer);
    }
    if answer.status >= 400 {
        assert_eq!(state(), before, "{answer:?}");
    }
});

struct Visitor {
    user: String,
    conversation: String,
    message: String,
    authorization: String,
}

impl Visitor {
    /// To a world that holds nobody else.
    fn come() -> Self {
        let client = r#"{"platform":"web","id":"c1","integrationId":"5f00000000000000000000b1","info":{}}"#;
        sure("POST", "/sandbox/reset", KEY, b"{}");
        let create = format!(r#"{{"client":{client},"intent":"x"}}"#);
        let made = read(&sure("POST", &format!("{SDK}/appusers"), "", create.as_bytes()));
        let text = |value: Option<&Value>| value.and_then(Value::as_str).expect("text").to_owned();
        let user = text(made.get("appUser").and_then(|user| user.get("_id")));
        let Some(Value::Array(conversations)) = made.get("conversations") else { panic!("{made:?}") };
        let conversation = text(conversations[0].get("_id"));
        let hello = br#"{"author":{"type":"business"},"content":{"type":"text","text":"hello"}}"#;
        let path = format!("{V2}/conversations/{conversation}/messages");
        let said = read(&sure("POST", &path, KEY, hello));
        let Some(Value::Array(messages)) = said.get("messages") else { panic!("{said:?}") };
        Visitor {
            message: text(messages[0].get("id")),
            authorization: format!("Basic {}", base64(&format!("{user}:{}", text(made.get("sessionToken"))))),
            user,
            conversation,
        }
    }

    fn fill(&self, text: &str) -> String {
        let text = text.replace("@u", &self.user).replace("@c", &self.conversation);
        text.replace("@m", &self.message)
    }
}

/// What is answered at once, but for a machine that does much else.
fn sure(method: &str, path: &str, authorization: &str, body: &[u8]) -> Answered {
    let mut tries = (0..50).filter_map(|_| ask(method, path, authorization, body));
    tries.next().expect("an answer")
}

fn ask(method: &str, path: &str, authorization: &str, body: &[u8]) -> Option<Answered> {
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/json"),
        ("authorization", authorization),
    ];
    SERVICE.ask(method, path, &headers, body)
}

fn state() -> Vec<u8> {
    sure("GET", "/sandbox/state", "", b"").body
}

fn read(answer: &Answered) -> Value {
    let text = std::str::from_utf8(&answer.body).expect("UTF-8");
    json::parse(text).expect("JSON")
}

/// RFC 4648, for one header.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(*chunk.get(at).unwrap_or(&0)));
        (0..4).map(move |at| {
            if at <= chunk.len() {
                char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize])
            } else {
                '='
            }
        })
    });
    letters.collect()
}
