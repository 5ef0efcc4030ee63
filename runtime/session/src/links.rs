//! Links in what people write, and addresses that may be opened.

/// What begins a link in a text.
const STARTS: [&str; 4] = ["https://", "http://", "mailto:", "www."];
/// What begins an address that an action may open.
const FOLLOWED: [&str; 5] = ["https://", "http://", "mailto:", "tel:", "sms:"];

fn starts(text: &[u8], starts: &[&str]) -> usize {
    for start in starts {
        let start = start.as_bytes();
        if text.len() > start.len() && text[..start.len()].eq_ignore_ascii_case(start) {
            return start.len();
        }
    }
    0
}

/// Whether it is an address of the web: nothing else is loaded or embedded.
pub fn is_web(address: &str) -> bool {
    starts(address.as_bytes(), &FOLLOWED[..2]) > 0
}

/// Whether a click may open it. A list of what may, since nobody knows all that may not.
pub fn is_followed(address: &str) -> bool {
    starts(address.as_bytes(), &FOLLOWED) > 0
}

/// Where the first link of a text begins and ends, in bytes.
pub fn find_link(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] >= 0x80);
        // After a letter beyond ASCII it may be one: Chinese has no blanks.
        let in_word = is_word && bytes[at - 1] < 0x80;
        let start = if in_word { 0 } else { starts(&bytes[at..], &STARTS) };
        if start > 0 {
            let end = end_of(bytes, at);
            if end > at + start {
                return Some((at, end));
            }
        }
        at += 1;
    }
    None
}

/// Where a link ends that begins here: before a blank or a sign that addresses do not have, and without the
/// punctuation of the sentence around it.
fn end_of(bytes: &[u8], from: usize) -> usize {
    let mut end = from;
    while end < bytes.len() {
        let next = bytes.get(end + 1).copied().unwrap_or_default();
        let is_over = match bytes[end] {
            ..=b' ' | b'<' | b'>' | b'"' | b'`' | 0x7f => true,
            // Blanks, quotes and full-width punctuation beyond ASCII.
            0xc2 => next == 0xa0,
            0xe2 => next == 0x80 || next == 0x81,
            0xe3 => next == 0x80,
            0xef => next == 0xbc || next == 0xbd,
            _ => false,
        };
        if is_over {
            break;
        }
        end += 1;
    }
    while end > from {
        let last = bytes[end - 1];
        let open = match last {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b'~' => 0,
            b')' => b'(',
            b']' => b'[',
            b'}' => b'{',
            _ => break,
        };
        // A bracket that was opened inside belongs to the address.
        let mut depth = 0;
        for byte in &bytes[from..end] {
            depth += i32::from(*byte == open) - i32::from(*byte == last);
        }
        if open != 0 && depth >= 0 {
            break;
        }
        end -= 1;
    }
    end
}

/// The address that a link of a text leads to.
pub fn address_of(link: &str) -> String {
    let scheme = if starts(link.as_bytes(), &STARTS[..3]) > 0 {
        ""
    } else {
        "https://"
    };
    [scheme, link].concat()
}

#[cfg(test)]
#[path = "links_test.rs"]
mod tests;
