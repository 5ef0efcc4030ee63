//! The reader: text to [`Value`], by RFC 8259.

use super::{Number, Object, Value};

/// How deep arrays and objects may nest. Real messages reach 8; the limit keeps hostile ones from
/// exhausting the stack.
pub const MAX_DEPTH: u8 = 64;

/// The text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes from the start.
    pub at: usize,
}

impl core::fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "not valid json at byte: {}", self.at)
    }
}

impl core::error::Error for SyntaxError {}

/// Reads one value that fills the whole text, white space aside.
///
/// # Errors
/// [`SyntaxError`] where RFC 8259 has no such text, or it nests deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Value, SyntaxError> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    reader
        .value(MAX_DEPTH)
        .filter(|_| {
            reader.skip_space();
            reader.at == reader.bytes.len()
        })
        .ok_or(SyntaxError { at: reader.at })
}

/// `None` from any method means: wrong at `self.at`.
struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        if self.peek()? != byte {
            return None;
        }
        self.at += 1;
        Some(())
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return None;
        }
        self.at += word.len();
        Some(value)
    }

    fn value(&mut self, depth: u8) -> Option<Value> {
        self.skip_space();
        match self.peek()? {
            b'"' => self.string().map(Value::String),
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.array(depth.checked_sub(1)?),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn array(&mut self, depth: u8) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']').is_some() {
            return Some(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.skip_space();
            if self.eat(b']').is_some() {
                return Some(Value::Array(items));
            }
            self.eat(b',')?;
        }
    }

    fn object(&mut self, depth: u8) -> Option<Value> {
        self.at += 1;
        let mut pairs = Vec::new();
        self.skip_space();
        if self.eat(b'}').is_some() {
            return Some(Value::Object(Object::of_pairs(pairs)));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            self.eat(b':')?;
            let value = self.value(depth)?;
            pairs.push((key, value));
            self.skip_space();
            if self.eat(b'}').is_some() {
                return Some(Value::Object(Object::of_pairs(pairs)));
            }
            self.eat(b',')?;
        }
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let _ = self.eat(b'-');
        if self.eat(b'0').is_none() {
            self.digits()?;
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(Value::Number(Number::from_checked(&self.text[start..self.at])))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        self.eat(b'"')?;
        let mut text = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            // Quotes and backslashes are ASCII, so both ends are at character borders.
            text.push_str(&self.text[start..self.at]);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => {
                self.at -= 1;
                return None;
            }
        })
    }

    /// Four hex digits, or two such escapes that make a pair. A lone half of a pair, which Rust's
    /// strings cannot hold, becomes U+FFFD, as in a browser's `TextEncoder`.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if let 0xD800..0xDC00 = first {
            let after_first = self.at;
            if self.eat(b'\\').is_some() && self.eat(b'u').is_some() {
                let second = self.hex()?;
                if let 0xDC00..0xE000 = second {
                    return char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                }
            }
            self.at = after_first;
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
        }
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_json() {
        for (text, at) in [
            ("", 0),
            ("nul", 0),
            ("01", 1),
            ("1.", 2),
            ("-", 1),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\"}", 4),
            ("{a:1}", 1),
            ("\"a", 2),
            ("\"\\x\"", 2),
            ("\"\n\"", 1),
            ("\"\\u12g4\"", 5),
            ("1 1", 2),
        ] {
            assert_eq!(parse(text), Err(SyntaxError { at }), "{text}");
        }
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(usize::from(MAX_DEPTH))).is_ok());
        assert!(parse(&nested(usize::from(MAX_DEPTH) + 1)).is_err());
    }

    #[test]
    fn escapes() {
        let text = r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83d x\udc00""#;
        assert_eq!(
            parse(text),
            Ok(Value::from("a\"\\/\u{8}\u{c}\n\r\té😀\u{fffd} x\u{fffd}"))
        );
    }
}
