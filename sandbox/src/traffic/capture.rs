//! A body as it passes: its beginning, its size; of a form with files only the outline.

use super::mask;
use super::multipart::Outline;
use avmsdk_protocol::{Object, Value, json};

/// Bytes of a body that are kept.
const KEPT: usize = 64 * 1024;

/// A body that passes, or has.
#[derive(Debug, Default)]
pub(crate) struct Capture {
    kind: Kind,
    kept: Vec<u8>,
    /// Bytes that passed.
    size: u64,
}

#[derive(Debug, Default)]
enum Kind {
    #[default]
    Text,
    Form,
    Multipart(Outline),
    /// Nothing that a person could read: only its size is told.
    Binary,
}

impl Capture {
    /// For a body of this media type.
    pub(crate) fn of(content_type: &str) -> Self {
        let lower = content_type.to_ascii_lowercase();
        let is_text = ["", "text/", "application/json", "application/javascript"]
            .iter()
            .any(|head| {
                if head.is_empty() {
                    lower.is_empty()
                } else {
                    lower.starts_with(head)
                }
            });
        let kind = if lower.starts_with("multipart/") {
            Outline::of(content_type).map_or(Kind::Binary, Kind::Multipart)
        } else if lower.starts_with("application/x-www-form-urlencoded") {
            Kind::Form
        } else if is_text || lower.contains("json") {
            Kind::Text
        } else {
            Kind::Binary
        };
        Capture {
            kind,
            ..Capture::default()
        }
    }

    /// Takes in what passes.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        match &mut self.kind {
            Kind::Multipart(outline) => outline.pass(bytes),
            Kind::Binary => {}
            Kind::Text | Kind::Form => {
                let room = KEPT - self.kept.len();
                self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
        }
    }

    /// Bytes of memory, about.
    pub(super) fn weight(&self) -> usize {
        self.kept.len() + 256
    }

    /// Sets `name` to what was sent, and `{name}Size` and `truncated` where that is not all.
    pub(super) fn describe(&self, object: &mut Object, name: &str) {
        if self.size == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&self.kept);
        let is_whole = self.kept.len() as u64 == self.size;
        let value = match &self.kind {
            Kind::Multipart(outline) => Some(outline.describe()),
            Kind::Binary => None,
            Kind::Form => Some(Value::from(mask::query(&text))),
            Kind::Text if is_whole => Some(mask::json(json::parse(&text), &text)),
            Kind::Text => Some(Value::from(mask::text(&text))),
        };
        if let Some(value) = value {
            object.set(name, value);
        }
        if !is_whole {
            let size = json::Number::from_text(&self.size.to_string());
            object.set(&format!("{name}Size"), size.map_or(Value::Null, Value::Number));
        }
        if !is_whole && matches!(self.kind, Kind::Text | Kind::Form) {
            object.set("truncated", true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(content_type: &str, body: &[u8]) -> String {
        let mut capture = Capture::of(content_type);
        for piece in body.chunks(1000) {
            capture.pass(piece);
        }
        let mut object = Object::new();
        capture.describe(&mut object, "body");
        json::write(&object.into())
    }

    #[test]
    fn what_can_be_read_is_shown_up_to_a_limit() {
        assert_eq!(shown("application/json", b""), "{}");
        assert_eq!(
            shown("application/json; charset=utf-8", br#"{"jwt":"x","n":1.50}"#),
            r#"{"body":{"jwt":"***","n":1.50}}"#
        );
        assert_eq!(
            shown("application/json", br#"{"jwt":"x"#),
            r#"{"body":"{\"jwt\":\"***"}"#
        );
        assert_eq!(shown("image/png", &[0; 20]), r#"{"bodySize":20}"#);
        assert_eq!(
            shown("application/x-www-form-urlencoded", b"a=1&jwt=x"),
            r#"{"body":"a=1&jwt=***"}"#
        );
        let long = shown("text/plain", &[b'x'; KEPT + 5]);
        assert!(
            long.ends_with(r#"x","bodySize":65541,"truncated":true}"#),
            "{}",
            long.len()
        );
        assert_eq!(long.matches('x').count(), KEPT);
    }
}
