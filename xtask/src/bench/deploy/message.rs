//! As much of HTTP/1.1 as it takes to pass messages on: where a head ends, and where a body.

use std::io::{self, BufRead, Read, Write};

/// Heads longer than this are no HTTP.
const LONGEST_HEAD: usize = 65_536;

/// The first line and the fields, as they came.
pub(super) struct Head {
    pub(super) bytes: Vec<u8>,
    text: String,
}

/// Where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// Before it has begun.
    None,
    /// After that many bytes.
    Length(u64),
    /// After a chunk of no bytes.
    Chunked,
    /// With the connection.
    UntilClosed,
}

impl Head {
    /// The next one; `None` where the connection ends before it.
    pub(super) fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            let read = from.take(LONGEST_HEAD as u64).read_until(b'\n', &mut bytes)?;
            if read == 0 && bytes.is_empty() {
                return Ok(None);
            }
            if read == 0 || bytes.len() > LONGEST_HEAD {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Some(Self { bytes, text }))
    }

    /// Of the first line, counted from 0.
    pub(super) fn word(&self, number: usize) -> &str {
        let line = self.text.lines().next().unwrap_or_default();
        line.split(' ').nth(number).unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<&str> {
        let fields = self.text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut of_that_name = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
        of_that_name.next().map(|(_, value)| value.trim())
    }

    /// Whether a field has that value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.field(name)
            .is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    /// Whether the answer itself is still to come.
    pub(super) fn is_interim(&self) -> bool {
        self.word(1).starts_with('1')
    }

    /// Where its body ends, and `otherwise` where it does not say so.
    pub(super) fn framing(&self, otherwise: Framing) -> Framing {
        if self.has("transfer-encoding", "chunked") {
            return Framing::Chunked;
        }
        let length = self
            .field("content-length")
            .and_then(|length| length.parse().ok());
        length.map_or(otherwise, Framing::Length)
    }
}

/// Passes a body on, as it is.
pub(super) fn copy(from: &mut impl BufRead, to: &mut impl Write, framing: Framing) -> io::Result<()> {
    match framing {
        Framing::None => Ok(()),
        Framing::Length(length) => exactly(from, to, length),
        Framing::UntilClosed => io::copy(from, to).map(drop),
        Framing::Chunked => loop {
            let size = line(from, to)?;
            let digits = size.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(digits, 16).map_err(|_| io::ErrorKind::InvalidData)?;
            if size == 0 {
                // What follows are fields, until a line is empty.
                while !line(from, to)?.trim().is_empty() {}
                return Ok(());
            }
            exactly(from, to, size + 2)?;
        },
    }
}

fn exactly(from: &mut impl BufRead, to: &mut impl Write, length: u64) -> io::Result<()> {
    let copied = io::copy(&mut Read::take(from, length), to)?;
    if copied < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

fn line(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<String> {
    let mut line = String::new();
    if from.take(LONGEST_HEAD as u64).read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    to.write_all(line.as_bytes())?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::{Framing, Head, copy};

    #[test]
    fn a_body_ends_where_its_head_says() {
        let framing = |fields: &str| {
            let text = format!("PUT /x HTTP/1.1\r\n{fields}\r\nbody");
            let head = Head::read(&mut text.as_bytes()).unwrap().unwrap();
            assert_eq!((head.word(0), head.word(1)), ("PUT", "/x"));
            head.framing(Framing::None)
        };
        assert_eq!(framing(""), Framing::None);
        assert_eq!(framing("content-LENGTH: 4\r\n"), Framing::Length(4));
        assert_eq!(framing("Transfer-Encoding: chunked\r\n"), Framing::Chunked);
        assert!(Head::read(&mut &b""[..]).unwrap().is_none());
        assert!(Head::read(&mut &b"PUT /x HTTP/1.1\r\nHos"[..]).is_err());
    }

    #[test]
    fn bodies_are_passed_on_to_their_end_and_no_further() {
        let passed = |body: &str, framing| {
            let (mut from, mut to) = (body.as_bytes(), Vec::new());
            copy(&mut from, &mut to, framing).map(|()| (String::from_utf8(to).unwrap(), from.len()))
        };
        assert_eq!(
            passed("four+", Framing::Length(4)).unwrap(),
            ("four".to_owned(), 1)
        );
        assert_eq!(
            passed("all", Framing::UntilClosed).unwrap(),
            ("all".to_owned(), 0)
        );
        let chunks = "4;sum=1\r\nfour\r\n0\r\nsum: 2\r\n\r\n";
        let next = format!("{chunks}GET");
        assert_eq!(passed(&next, Framing::Chunked).unwrap(), (chunks.to_owned(), 3));
        assert!(passed("thr", Framing::Length(4)).is_err());
        assert!(passed("4\r\nfo", Framing::Chunked).is_err());
    }
}
