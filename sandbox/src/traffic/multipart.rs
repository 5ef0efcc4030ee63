//! The outline of a form with files: the headers and sizes of its parts, not what is in them.
//!
//! Reads the body piece by piece as it passes, and keeps no more than a boundary or the headers of a
//! part. Source: RFC 2046, 5.1.1.

use avmsdk_protocol::{Object, Value};

/// The longest headers of a part, and the most parts, that are outlined.
const MAX_HEAD: usize = 8 * 1024;
const MAX_PARTS: usize = 100;

/// What is known of the parts so far.
#[derive(Debug)]
pub(super) struct Outline {
    /// `\r\n--` and the boundary.
    mark: Vec<u8>,
    /// What may be the beginning of a mark, or the headers so far.
    rest: Vec<u8>,
    place: Place,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Before the first part, or in one.
    Content,
    Head,
    /// After the last part, or beyond what is understood.
    End,
}

#[derive(Debug, Default)]
struct Part {
    head: String,
    size: u64,
}

impl Outline {
    /// For a body of this media type; `None` where it names no boundary.
    pub(super) fn of(content_type: &str) -> Option<Self> {
        let (_, boundary) = content_type.split_once("boundary=")?;
        let boundary = boundary.split(';').next()?.trim().trim_matches('"');
        let is_usable = !boundary.is_empty() && boundary.len() <= 70;
        is_usable.then(|| Outline {
            mark: format!("\r\n--{boundary}").into_bytes(),
            // The first boundary stands at the beginning of the body, without a line before it.
            rest: b"\r\n".to_vec(),
            place: Place::Content,
            parts: Vec::new(),
        })
    }

    /// Takes in what passes.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        if self.place == Place::End {
            return;
        }
        self.rest.extend_from_slice(bytes);
        while self.step() {}
    }

    /// Whether there may be more to read in what is there.
    fn step(&mut self) -> bool {
        match self.place {
            Place::End => false,
            Place::Content => {
                let Some(at) = find(&self.rest, &self.mark) else {
                    // All but what may be the beginning of a mark belongs to the part.
                    let sure = self.rest.len().saturating_sub(self.mark.len() - 1);
                    self.grow(sure);
                    self.rest.drain(..sure);
                    return false;
                };
                self.grow(at);
                self.rest.drain(..at + self.mark.len());
                self.place = Place::Head;
                true
            }
            Place::Head => {
                if self.rest.starts_with(b"--") || self.rest.len() > MAX_HEAD || self.parts.len() == MAX_PARTS
                {
                    self.place = Place::End;
                    self.rest = Vec::new();
                    return false;
                }
                let Some(end) = find(&self.rest, b"\r\n\r\n") else {
                    return false;
                };
                let head = String::from_utf8_lossy(&self.rest[..end]).trim().to_owned();
                self.rest.drain(..end + 4);
                self.parts.push(Part { head, size: 0 });
                self.place = Place::Content;
                true
            }
        }
    }

    fn grow(&mut self, bytes: usize) {
        if let Some(part) = self.parts.last_mut() {
            part.size += bytes as u64;
        }
    }

    /// `[{headers, size}]`
    pub(super) fn describe(&self) -> Value {
        let parts = self.parts.iter().map(|part| {
            let mut headers = Object::new();
            for line in part.head.split("\r\n") {
                if let Some((name, value)) = line.split_once(':') {
                    headers.set(&name.trim().to_ascii_lowercase(), value.trim());
                }
            }
            let mut object = Object::new();
            object.set("headers", headers);
            object.set("size", u32::try_from(part.size).unwrap_or(u32::MAX));
            Value::Object(object)
        });
        Value::Array(parts.collect())
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use avmsdk_protocol::json;

    #[test]
    fn parts_are_told_apart_however_the_body_is_cut() {
        let mut file = vec![0_u8, b'\r', b'\n', b'-', b'-', b'X'];
        file.extend([b'-'; 300]);
        let mut body = b"--XyZ\r\nContent-Disposition: form-data; name=\"author\"\r\n\r\n{}\r\n--XyZ\r\n\
            content-disposition: form-data; name=\"source\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
            .to_vec();
        body.extend(&file);
        body.extend(b"\r\n--XyZ\r\nx: y\r\n\r\n\r\n--XyZ--\r\ntail");
        let wanted = r#"[{"headers":{"content-disposition":"form-data; name=\"author\""},"size":2},{"headers":{"content-disposition":"form-data; name=\"source\"; filename=\"a.png\"","content-type":"image/png"},"size":306},{"headers":{"x":"y"},"size":0}]"#;
        for length in [1, 2, 7, 64, body.len()] {
            let mut outline = Outline::of("multipart/form-data; boundary=\"XyZ\"").unwrap();
            for piece in body.chunks(length) {
                outline.pass(piece);
                assert!(outline.rest.len() <= MAX_HEAD + length);
            }
            assert_eq!(json::write(&outline.describe()), wanted, "in pieces of {length}");
        }
        assert!(Outline::of("multipart/form-data").is_none());
    }
}
