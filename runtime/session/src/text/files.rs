//! What a file is called, and how large it is, in words.

/// The name of the file at an address: its last part, read as a browser would show it.
pub fn file_name(address: &str) -> String {
    let end = address.bytes().position(|byte| byte == b'?' || byte == b'#');
    let path = &address.as_bytes()[..end.unwrap_or(address.len())];
    let start = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let part = &path[start..];
    let mut name = Vec::new();
    let mut at = 0;
    while at < part.len() {
        let digit = |at: usize| part.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (part[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                name.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                name.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(name).unwrap_or_default()
}

/// A size as people say it: `640 KB`, `2.4 MB`. Of a thousand bytes a kilobyte, as phones and browsers show it.
pub fn size_words(bytes: u32) -> String {
    let number = |value: u32| avmsdk_protocol::json::Number::from(value).as_str().to_owned();
    let tenths = bytes.saturating_add(50_000) / 100_000;
    if tenths < 10 {
        [&number(bytes.div_ceil(1000)), " KB"].concat()
    } else if tenths < 100 {
        [&number(tenths / 10), ".", &number(tenths % 10), " MB"].concat()
    } else {
        [&number(tenths / 10), " MB"].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_the_last_part() {
        for (address, name) in [
            ("https://a.test/b/c%20d.pdf?x=/y#z", "c d.pdf"),
            ("https://a.test/%C3%A9t%C3%A9", "été"),
            ("https://a.test/50%", "50%"),
            ("https://a.test/%zz%F", "%zz%F"),
            ("https://a.test/%FF", ""),
            ("https://a.test/", ""),
            ("", ""),
        ] {
            assert_eq!(file_name(address), name, "{address}");
        }
    }

    #[test]
    fn sizes_in_words() {
        for (bytes, words) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (640_000, "640 KB"),
            (949_999, "950 KB"),
            (950_000, "1.0 MB"),
            (2_449_999, "2.4 MB"),
            (26_214_400, "26 MB"),
            (u32::MAX, "4294 MB"),
        ] {
            assert_eq!(size_words(bytes), words);
        }
    }

    proptest! {
        #[test]
        fn no_address_is_too_odd(address in "(%[0-9a-f]{0,2}|[/?#é]|\\PC){0,20}") {
            file_name(&address);
        }
    }
}
