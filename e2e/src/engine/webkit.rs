//! How WebKitGTK is asked for: by the small browser that comes with its driver.

use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The browser, which is on no `PATH`: `/usr/lib/ARCHITECTURE/webkit2gtk-VERSION/MiniBrowser`.
pub(super) fn browser() -> Option<PathBuf> {
    let folders = |of: PathBuf| {
        std::fs::read_dir(of)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
    };
    let mut found: Vec<PathBuf> = folders(PathBuf::from("/usr/lib"))
        .flat_map(folders)
        .filter(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("webkit2gtk-") || name.starts_with("webkitgtk-")
        })
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}

/// What the driver is asked to start.
pub(super) fn capabilities(browser: &Path, more: &[String]) -> Map<String, Value> {
    let mut args = vec!["--automation".to_owned()];
    args.extend_from_slice(more);
    let options = json!({ "binary": browser, "args": args });
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("MiniBrowser"));
    capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
    capabilities
}
