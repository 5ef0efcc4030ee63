//! The hash by which a policy allows one inline script.

use std::fmt;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The sha256 of an inline script's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScriptHash([u8; 32]);

impl ScriptHash {
    /// Hashes exactly what stands between `<script>` and `</script>`.
    ///
    /// A browser turns CR LF and CR into LF as it reads the page, before it hashes
    /// (<https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream>), so this does too.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(as_read(text).as_bytes()).into())
    }

    /// The digest in base64, without padding.
    pub(super) fn digest(&self) -> String {
        BASE64_STANDARD_NO_PAD.encode(self.0)
    }
}

/// The digest of an inline script by `sha256`, `sha384` or `sha512`, in base64 without padding.
pub(super) fn digest(algorithm: &str, text: &str) -> String {
    let text = as_read(text);
    match algorithm {
        "sha384" => BASE64_STANDARD_NO_PAD.encode(Sha384::digest(text.as_bytes())),
        "sha512" => BASE64_STANDARD_NO_PAD.encode(Sha512::digest(text.as_bytes())),
        _ => BASE64_STANDARD_NO_PAD.encode(Sha256::digest(text.as_bytes())),
    }
}

fn as_read(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// As a policy writes it, quotes included.
impl fmt::Display for ScriptHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'sha256-{}'", BASE64_STANDARD.encode(self.0))
    }
}

impl fmt::Debug for ScriptHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScriptHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // The example of CSP Level 3, §8.3: `alert('Hello, world.');`
        assert_eq!(
            ScriptHash::of("alert('Hello, world.');").to_string(),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }

    #[test]
    fn line_ends_count_as_the_browser_reads_them() {
        let unix = ScriptHash::of("a\nb\n\nc");
        assert_eq!(ScriptHash::of("a\r\nb\r\n\r\nc"), unix);
        assert_eq!(ScriptHash::of("a\rb\r\rc"), unix);
        assert_ne!(ScriptHash::of("a\nb\nc"), unix);
    }
}
