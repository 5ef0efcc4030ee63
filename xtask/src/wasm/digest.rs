//! Hashes in the three forms that the package needs.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How many bytes of a file's SHA-256 its name tells: 10 digits. More cannot be compressed, and who loads the file
/// compares all of it.
const BYTES_IN_NAME: usize = 5;

/// SHA-256 over named contents, so that neither a name nor a border can move unseen.
#[derive(Clone, Default)]
pub(super) struct Sum(Sha256);

impl Sum {
    pub(super) fn add(&mut self, name: &str, content: &[u8]) {
        for part in [name.as_bytes(), content] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    pub(super) fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// `host.js` becomes `host.<hash>.js`, as `configure` names it anew (`cli/core`). In hexadecimal digits, by which others
/// know a hash in a name.
pub(super) fn hashed_name(stem: &str, extension: &str, content: &[u8]) -> String {
    let hash = hex(&Sha256::digest(content)[..BYTES_IN_NAME]);
    format!("{stem}.{hash}.{extension}")
}

/// The value of an `integrity` attribute. The shortest hash that browsers take: it cannot be compressed.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{Sum, hashed_name, integrity};

    #[test]
    fn names_and_integrity_are_the_known_hashes() {
        // FIPS 180-2, the example "abc".
        assert_eq!(hashed_name("host", "js", b"abc"), "host.ba7816bf8f.js");
        assert_eq!(
            integrity(b"abc"),
            "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }

    #[test]
    fn a_sum_sees_names_borders_and_order() {
        let sum = |parts: &[(&str, &str)]| {
            let mut sum = Sum::default();
            parts
                .iter()
                .for_each(|(name, content)| sum.add(name, content.as_bytes()));
            sum.hex()
        };
        let one = sum(&[("a", "bc"), ("d", "e")]);
        assert_eq!(one, sum(&[("a", "bc"), ("d", "e")]));
        for other in [
            &[("ab", "c"), ("d", "e")][..],
            &[("d", "e"), ("a", "bc")],
            &[("a", "bcde")],
        ] {
            assert_ne!(one, sum(other));
        }
    }
}
