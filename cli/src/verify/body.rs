//! A body as it was meant: unpacked, within bounds, and its hash.

use avmsdk_core::release::Sha256;
use avmsdk_core::verify::Body;
use std::io::Read;

/// Bytes of a body, packed or not, beyond which nothing belongs to a package.
pub(super) const MOST: usize = 64 * 1024 * 1024;
const BUFFER: usize = 16 * 1024;

/// Undoes a `Content-Encoding`.
pub(crate) fn unpack(bytes: &[u8], encoding: Option<&str>, keep_text: bool) -> Body {
    let encoding = encoding.unwrap_or_default().trim().to_ascii_lowercase();
    let unpacked = match encoding.as_str() {
        "" | "identity" => return whole(bytes, keep_text),
        "br" => read(brotli::Decompressor::new(bytes, BUFFER)),
        "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(bytes)),
        other => return Body::Broken(format!("its encoding was not asked for: `{other}`")),
    };
    match unpacked {
        Ok(bytes) if bytes.len() > MOST => Body::TooLarge,
        Ok(bytes) => whole(&bytes, keep_text),
        Err(error) => Body::Broken(format!("it is no `{encoding}`: {error}")),
    }
}

fn read(unpacker: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    unpacker.take(MOST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn whole(bytes: &[u8], keep_text: bool) -> Body {
    Body::Whole {
        sha256: Sha256::of(bytes).to_string(),
        size: bytes.len() as u64,
        text: keep_text.then(|| String::from_utf8_lossy(bytes).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, unpack};
    use avmsdk_core::verify::Body;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn packed_and_plain_are_the_same() {
        let plain = unpack(b"hello", None, true);
        assert_eq!(unpack(&gzip(b"hello"), Some("GZIP"), true), plain);
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &b"hello"[..], &mut packed, &Default::default()).unwrap();
        assert_eq!(unpack(&packed, Some("br"), true), plain);
        assert!(matches!(plain, Body::Whole { size: 5, text: Some(text), .. } if text == "hello"));
    }

    #[test]
    fn what_cannot_be_unpacked_is_broken() {
        for encoding in ["gzip", "br", "zstd"] {
            assert!(
                matches!(unpack(b"hello", Some(encoding), false), Body::Broken(_)),
                "{encoding}"
            );
        }
        let mut cut = gzip(b"hello");
        cut.truncate(12);
        assert!(matches!(unpack(&cut, Some("gzip"), false), Body::Broken(_)));
    }

    #[test]
    fn a_small_body_cannot_fill_the_memory() {
        let packed = gzip(&vec![0; MOST + 1]);
        assert!(packed.len() < 1024 * 1024);
        assert_eq!(unpack(&packed, Some("gzip"), false), Body::TooLarge);
    }
}
