//! Brotli and gzip at their best levels: done once, read often.

use avmsdk_core::configure::{Compressor, Encoding};
use std::io::Write as _;

/// The siblings that were asked for.
pub(crate) struct Siblings(pub(crate) Vec<Encoding>);

impl Compressor for Siblings {
    fn encodings(&self) -> &[Encoding] {
        &self.0
    }

    fn compress(&self, encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let compressed = match encoding {
            Encoding::Brotli => brotli(bytes),
            Encoding::Gzip => gzip(bytes),
        };
        // Writing to memory does not fail; if it did, no sibling is smaller than its file.
        compressed.unwrap_or_else(|_| bytes.to_vec())
    }
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

/// No name and no time in the header: the same input gives the same bytes.
fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
