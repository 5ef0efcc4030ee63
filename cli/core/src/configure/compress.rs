//! Compressed siblings, for servers that pick `x.js.br` instead of `x.js`.

use super::PlannedFile;
use crate::package::{CDN_FOLDER, Origin, PackagePath, is_compressible};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A content coding (RFC 9110, 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// `br`, siblings end in `.br`.
    Brotli,
    /// `gzip`, siblings end in `.gz`.
    Gzip,
}

impl Encoding {
    /// Every coding.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// What is put after the file's name.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }
}

/// Compresses bytes; the caller brings the code for it.
pub trait Compressor {
    /// The codings that are wanted.
    fn encodings(&self) -> &[Encoding];

    /// The whole compressed stream.
    fn compress(&self, encoding: Encoding, bytes: &[u8]) -> Vec<u8>;
}

/// The siblings of the files that go to the CDN, where they are smaller. A name that is taken stays.
pub(super) fn siblings(files: &[PlannedFile], compressor: &dyn Compressor) -> Vec<PlannedFile> {
    let taken: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut siblings = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.path.is_in(CDN_FOLDER) && is_compressible(file.path.as_str()))
    {
        for encoding in compressor.encodings() {
            let path = format!("{}{}", file.path, encoding.suffix());
            let Some(path) = PackagePath::parse(&path).filter(|path| !taken.contains(path.as_str())) else {
                continue;
            };
            let bytes = compressor.compress(*encoding, &file.bytes);
            if bytes.len() < file.bytes.len() {
                let mut sibling = PlannedFile::new(path, Cow::Owned(bytes), file.mode, Origin::Compressed);
                // Served in place of its file: the same type, the same class.
                sibling.content_type = file.content_type;
                sibling.class = file.class;
                siblings.push(sibling);
            }
        }
    }
    siblings
}
