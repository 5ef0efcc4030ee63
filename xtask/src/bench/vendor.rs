//! A package of the vendor's shape, made up, and where to measure with it.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// How many files it has.
pub(super) const FILES: usize = 280;
/// How large they are together.
pub(super) const BYTES: usize = 3_300_000;
const PLACEHOLDER: &str = "https://placeholder.public.path/";

/// In memory where that can be had, so that the disk's state does not decide.
pub(super) fn scratch() -> Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    })
}

/// Makes it, not configured yet. Most names hold a hash; the public path stands in four files without one.
pub(super) fn make(root: &Path) -> Result<()> {
    let cdn = root.join("cdnPackage");
    fs::create_dir_all(&cdn)?;
    fs::create_dir_all(root.join("docs"))?;
    let text = |size: usize| format!("var path=\"{PLACEHOLDER}\";{}", "a=1;".repeat(size / 4));
    fs::write(
        cdn.join("loader.json"),
        format!("{{\"url\":\"{PLACEHOLDER}avmessagingsdk.1.0.1.min.js\"}}"),
    )?;
    fs::write(cdn.join("avmessagingsdk.1.0.1.min.js"), text(600_000))?;
    fs::write(cdn.join("avmessagingsdk.1.0.1.css"), text(40_000))?;
    fs::write(root.join("docs/README.md"), format!("Hosted at {PLACEHOLDER}\n"))?;
    let others = FILES - 4;
    let size = (BYTES - 640_000) / others;
    let mut state = 1_u64;
    for number in 0..others {
        let mut bytes = Vec::with_capacity(size);
        while bytes.len() < size {
            // Bytes like those of images and sounds: a xorshift generator, the same in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes.truncate(size);
        let extension = ["png", "mp3", "woff2", "js"][number % 4];
        fs::write(cdn.join(format!("{state:016x}{number:04x}.{extension}")), bytes)?;
    }
    Ok(())
}
