//! Any text: refused with a reason, or safe wherever a public path is written.

#![no_main]

use avmsdk_core::{Coded, PublicPath};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| match PublicPath::parse(text) {
    Ok(path) => {
        let normal = path.as_str();
        assert!(normal.is_ascii() && normal.ends_with('/') && !normal.contains("/../"));
        assert!(
            !normal
                .bytes()
                .any(|byte| byte <= b' ' || b"\"'<>`\\;,()?#\x7f".contains(&byte)),
            "{normal}"
        );
        assert_eq!(
            PublicPath::parse(normal).as_ref(),
            Ok(&path),
            "a normal form stays"
        );
        assert!(!path.folder_name(true).contains(['/', ':']));
    }
    Err(error) => assert!(!error.hint().is_empty() && !error.to_string().is_empty()),
});
