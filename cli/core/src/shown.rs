//! How an address that was typed is repeated in a message: without what stands before an `@`, which may be a password.
//!
//! Must never let through a part of it, however the address is misspelt.

use std::borrow::Cow;

/// The address without user and password. What has none stays as it is.
#[must_use]
pub fn without_user_info(address: &str) -> Cow<'_, str> {
    let start = match address.find("://") {
        Some(at) => at + "://".len(),
        None if address.starts_with("//") => "//".len(),
        None => 0,
    };
    let (scheme, rest) = address.split_at(start);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let is_whole = authority.contains('@') || !ends_in_password(authority, start == 0);
    let end = if is_whole {
        authority.rfind('@')
    } else {
        // A password with a slash in it.
        rest.rfind('@')
    };
    match end {
        None => Cow::Borrowed(address),
        Some(at) => Cow::Owned(format!("{scheme}{}", &rest[at + 1..])),
    }
}

/// Whether what stands after the last colon is no port.
fn ends_in_password(authority: &str, is_bare: bool) -> bool {
    let after_brackets = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    after_brackets.rsplit_once(':').is_some_and(|(_, port)| {
        (is_bare && port.is_empty()) || !port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The same for each word of a text.
#[must_use]
pub fn without_user_infos(text: &str) -> String {
    let words = text.split(' ').map(without_user_info);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_go_and_the_rest_stays() {
        for (typed, shown) in [
            ("https://user:s3kret@a.org/x", "https://a.org/x"),
            ("https://user@a.org", "https://a.org"),
            ("https://a:b@c:d@a.org/", "https://a.org/"),
            ("ftp://user:s3kret@a.org/", "ftp://a.org/"),
            ("user:s3kret@a.org", "a.org"),
            ("user:s3kret@a.org/x", "a.org/x"),
            ("//user:s3kret@a.org/", "//a.org/"),
            ("https:/user:s3kret@a.org/", "a.org/"),
            ("https:user:s3kret@a.org/", "a.org/"),
            ("https:\\\\user:s3kret@a.org", "a.org"),
            ("https://user:s3/kret@a.org/", "https://a.org/"),
            ("https://user:s3?kret@a.org/", "https://a.org/"),
        ] {
            assert_eq!(without_user_info(typed), shown, "{typed}");
        }
        for address in [
            "",
            "a.org",
            "localhost:8000/@x",
            "https://a.org/@x/y:z@w",
            "https://a.org:8443/@x/",
            "https://a.org:/@x/",
            "https://[::1]:8000/@x/",
            "http://[::1]/@x/",
            "default-src 'self'",
        ] {
            assert_eq!(without_user_info(address), address);
        }
        assert_eq!(
            without_user_infos("x https://u:p@a.org 'y'"),
            "x https://a.org 'y'"
        );
    }
}
