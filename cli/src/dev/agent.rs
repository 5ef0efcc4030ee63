//! The agent page: the business's end of every conversation.
//!
//! Its files lie below `/agent`, which answers only to this machine, and its policy lets it talk to
//! nobody but the sandbox: what it shows was written by strangers.

use super::pages::{escaped, file};
use avmsdk_sandbox::world::demo;
use avmsdk_sandbox::{File, HeaderValue, header};

/// Pictures in messages come from anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src * data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

macro_rules! parts {
    ($($name:literal),+ $(,)?) => {
        [$((
            concat!("/agent/", $name),
            $name,
            include_str!(concat!("../../../templates/pages/agent/", $name)),
        )),+]
    };
}

/// The page and what it loads, by their paths.
pub(super) fn files() -> Vec<(&'static str, File)> {
    let page = [
        ("{{ app }}", demo::APP),
        ("{{ key_id }}", demo::KEY_ID),
        ("{{ key_secret }}", demo::KEY_SECRET),
    ]
    .into_iter()
    .fold(
        include_str!("../../../templates/pages/agent/index.html").to_owned(),
        |page, (name, value)| page.replace(name, &escaped(value)),
    );
    let parts = parts![
        "api.js",
        "compose.css",
        "compose.js",
        "content.js",
        "desk.css",
        "dom.js",
        "editor.js",
        "inbox.js",
        "keys.js",
        "live.js",
        "main.js",
        "model.js",
        "panel-channels.js",
        "panel-faults.js",
        "panel-traffic.js",
        "panel-user.js",
        "panel-webhooks.js",
        "panels.css",
        "panes.js",
        "parse.js",
        "tabs.js",
        "thread.css",
        "thread.js",
        "time.js",
        "tokens.css",
        "types.js",
    ];
    let parts = parts.map(|(path, name, text)| (path, guarded(file(name, text))));
    [("/agent", guarded(file("page.html", &page)))]
        .into_iter()
        .chain(parts)
        .collect()
}

fn guarded(mut file: File) -> File {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    file.headers
        .extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    file
}
