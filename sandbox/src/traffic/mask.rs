//! Secrets, taken out of what is shown.

use avmsdk_protocol::json::SyntaxError;
use avmsdk_protocol::{Object, Value};
use url::form_urlencoded::{byte_serialize, parse};

/// In place of a secret.
const MASK: &str = "***";
/// Keys of secrets, in bodies and queries.
const KEYS: [&str; 5] = ["sessionToken", "jwt", "authCode", "secret", "token"];
/// Headers that carry secrets.
const HEADERS: [&str; 5] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
];

/// A header's value as it may be shown.
pub(super) fn header<'a>(name: &str, value: &'a str) -> &'a str {
    if HEADERS.contains(&name) { MASK } else { value }
}

/// A body that was read, or its text where it is no JSON.
pub(super) fn json(read: Result<Value, SyntaxError>, text: &str) -> Value {
    match read {
        Ok(value) => within(value),
        Err(_) => Value::from(self::text(text)),
    }
}

fn within(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(within).collect()),
        Value::Object(object) => {
            let mut masked = Object::new();
            for (name, value) in object.iter() {
                if KEYS.contains(&name) && matches!(value, Value::String(_) | Value::Number(_)) {
                    masked.set(name, MASK);
                } else {
                    masked.set(name, within(value.clone()));
                }
            }
            Value::Object(masked)
        }
        Value::String(text) => Value::String(self::text(&text)),
        other => other,
    }
}

/// JSON that may be cut or broken: whatever follows `"jwt":"` up to the end of the string.
pub(super) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = secret(rest) {
        shown.push_str(&rest[..start]);
        shown.push_str(MASK);
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

/// Where the first secret stands.
fn secret(text: &str) -> Option<(usize, usize)> {
    let of_key = |key: &str| {
        let mut from = 0;
        loop {
            let key_end = from + text[from..].find(&format!("\"{key}\""))? + key.len() + 2;
            let after = text[key_end..]
                .trim_start()
                .strip_prefix(':')
                .map(str::trim_start);
            if let Some(value) = after.and_then(|after| after.strip_prefix('"')) {
                let start = text.len() - value.len();
                return Some((start, start + string_end(value)));
            }
            from = key_end;
        }
    };
    KEYS.iter().filter_map(|key| of_key(key)).min()
}

fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// A query, or a form that is written like one.
pub(super) fn query(query: &str) -> String {
    let pairs = query.split('&').map(|pair| {
        let Some((name, value)) = parse(pair.as_bytes()).next() else {
            return pair.to_owned();
        };
        if KEYS.contains(&name.as_ref()) {
            return format!("{name}={MASK}");
        }
        let shown = text(&value);
        if shown == value {
            pair.to_owned()
        } else {
            format!("{name}={}", byte_serialize(shown.as_bytes()).collect::<String>())
        }
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown_wherever_it_stands() {
        let table = [
            (
                r#"[{"ext":{"sessionToken":"abc","n":1}}]"#,
                r#"[{"ext":{"sessionToken":"***","n":1}}]"#,
            ),
            (r#"{"jwt" : "a\"b","jwt":"c"}"#, r#"{"jwt" : "***","jwt":"***"}"#),
            (r#"{"text":"jwt","jwt":"abc"#, r#"{"text":"jwt","jwt":"***"#),
            (r#"["jwt","x"]"#, r#"["jwt","x"]"#),
            ("plain", "plain"),
        ];
        for (given, wanted) in table {
            assert_eq!(text(given), wanted);
        }
        let nested = r#"{"a":[{"authCode":"x"}],"secret":7,"inner":"{\"jwt\":\"y\"}"}"#;
        let shown = avmsdk_protocol::json::write(&json(avmsdk_protocol::json::parse(nested), nested));
        assert_eq!(
            shown,
            r#"{"a":[{"authCode":"***"}],"secret":"***","inner":"{\"jwt\":\"***\"}"}"#
        );
        assert_eq!(
            query("jsonp=x&message=%5B%7B%22jwt%22%3A%22abc%22%7D%5D&jwt=abc&a=%20b"),
            "jsonp=x&message=%5B%7B%22jwt%22%3A%22***%22%7D%5D&jwt=***&a=%20b"
        );
        assert_eq!(
            (header("authorization", "x"), header("accept", "x")),
            ("***", "x")
        );
    }
}
