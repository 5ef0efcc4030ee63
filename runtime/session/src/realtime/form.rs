//! What a poll sends: one field of a form, which a browser may post to another origin without asking
//! there first.

const HEX: [u8; 16] = *b"0123456789ABCDEF";

/// `message=…`, percent-encoded. Source: <https://url.spec.whatwg.org/#urlencoded-serializing>; a
/// space may be `%20` too.
pub(super) fn message(text: &str) -> String {
    let mut body = String::from("message=");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            body.push(char::from(byte));
        } else {
            body.push('%');
            for digit in [byte >> 4, byte & 15] {
                body.push(char::from(HEX[usize::from(digit)]));
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_means_something_in_a_form_is_escaped() {
        for (text, body) in [
            ("", "message="),
            ("aZ09-._", "message=aZ09-._"),
            (r#"[{"a":1}]"#, "message=%5B%7B%22a%22%3A1%7D%5D"),
            ("a b+c&d=e%f", "message=a%20b%2Bc%26d%3De%25f"),
            ("é~\n", "message=%C3%A9%7E%0A"),
        ] {
            assert_eq!(super::message(text), body);
        }
    }
}
