//! The public path in a WebAssembly module: a custom section of its own.
//!
//! A custom section changes nothing that the module does, has no length limit, and the glue reads it with
//! `WebAssembly.Module.customSections`. A module is parsed into its sections, every other section is kept
//! to the byte, and the result passes a validator before anyone gets it.
//!
//! Format: <https://webassembly.github.io/spec/core/binary/modules.html#custom-section>

use std::ops::Range;
use thiserror::Error;
use wasm_encoder::{CustomSection, Encode as _, Section as _};
use wasmparser::{Parser, Payload, Validator};

/// The name of the section that holds the public path as UTF-8.
pub const WASM_SECTION: &str = "avmsdk.public_path";

/// `\0asm` and the version: all that stands before the first section.
const HEADER: usize = 8;

/// A module that cannot be read or would not run.
#[derive(Debug, Error)]
pub enum WasmError {
    /// The bytes are no WebAssembly module.
    #[error("the module cannot be parsed")]
    Parse(#[source] wasmparser::BinaryReaderError),
    /// The module breaks a rule of WebAssembly.
    #[error("the module is not valid")]
    Invalid(#[source] wasmparser::BinaryReaderError),
}

/// Whether bytes start like a WebAssembly module.
#[must_use]
pub fn is_wasm(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm")
}

/// The module with `path` in its section, in place of an older one.
///
/// # Errors
/// When the module cannot be parsed, or is not valid.
pub fn write_path(module: &[u8], path: &str) -> Result<Vec<u8>, WasmError> {
    let mut out = remove_path(module)?;
    let section = CustomSection {
        name: WASM_SECTION.into(),
        data: path.as_bytes().into(),
    };
    out.push(section.id());
    section.encode(&mut out);
    validate(&out)?;
    Ok(out)
}

/// Whether a module runs.
///
/// # Errors
/// When it breaks a rule of WebAssembly.
pub fn validate(module: &[u8]) -> Result<(), WasmError> {
    let types = Validator::new().validate_all(module);
    types.map(drop).map_err(WasmError::Invalid)
}

/// The module without the section, every other byte as it was.
///
/// # Errors
/// When the module cannot be parsed.
pub fn remove_path(module: &[u8]) -> Result<Vec<u8>, WasmError> {
    let mut out = Vec::with_capacity(module.len() + 256);
    out.extend_from_slice(&module[..HEADER.min(module.len())]);
    for section in sections(module)? {
        if section.path.is_none() {
            out.extend_from_slice(&module[section.range]);
        }
    }
    Ok(out)
}

/// The path in a module's section, if it has one.
///
/// # Errors
/// When the module cannot be parsed.
pub fn read_path(module: &[u8]) -> Result<Option<String>, WasmError> {
    Ok(sections(module)?.into_iter().find_map(|section| section.path))
}

/// One top-level section, header included.
struct Part {
    range: Range<usize>,
    path: Option<String>,
}

fn sections(module: &[u8]) -> Result<Vec<Part>, WasmError> {
    let mut parts = Vec::new();
    let mut start = HEADER;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(WasmError::Parse)?;
        // The code section also comes as one payload per function; only whole sections count.
        let Some((_, contents)) = payload.as_section() else {
            continue;
        };
        let path = match &payload {
            Payload::CustomSection(custom) if custom.name() == WASM_SECTION => {
                Some(String::from_utf8_lossy(custom.data()).into_owned())
            }
            _ => None,
        };
        let end = usize::try_from(contents.end).unwrap_or(module.len());
        // A section's header is whatever stands between the end of the one before and its contents.
        parts.push(Part {
            range: start..end,
            path,
        });
        start = end;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `(module (func (export "f") (result i32) i32.const 7))`, its first section's size padded to five
    /// bytes as LLVM writes it, and a custom section in the middle.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x85\x80\x80\x80\x00\x01\x60\x00\x01\x7f\
        \x00\x05\x04name\
        \x03\x02\x01\x00\
        \x07\x05\x01\x01f\x00\x00\
        \x0a\x06\x01\x04\x00\x41\x07\x0b";

    #[test]
    fn a_path_is_written_replaced_read_and_removed() {
        let once = write_path(MODULE, "https://a.org/").unwrap();
        assert_eq!(read_path(&once).unwrap().as_deref(), Some("https://a.org/"));
        assert!(once.starts_with(MODULE), "every other byte stays");
        let twice = write_path(&once, "https://b.org/longer/").unwrap();
        assert_eq!(
            read_path(&twice).unwrap().as_deref(),
            Some("https://b.org/longer/")
        );
        assert_eq!(
            twice
                .windows(WASM_SECTION.len())
                .filter(|w| *w == WASM_SECTION.as_bytes())
                .count(),
            1
        );
        assert_eq!(remove_path(&twice).unwrap(), MODULE);
        assert_eq!(read_path(MODULE).unwrap(), None);
    }

    #[test]
    fn a_path_has_no_length_limit() {
        let long = format!("https://a.org/{}/", "x".repeat(100_000));
        let module = write_path(MODULE, &long).unwrap();
        assert_eq!(read_path(&module).unwrap(), Some(long));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        for bytes in [
            &b""[..],
            b"\0asm",
            b"\0asm\x02\0\0\0",
            b"not wasm at all",
            &MODULE[..MODULE.len() - 1],
        ] {
            assert!(
                matches!(write_path(bytes, "https://a.org/"), Err(WasmError::Parse(_))),
                "{bytes:?}"
            );
        }
        // The function's body returns nothing although its type says i32.
        let broken = [&MODULE[..MODULE.len() - 3], b"\x01\x01\x0b"].concat();
        assert!(matches!(
            write_path(&broken, "https://a.org/"),
            Err(WasmError::Invalid(_))
        ));
    }

    proptest! {
        #[test]
        fn damaged_modules_never_panic(at in 0..MODULE.len(), byte: u8) {
            let mut module = MODULE.to_vec();
            module[at] = byte;
            if let Ok(written) = write_path(&module, "https://a.org/") {
                prop_assert_eq!(read_path(&written).unwrap().unwrap(), "https://a.org/");
            }
        }
    }
}
