//! Which browsers there are, and what each is asked to start.

mod chromium;
mod firefox;
mod webkit;
mod wpe;

use crate::View;
use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chrome, Edge and their kin. It alone has a phone, a console and the DevTools protocol here.
    Chromium,
    /// Firefox ESR, without a window.
    Firefox,
    /// WebKitGTK, of the class of Safari, on a screen that nobody sees.
    WebKit,
    /// WPE WebKit 2.38, of the class of Safari 16.0: it knows no style sheets without an element. Its screen has a size
    /// of its own.
    Wpe,
}

impl Engine {
    /// The engine's name, as in names of logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::Wpe => "wpe",
        }
    }

    /// Whether the engine is left out on this machine: `AVMSDK_SKIP_ENGINES` names those that `cargo xtask
    /// test` could not install.
    pub fn is_left_out(self) -> bool {
        std::env::var("AVMSDK_SKIP_ENGINES")
            .is_ok_and(|names| names.split(',').any(|name| name == self.name()))
    }

    /// What the driver is asked to start. `proxy` is a port of this machine that leads to all hosts of HTTPS, whatever
    /// their certificates say.
    pub(crate) fn capabilities(
        self,
        view: View,
        profile: &Path,
        proxy: Option<u16>,
    ) -> anyhow::Result<Map<String, Value>> {
        ensure!(
            self == Self::Chromium || view == View::Desktop,
            "only Chromium has a phone"
        );
        let mut capabilities = match self {
            Self::Chromium => {
                let profile = profile
                    .to_str()
                    .context("the folder for temporary files is no UTF-8")?;
                chromium::capabilities(view, profile)
            }
            Self::Firefox => firefox::capabilities(),
            Self::WebKit => match webkit::browser() {
                Some(browser) => webkit::capabilities(&browser, &proxy_args(proxy)),
                None => bail!("WebKitGTK's `MiniBrowser` is missing, `cargo xtask test --e2e` installs it"),
            },
            Self::Wpe => wpe::capabilities(&proxy_args(proxy)),
        };
        if let Some(port) = proxy {
            capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
            if matches!(self, Self::Chromium | Self::Firefox) {
                let proxy = json!({ "proxyType": "manual", "sslProxy": format!("127.0.0.1:{port}") });
                capabilities.insert("proxy".to_owned(), proxy);
            }
        }
        Ok(capabilities)
    }
}

/// How WebKit's small browsers are told of a proxy. The drivers' capability would have them speak TLS with it.
fn proxy_args(proxy: Option<u16>) -> Vec<String> {
    proxy.map_or_else(Vec::new, |port| {
        let proxy = format!("--proxy=http://127.0.0.1:{port}");
        vec![proxy, "--ignore-host=localhost".to_owned()]
    })
}

/// Where `PATH` holds the first of these programs that is there.
fn find(names: &[&str]) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let mut files =
        std::env::split_paths(&path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    files
        .find(|file| file.is_file())?
        .into_os_string()
        .into_string()
        .ok()
}
