//! How Firefox is asked for: without a window, and quiet.

use serde_json::{Map, Value, json};

/// What the driver is asked to start.
pub(super) fn capabilities() -> Map<String, Value> {
    let mut options = json!({
        "args": ["-headless"],
        "prefs": {
            // Quiet: no request but those of the page. The driver turns off the rest.
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "browser.safebrowsing.update.enabled": false,
            "extensions.systemAddon.update.enabled": false,
            "services.settings.server": "",
        },
    });
    if let Some(binary) = super::find(&["firefox-esr", "firefox"]) {
        options["binary"] = json!(binary);
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("firefox"));
    capabilities.insert("moz:firefoxOptions".to_owned(), options);
    capabilities
}
