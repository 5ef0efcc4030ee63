//! Literal replacement in any bytes, remembering where.

use memchr::memmem;

/// The outcome of a replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The new bytes.
    pub bytes: Vec<u8>,
    /// Where each replacement starts in the new bytes, ascending.
    pub offsets: Vec<u64>,
}

/// Replaces every `from` by `to`, left to right without overlap, as `sed s/from/to/g` does.
/// `None` when there is nothing to replace. An empty `from` is nowhere.
#[must_use]
pub fn literal(bytes: &[u8], from: &[u8], to: &[u8]) -> Option<Rewritten> {
    if from.is_empty() {
        return None;
    }
    let mut found = memmem::find_iter(bytes, from).peekable();
    found.peek()?;
    let mut rewritten = Rewritten {
        bytes: Vec::with_capacity(bytes.len()),
        offsets: Vec::new(),
    };
    let mut copied = 0;
    for at in found {
        rewritten.bytes.extend_from_slice(&bytes[copied..at]);
        rewritten.offsets.push(rewritten.bytes.len() as u64);
        rewritten.bytes.extend_from_slice(to);
        copied = at + from.len();
    }
    rewritten.bytes.extend_from_slice(&bytes[copied..]);
    Some(rewritten)
}

/// Undoes [`literal`]: puts `from` back where `to` was written. `None` when `to` does not stand at every
/// offset, i.e. when the file is not the one that was written.
#[must_use]
pub fn restore(bytes: &[u8], offsets: &[u64], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let mut restored = Vec::with_capacity(bytes.len() + offsets.len() * from.len().saturating_sub(to.len()));
    let mut copied = 0;
    for offset in offsets {
        let at = usize::try_from(*offset).ok()?;
        restored.extend_from_slice(bytes.get(copied..at)?);
        if !bytes.get(at..)?.starts_with(to) {
            return None;
        }
        restored.extend_from_slice(from);
        copied = at + to.len();
    }
    restored.extend_from_slice(bytes.get(copied..)?);
    Some(restored)
}

#[cfg(test)]
mod tests {
    use super::{literal, restore};
    use crate::PLACEHOLDER;
    use proptest::prelude::*;

    /// The obvious way, to compare with.
    fn by_hand(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(from) {
                out.extend_from_slice(to);
                rest = after;
            } else {
                out.push(rest[0]);
                rest = &rest[1..];
            }
        }
        out
    }

    #[test]
    fn positions() {
        let path = b"https://a.org/";
        for (before, after) in [
            ("https://placeholder.public.path/", "https://a.org/"),
            ("https://placeholder.public.path/x", "https://a.org/x"),
            ("x https://placeholder.public.path/", "x https://a.org/"),
            (
                "https://placeholder.public.path/https://placeholder.public.path/",
                "https://a.org/https://a.org/",
            ),
            (
                "hhttps://placeholder.public.pathhttps://placeholder.public.path//",
                "hhttps://placeholder.public.pathhttps://a.org//",
            ),
        ] {
            let rewritten = literal(before.as_bytes(), PLACEHOLDER.as_bytes(), path).unwrap();
            assert_eq!(String::from_utf8(rewritten.bytes).unwrap(), after);
        }
    }

    #[test]
    fn look_alikes_stay() {
        for text in [
            "",
            "https://placeholder.public.path",
            "http://placeholder.public.path/",
            "HTTPS://placeholder.public.path/",
        ] {
            assert_eq!(
                literal(text.as_bytes(), PLACEHOLDER.as_bytes(), b"x"),
                None,
                "{text}"
            );
        }
        assert_eq!(literal(b"abc", b"", b"x"), None);
    }

    #[test]
    fn restore_refuses_a_file_that_was_changed() {
        let rewritten = literal(b"a P b P", b"P", b"https://a.org/").unwrap();
        assert_eq!(rewritten.offsets, [2, 19]);
        let mut changed = rewritten.bytes.clone();
        changed[19] = b'x';
        assert_eq!(
            restore(&changed, &rewritten.offsets, b"P", b"https://a.org/"),
            None
        );
        assert_eq!(restore(&rewritten.bytes, &[19, 2], b"P", b"https://a.org/"), None);
        assert_eq!(
            restore(&rewritten.bytes, &[u64::MAX], b"P", b"https://a.org/"),
            None
        );
        assert_eq!(restore(b"short", &[90], b"P", b"https://a.org/"), None);
    }

    proptest! {
        /// Over a small alphabet, so that near misses and neighbours are common.
        #[test]
        fn equals_the_obvious_replacement_and_comes_back(
            pieces in prop::collection::vec(prop_oneof![
                Just(PLACEHOLDER.as_bytes().to_vec()),
                (0..PLACEHOLDER.len()).prop_map(|cut| PLACEHOLDER.as_bytes()[..cut].to_vec()),
                prop::collection::vec(any::<u8>(), 0..8),
            ], 0..12),
            to in "https://[a-z]{1,8}/",
        ) {
            let bytes = pieces.concat();
            let wanted = by_hand(&bytes, PLACEHOLDER.as_bytes(), to.as_bytes());
            match literal(&bytes, PLACEHOLDER.as_bytes(), to.as_bytes()) {
                None => prop_assert_eq!(&wanted, &bytes),
                Some(rewritten) => {
                    prop_assert_eq!(&rewritten.bytes, &wanted);
                    let back = restore(&rewritten.bytes, &rewritten.offsets, PLACEHOLDER.as_bytes(), to.as_bytes());
                    prop_assert_eq!(back, Some(bytes));
                }
            }
        }
    }
}
