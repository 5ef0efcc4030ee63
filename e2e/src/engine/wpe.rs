//! How WPE WebKit is asked for: by Cog, which draws nowhere.

use serde_json::{Map, Value, json};

/// What the driver is asked to start. It knows no name of the browser.
pub(super) fn capabilities(more: &[String]) -> Map<String, Value> {
    let mut args = ["-P", "headless", "--automation"].map(str::to_owned).to_vec();
    args.extend_from_slice(more);
    let options = json!({ "binary": "/usr/bin/cog", "args": args });
    let mut capabilities = Map::new();
    capabilities.insert("wpe:browserOptions".to_owned(), options);
    capabilities
}
