//! Somebody alters a file on the CDN, or an upload breaks off: nothing of it runs, the page is told, and the
//! widget comes when the file is whole again.

use crate::configured::configure;
use anyhow::{Context as _, ensure};
use avmsdk_e2e::{Browser, Engine, INTEGRATION, Sandbox, Site, View, Widget, until};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[tokio::test]
async fn an_altered_file_is_not_taken() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("altered-sandbox")?;
    let folder = TempDir::new()?;
    let files = Site::reserve().await?;
    let configured = configure(folder.path(), &files.origin())?;
    let snippet = fs::read_to_string(configured.join("snippets/loader.html"))?;
    let package = configured.join("cdnPackage");
    let _files = files.serve_folder("/static/", &package);
    let page = Site::reserve().await?;
    let origin = page.origin();
    let html = format!("<!doctype html><html lang=en><title>Acme</title>{snippet}<h1>Acme</h1></html>");
    let _page = page.serve_page(html, String::new());
    let browser = Browser::open("altered-driver", Engine::Chromium, View::Desktop).await?;

    for kind in [".js", ".wasm", "older", "es5"] {
        let file = file_of(&package, kind)?;
        let whole = fs::read(&file)?;
        fs::write(&file, [&whole[..], b"\n"].concat())?;
        browser.goto(&origin).await?;
        if kind == "older" {
            // Only a browser that is older than that loads it.
            browser.run::<()>("window.CSSStyleSheet = undefined").await?;
        } else if kind == "es5" {
            browser.run::<()>("delete window.WebAssembly").await?;
        }
        let said = start(&browser, &sandbox, "eager").await?;
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        ensure!(
            said.contains(name) && said.contains("not as released"),
            "`init` should name {name}: {said}"
        );
        let left: bool = browser
            .run("return !!document.getElementById('avmsdk-root')")
            .await?;
        ensure!(!left, "a failed `init` left something, of {name}");
        fs::write(&file, whole)?;
        ensure!(
            start(&browser, &sandbox, "eager").await? == "ready",
            "it is whole again: {name}"
        );
    }
    a_click_tries_again(&browser, &sandbox, &origin, &package).await?;
    browser.close().await
}

/// The launcher is there before the runtime, and stays where that cannot be had.
async fn a_click_tries_again(
    browser: &Browser,
    sandbox: &Sandbox,
    origin: &str,
    package: &Path,
) -> anyhow::Result<()> {
    let file = file_of(package, ".wasm")?;
    let whole = fs::read(&file)?;
    fs::write(&file, b"half")?;
    browser.goto(origin).await?;
    ensure!(
        start(browser, sandbox, "intent").await? == "ready",
        "the launcher needs no runtime"
    );
    let widget = Widget::on(browser);
    browser.console().await?;
    widget.part("launcher").await?.click().await?;
    let told = async || {
        let lines = browser.console().await?;
        Ok(lines.into_iter().any(|line| line.contains("a click tries again")))
    };
    until("a word on the console", told, |told| *told).await?;
    widget.until_closed().await?;
    fs::write(&file, whole)?;
    widget.part("launcher").await?.click().await?;
    widget.until("an open panel", |look| look.panel.is_some()).await?;
    Ok(())
}

/// The runtime's script or module, or a style sheet.
fn file_of(package: &Path, kind: &str) -> anyhow::Result<PathBuf> {
    let wanted = |name: &str| {
        if kind.starts_with('.') {
            name.starts_with("runtime.") && name.ends_with(kind)
        } else {
            name.starts_with(kind)
        }
    };
    let mut entries = fs::read_dir(package)?.filter_map(Result::ok);
    let found = entries.find(|entry| entry.file_name().to_str().is_some_and(wanted));
    Ok(found.with_context(|| format!("no file: {kind}"))?.path())
}

/// Starts the widget anew: `ready`, or why not.
async fn start(browser: &Browser, sandbox: &Sandbox, loading: &str) -> anyhow::Result<String> {
    let base = sandbox.url("/sdk/");
    let script = format!(
        "const done = arguments[0]; AvMessagingSdk.destroy();
        const begin = () => AvMessagingSdk.VERSION
          ? AvMessagingSdk.init({{ integrationId: '{INTEGRATION}', configBaseUrl: '{base}', loading: '{loading}' }})
            .then(() => done('ready'), error => done(error.message))
          : setTimeout(begin, 20);
        begin();"
    );
    let said = browser.client().execute_async(&script, Vec::new()).await?;
    Ok(said.as_str().unwrap_or_default().to_owned())
}
