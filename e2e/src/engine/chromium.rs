//! How Chromium is asked for: quiet, without a window, with an empty profile.

use crate::View;
use serde_json::{Map, Value, json};

/// What the driver is asked to start.
pub(super) fn capabilities(view: View, profile: &str) -> Map<String, Value> {
    let mut options = json!({
        "args": [
            "--headless=new",
            // Only our own pages are loaded, and as root there is no sandbox to be had.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            // Quiet: no request but those of the page.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--no-first-run",
            format!("--user-data-dir={profile}"),
        ],
    });
    // Debian's name for it; where only Google's is installed the driver finds that by itself.
    if let Some(binary) = super::find(&["chromium", "chromium-browser"]) {
        options["binary"] = json!(binary);
    }
    if view == View::Phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 3, "touch": true, "mobile": true },
            "userAgent": "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) \
                Chrome/150.0.0.0 Mobile Safari/537.36",
        });
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    capabilities
}
