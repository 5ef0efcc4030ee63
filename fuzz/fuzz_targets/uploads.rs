//! Any form with a file, and any line and headers of a request: what strangers sent never comes back as a page.
//!
//! An input that begins with `-` is the body of an upload with the boundary `X`; of any other the first line is `METHOD PATH`,
//! the rest up to an empty line are headers. `@u`, `@c` and `@k` stand for a user, its conversation and its authorization.

#![no_main]

use avmsdk_protocol::json::{self, Value};
use avmsdk_sandbox::fuzzing::{Answered, Unplugged};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const SDK: &str = "/sdk/v2/apps/5f00000000000000000000a1";
/// What a browser would run or draw as a page of this origin.
const ACTIVE: [&str; 6] = ["text/html", "xml", "svg", "xsl", "x-mixed-replace", "cache-manifest"];

const HOST: (&str, &str) = ("host", "localhost:8000");
const JSON: (&str, &str) = ("content-type", "application/json");

static SERVICE: LazyLock<Unplugged> = LazyLock::new(|| Unplugged::start().expect("a thread"));

/// What is answered at once, but for a machine that does much else.
fn sure(path: &str, body: &[u8]) -> Answered {
    let mut tries = (0..50).filter_map(|_| SERVICE.ask("POST", path, &[HOST, JSON], body));
    tries.next().expect("an answer")
}

struct Visitor {
    user: String,
    conversation: String,
    authorization: String,
}

impl Visitor {
    /// To a world that holds nobody else, and no file.
    fn come() -> Self {
        sure("/sandbox/reset", b"{}");
        let client = r#"{"platform":"web","id":"c1","integrationId":"5f00000000000000000000b1","info":{}}"#;
        let create = format!(r#"{{"client":{client},"intent":"x"}}"#);
        let made = read(&sure(&format!("{SDK}/appusers"), create.as_bytes()));
        let text = |value: Option<&Value>| value.and_then(Value::as_str).expect("text").to_owned();
        let user = text(made.get("appUser").and_then(|user| user.get("_id")));
        let Some(Value::Array(conversations)) = made.get("conversations") else { panic!("{made:?}") };
        let secret = text(made.get("sessionToken"));
        Visitor {
            conversation: text(conversations[0].get("_id")),
            authorization: format!("Basic {}", base64(&format!("{user}:{secret}"))),
            user,
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    if bytes.first() == Some(&b'-') {
        upload(bytes);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        line(text);
    }
});

fn upload(body: &[u8]) {
    let visitor = Visitor::come();
    let headers = [
        HOST,
        ("content-type", "multipart/form-data; boundary=X"),
        ("authorization", visitor.authorization.as_str()),
    ];
    let path = format!("/sdk/apps/5f00000000000000000000a1/conversations/{}/files", visitor.conversation);
    let Some(answer) = SERVICE.ask("POST", &path, &headers, body) else { return };
    assert!(answer.status < 500 || answer.status == 507, "{answer:?}");
    read(&answer);
    if answer.status != 201 {
        return;
    }
    let Some(state) = SERVICE.ask("GET", "/sandbox/state", &headers[..1], b"") else { return };
    let state = String::from_utf8(state.body).expect("UTF-8");
    for (at, _) in state.match_indices("/media/") {
        let path = state[at..].split('"').next().unwrap_or_default();
        let Some(file) = SERVICE.ask("GET", path, &headers[..1], b"") else { continue };
        assert!(file.status == 200 || file.status == 404, "{path} {file:?}");
        harmless(path, &file);
        if file.status == 200 {
            assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert!(file.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox;")), "{path}");
        }
    }
}

fn line(text: &str) {
    let visitor = Visitor::come();
    let text = text
        .replace("@k", &visitor.authorization)
        .replace("@u", &visitor.user)
        .replace("@c", &visitor.conversation)
        .replace("@a", SDK);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let (method, path) = first.split_once(' ').unwrap_or(("GET", first));
    if path.contains("reset") || path.contains("faults") || path.contains("seed") || method == "DELETE" {
        return;
    }
    let fields = lines.by_ref().take_while(|line| !line.is_empty());
    let mut headers: Vec<(&str, &str)> = fields.filter_map(|line| line.split_once(": ")).collect();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        headers.push(("host", "localhost"));
    }
    let body: String = lines.collect();
    let Some(answer) = SERVICE.ask(method, path, &headers, body.as_bytes()) else { return };
    assert!(answer.status < 500 || answer.status == 501, "{answer:?}");
    harmless(path, &answer);
    let host = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).map_or("", |(_, host)| *host);
    let origin = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin"));
    let is_foreign = origin.is_some_and(|(_, origin)| *origin != format!("http://{host}") && *origin != format!("https://{host}"));
    if is_foreign && path.starts_with("/sandbox/") && method != "OPTIONS" {
        assert!(matches!(answer.status, 400 | 403 | 404 | 405), "{headers:?} {answer:?}");
    }
}

/// Nothing of it runs, whoever chose its bytes or its name.
fn harmless(path: &str, answer: &Answered) {
    let kind = answer.content_type.to_ascii_lowercase();
    let is_active = ACTIVE.iter().any(|active| kind.contains(active));
    let is_own = !path.starts_with("/media/") && answer.header("content-security-policy").is_some();
    assert!(!is_active || is_own, "{path} {answer:?}");
    if kind.contains("javascript") {
        assert!(answer.body.starts_with(b"/**/"), "{path} {:?}", String::from_utf8_lossy(&answer.body));
    }
    let disposition = answer.header("content-disposition").unwrap_or_default();
    assert!(!disposition.contains(['\r', '\n', '\0', '/']), "{disposition}");
}

fn read(answer: &Answered) -> Value {
    let text = std::str::from_utf8(&answer.body).expect("UTF-8");
    json::parse(text).unwrap_or_else(|error| panic!("{error} {text}"))
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
