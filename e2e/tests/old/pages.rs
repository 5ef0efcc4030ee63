//! A page of an integrator, on an origin of its own, with the documented snippet.

use avmsdk_e2e::{INTEGRATION, Sandbox, Serving, Site, avmsdk};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The page, as long as the value lives. It has an element for the panel, `#box`.
pub(crate) struct Page {
    pub(crate) url: String,
    _serving: Serving,
}

impl Page {
    /// Serves it, with the widget that the sandbox serves.
    pub(crate) async fn serve(sandbox: &Sandbox) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let public_path = sandbox.url("/static/");
        avmsdk(
            folder.path(),
            &["configure", &public_path, "--out", "made", "--quiet"],
        )?;
        let snippet = std::fs::read_to_string(folder.path().join("made/snippets/loader.html"))?;
        let site = Site::reserve().await?;
        let url = format!("{}/", site.origin());
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Acme</title>\n\
            <link rel=\"icon\" href=\"data:,\">\n{snippet}\n</head>\n\
            <body><button id=\"theirs\" style=\"margin:7px\">Buy</button>\n\
            <div id=\"box\" style=\"max-width:420px;height:560px;margin:40px\"></div></body></html>\n"
        );
        let serving = site.serve_page(html, String::new());
        Ok(Self {
            url,
            _serving: serving,
        })
    }
}

/// What the page starts the widget with.
pub(crate) fn options(sandbox: &Sandbox) -> Value {
    json!({ "integrationId": INTEGRATION, "configBaseUrl": sandbox.url("/sdk/") })
}
