//! What is noticed in the bytes of a file while they come in: programs, pages, and the one virus
//! that this service knows.

/// The test string by which virus scanners are tried (<https://www.eicar.org>), in two parts so that
/// none of them stops at this very file.
const EICAR: &str = concat!(
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}",
    "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
);
/// Bytes by which a sort of file is known.
const HEAD: usize = 512;

/// How programs begin: Windows, ELF, Mach-O of either width and order, Java and universal binaries,
/// WebAssembly, scripts.
const PROGRAMS: [&[u8]; 9] = [
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
    b"#!",
];
/// How pages begin, in lower case, after white space.
const PAGES: [&[u8]; 6] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<iframe",
];

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The test string of virus scanners.
    Virus,
    /// A program or a page, whatever its name says.
    Forbidden,
}

/// Looks at bytes as they pass.
#[derive(Debug, Default)]
pub(super) struct Scan {
    head: Vec<u8>,
    /// The end of what has passed, in which the string may have begun.
    tail: Vec<u8>,
    has_virus: bool,
}

impl Scan {
    /// Takes the next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if self.has_virus {
            return;
        }
        let overlap = EICAR.len() - 1;
        // The seam: the end of what was before with the beginning of this.
        self.tail.extend_from_slice(&bytes[..bytes.len().min(overlap)]);
        self.has_virus = holds(&self.tail) || holds(bytes);
        if bytes.len() >= overlap {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - overlap..]);
        } else {
            let surplus = self.tail.len().saturating_sub(overlap);
            self.tail.drain(..surplus);
        }
    }

    /// What was found so far.
    pub(super) fn finding(&self) -> Option<Finding> {
        if self.has_virus {
            return Some(Finding::Virus);
        }
        let text = self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head);
        let text = text.trim_ascii_start().to_ascii_lowercase();
        let is_forbidden = PROGRAMS.iter().any(|start| self.head.starts_with(start))
            || PAGES.iter().any(|start| text.starts_with(start));
        is_forbidden.then_some(Finding::Forbidden)
    }
}

fn holds(bytes: &[u8]) -> bool {
    let first = EICAR.as_bytes()[0];
    let mut rest = bytes;
    while let Some(start) = rest.iter().position(|byte| *byte == first) {
        rest = &rest[start..];
        if rest.starts_with(EICAR.as_bytes()) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finding(bytes: &[u8]) -> Option<Finding> {
        let mut scan = Scan::default();
        scan.see(bytes);
        scan.finding()
    }

    #[test]
    fn programs_and_pages_are_known_by_their_beginning() {
        for bytes in [
            &b"MZ\x90"[..],
            b"\x7fELF",
            b"#!/bin/sh",
            b"\xef\xbb\xbf \n<!DOCTYPE HTML>",
            b"<Script>",
            b"\0asm",
        ] {
            assert_eq!(finding(bytes), Some(Finding::Forbidden), "{bytes:?}");
        }
        for bytes in [
            &b""[..],
            b"\x89PNG",
            b"see <html>",
            b"<?xml ?><svg/>",
            b"M",
            b"%PDF-1.7",
        ] {
            assert_eq!(finding(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn the_virus_is_found_wherever_it_is_cut(before in "[X5O!P a]{0,200}", cuts in prop::collection::vec(1usize..90, 1..9)) {
            let whole = format!("{before}{EICAR}more");
            for (text, wanted) in [(whole.clone(), Some(Finding::Virus)), (whole.replace("EICAR", "EICBR"), None)] {
                let mut scan = Scan::default();
                let mut rest = text.as_bytes();
                for cut in cuts.iter().cycle() {
                    if rest.is_empty() {
                        break;
                    }
                    let (piece, later) = rest.split_at(rest.len().min(*cut));
                    scan.see(piece);
                    rest = later;
                }
                prop_assert_eq!(scan.finding(), wanted);
            }
        }
    }
}
