//! How WPE WebKit is asked for: by Cog, which draws nowhere.

use serde_json::{Map, Value, json};

/// What the driver is asked to start. It knows no name of the browser.
pub(super) fn capabilities() -> Map<String, Value> {
    let options = json!({ "binary": "/usr/bin/cog", "args": ["-P", "headless", "--automation"] });
    let mut capabilities = Map::new();
    capabilities.insert("wpe:browserOptions".to_owned(), options);
    capabilities
}
