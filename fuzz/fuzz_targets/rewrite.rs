//! Any bytes: the literal replacement comes back exactly; a module keeps running or is refused.

#![no_main]

use avmsdk_core::{PLACEHOLDER, rewrite};
use libfuzzer_sys::fuzz_target;

const PATH: &str = "https://cdn.acme.org/chat/";

fuzz_target!(|bytes: &[u8]| {
    // `P` stands for the placeholder, so that short inputs hold many.
    let mut source = Vec::new();
    for byte in bytes {
        match byte {
            b'P' => source.extend_from_slice(PLACEHOLDER.as_bytes()),
            other => source.push(*other),
        }
    }
    if let Some(rewritten) = rewrite::literal(&source, PLACEHOLDER.as_bytes(), PATH.as_bytes()) {
        assert!(rewrite::literal(&rewritten.bytes, PLACEHOLDER.as_bytes(), PATH.as_bytes()).is_none());
        let restored = rewrite::restore(
            &rewritten.bytes,
            &rewritten.offsets,
            PLACEHOLDER.as_bytes(),
            PATH.as_bytes(),
        );
        assert_eq!(restored, Some(source));
    }
    if let Ok(module) = rewrite::write_path(bytes, PATH) {
        assert_eq!(rewrite::read_path(&module).ok().flatten().as_deref(), Some(PATH));
        assert_eq!(
            rewrite::remove_path(&module).ok(),
            rewrite::remove_path(bytes).ok()
        );
    }
});
