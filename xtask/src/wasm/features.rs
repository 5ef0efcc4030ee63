//! What a module asks of an engine beyond the first wasm (`mvp`).
//!
//! Old engines refuse a module whole for one instruction they do not know, so this is judged by a validator
//! and never taken from what the module says about itself.

use anyhow::Context as _;
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// The custom section in which a module lists its features.
pub(super) const CLAIMS: &str = "target_features";

/// The features that a compiler may use by itself, with wasm-opt's names for them.
const OPTIONAL: [(WasmFeatures, &str); 6] = [
    (WasmFeatures::MUTABLE_GLOBAL, "mutable-globals"),
    (WasmFeatures::SIGN_EXTENSION, "sign-ext"),
    (WasmFeatures::SATURATING_FLOAT_TO_INT, "nontrapping-float-to-int"),
    (WasmFeatures::BULK_MEMORY, "bulk-memory"),
    (WasmFeatures::MULTI_VALUE, "multivalue"),
    (WasmFeatures::REFERENCE_TYPES, "reference-types"),
];

/// The features without which the module is not valid, by wasm-opt's names; none for an `mvp` module.
pub(super) fn needed(module: &[u8]) -> anyhow::Result<Vec<&'static str>> {
    let all = OPTIONAL
        .iter()
        .fold(WasmFeatures::MVP, |all, (feature, _)| all | *feature);
    let valid = |features| Validator::new_with_features(features).validate_all(module);
    valid(all).context("the module is not valid wasm, or needs more than engines of 2020 have")?;
    if valid(WasmFeatures::MVP).is_ok() {
        return Ok(Vec::new());
    }
    let needed = OPTIONAL
        .iter()
        .filter(|(feature, _)| valid(all - *feature).is_err());
    Ok(needed.map(|(_, name)| *name).collect())
}

/// The module with an empty `target_features` section: it claims nothing.
pub(super) fn disclaim(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    const SECTION: &[u8] = b"\0\x11\x0ftarget_features\0";
    let mut honest = Vec::with_capacity(module.len());
    // Payloads come in order; what lies between one's end and the next's is the next one's header.
    let mut start = 0;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the compiler's output is not wasm")?;
        let end = match (&payload, payload.as_section()) {
            (Payload::Version { range, .. }, _) => range.end,
            (_, Some((_, range))) => range.end,
            // An entry of the code section, whose range covers it, or the end.
            (_, None) => continue,
        };
        let end = usize::try_from(end)?;
        let claims = matches!(&payload, Payload::CustomSection(section) if section.name() == CLAIMS);
        if !claims {
            honest.extend_from_slice(&module[start..end]);
        }
        start = end;
    }
    honest.extend_from_slice(SECTION);
    Ok(honest)
}

#[cfg(test)]
mod tests {
    use super::{disclaim, needed};

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";
    /// One function type, one function, a memory of one page.
    const DECLARED: &[u8] = b"\x01\x04\x01\x60\0\0\x03\x02\x01\0\x05\x03\x01\0\x01";

    fn module(body: &[u8]) -> Vec<u8> {
        let size = body.len() as u8;
        [HEADER, DECLARED, &[0x0a, size + 4, 1, size + 2, 0], body, &[0x0b]].concat()
    }

    #[test]
    fn features_are_found_in_the_code_itself() {
        for (body, wanted) in [
            (&b"\x41\0\x1a"[..], &[][..]),
            // i32.const 0, i32.extend8_s, drop
            (b"\x41\0\xc0\x1a", &["sign-ext"]),
            // three constants, memory.fill
            (b"\x41\0\x41\0\x41\0\xfc\x0b\0", &["bulk-memory"]),
            // f32.const 0, i32.trunc_sat_f32_s, drop
            (b"\x43\0\0\0\0\xfc\0\x1a", &["nontrapping-float-to-int"]),
            // ref.null extern, drop
            (b"\xd0\x6f\x1a", &["reference-types"]),
        ] {
            assert_eq!(needed(&module(body)).unwrap(), wanted, "{body:x?}");
        }
        assert!(needed(b"\0asm\x01\0\0\0junk").is_err());
        // v128.const: no engine of 2020 has it.
        assert!(needed(&module(&[&[0xfd, 12][..], &[0; 16], &[0x1a]].concat())).is_err());
    }

    #[test]
    fn the_claim_is_replaced_and_all_else_kept() {
        let plain = module(b"\x41\0\x1a");
        let claim = b"\0\x22\x0ftarget_features\x01+\x0freference-types";
        let other = b"\0\x05\x04name";
        let empty = b"\0\x11\x0ftarget_features\0";
        let wanted = [&plain[..], other, empty].concat();
        assert_eq!(disclaim(&[&plain[..], claim, other].concat()).unwrap(), wanted);
        assert_eq!(disclaim(&[&plain[..], other, claim].concat()).unwrap(), wanted);
        assert_eq!(disclaim(&[&plain[..], other].concat()).unwrap(), wanted);
        assert!(disclaim(b"<html>").is_err());
    }
}
