//! Where the S3 server of the tests is, and ports for it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// Told by `cargo xtask test`; else where `cargo xtask peers` puts it.
pub(crate) fn program() -> PathBuf {
    let told = std::env::var_os("AVMSDK_SEAWEEDFS").map(PathBuf::from);
    let program = told.unwrap_or_else(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.unwrap_or_else(|| {
            let home = std::env::var_os("HOME").expect("a home");
            Path::new(&home).join(".cache")
        });
        cache.join("avmsdk/seaweedfs-4.48/bin/weed")
    });
    assert!(program.is_file(), "no SeaweedFS there: run `cargo xtask peers`");
    program
}

/// Ports that nobody listens on, nor on those 10000 above them.
pub(crate) fn free_pairs<const N: usize>() -> [u16; N] {
    let mut taken = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        *port = loop {
            let one = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let number = one.local_addr().expect("an address").port();
            let other = number.checked_add(10_000);
            if let Some(Ok(other)) = other.map(|other| TcpListener::bind(("127.0.0.1", other))) {
                taken.extend([one, other]);
                break number;
            }
        };
    }
    ports
}
