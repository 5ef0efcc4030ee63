//! The pages of the checks: plain ones with the documented snippet, on an origin of their own.

use anyhow::ensure;
use avmsdk_e2e::{INTEGRATION, Sandbox, Serving, Site, avmsdk};
use serde_json::json;
use tempfile::TempDir;

/// The pages, as long as the value lives.
pub(crate) struct Pages {
    origin: String,
    _serving: Serving,
}

impl Pages {
    /// Serves them, with the widget that the sandbox serves; this script stands first in each.
    pub(crate) async fn serve(sandbox: &Sandbox, first: &str) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let public_path = sandbox.url("/static/");
        avmsdk(
            folder.path(),
            &["configure", &public_path, "--out", "made", "--quiet"],
        )?;
        let snippets = folder.path().join("made/snippets");
        let snippet = std::fs::read_to_string(snippets.join("loader.html"))?;
        ensure!(snippet.contains(&public_path), "not the snippet: {snippet}");
        // Where it is missing, the check that needs it fails, and no other.
        let trusted = std::fs::read_to_string(snippets.join("loader-trusted.html")).unwrap_or_default();
        let setup = json!({ "integrationId": INTEGRATION, "configBaseUrl": sandbox.url("/sdk/") });
        let helpers = first.to_owned() + &include_str!("page.js").replace("SETUP", &setup.to_string());
        let strict = STRICT.replace("PUBLIC_PATH", &public_path);
        let counted = include_str!("counted.js");
        let whole = |head: &str, body: &str| {
            format!(
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Acme</title>\n\
                <link rel=\"icon\" href=\"data:,\">\n{head}\n</head>\n<body>{body}</body></html>\n"
            )
        };
        let page =
            |before: &str, body: &str| whole(&format!("<script>{helpers}{before}</script>\n{snippet}"), body);
        let plain = |head: &str, body: &str| whole(&format!("<script>{helpers}</script>\n{head}"), body);
        let module = MODULE.replace("PUBLIC_PATH", &public_path);
        let element = format!("<script type=\"module\" src=\"{public_path}element.mjs\"></script>");
        let messenger = ELEMENT
            .replace("INTEGRATION", INTEGRATION)
            .replace("CONFIG", &sandbox.url("/sdk/"));
        let pages = [
            ("/", page("", "")),
            ("/counted", page(counted, "")),
            ("/early", page("", &format!("<script>{EARLY}</script>"))),
            ("/started", page("", &format!("<script>{STARTED}</script>"))),
            ("/box", page("", BOX)),
            ("/module", plain(&module, "")),
            ("/element", plain(&element, &messenger)),
            ("/trusted", whole(&format!("{TRUSTED}\n{trusted}"), "")),
            (
                "/strict",
                whole(
                    &format!("{strict}<script>{helpers}</script>\n{snippet}"),
                    &format!("<script>{SENT}</script>"),
                ),
            ),
            ("/framed", FRAMED.to_owned()),
            ("/other", "<!doctype html><title>Other</title>".to_owned()),
        ];
        let site = Site::reserve().await?;
        Ok(Self {
            origin: site.origin(),
            _serving: site.serve_pages(pages),
        })
    }

    /// Where they are, without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        self.origin.clone()
    }
}

/// Calls before the snippet can have answered: it keeps them.
const EARLY: &str = r#"
window.early = [];
AvMessagingSdk.on('ready', () => { window.early.push('ready'); });
window.placeholder = Object.keys(AvMessagingSdk).sort();
AvMessagingSdk.init(T.options()).then(() => { window.early.push('first'); }).then(() => { window.early.push('second'); });
"#;

/// Starts by itself, as pages do.
const STARTED: &str = r#"
T.record();
window.started = new Promise((resolve, reject) => { AvMessagingSdk.init(T.options()).then(resolve).catch(reject); });
"#;

/// The widget as a module, with no snippet in the page.
const MODULE: &str = r#"<script type="module">
import AvMessagingSdk from 'PUBLIC_PATHavmsdk.mjs';
window.imported = AvMessagingSdk;
</script>"#;

/// The widget as an element, with a place for it.
const ELEMENT: &str = r#"<div id="box" style="width: 400px; height: 500px">
<av-messenger integration-id="INTEGRATION" config-base-url="CONFIG" browser-storage="sessionStorage"
  style="display: block; height: 100%"></av-messenger></div>"#;

/// A page of the business in a frame of the widget, which asks for what its address says.
const FRAMED: &str = r#"<!doctype html><title>Framed</title><script>
parent.postMessage(JSON.stringify({ id: 1, type: location.hash.slice(1), title: '<b>Booked</b>' }), '*');
</script>"#;

/// A page that takes no plain text for a script or its address.
const TRUSTED: &str = r#"<meta http-equiv="Content-Security-Policy"
  content="require-trusted-types-for 'script'; trusted-types avmsdk-loader avmsdk">"#;

/// A page that allows scripts and no WebAssembly.
const STRICT: &str =
    r#"<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline' PUBLIC_PATH">"#;

/// What is sent there, and the scripts that the page has got for it.
const SENT: &str = r#"
window.strict = [];
const scripts = [];
new MutationObserver(list => list.forEach(one => one.addedNodes.forEach(node => scripts.push(node.src || ''))))
  .observe(document.head, { childList: true });
AvMessagingSdk.init(T.options()).then(() => AvMessagingSdk.sendMessage('sent under the policy')).then(message => {
  window.strict = [message.text, scripts.join(' ')];
}, error => { window.strict = [String(error)]; });
"#;

/// Two places for an embedded widget.
const BOX: &str =
    r#"<div id="box" style="width: 400px; height: 500px"></div><div id="other" style="height: 300px"></div>"#;
