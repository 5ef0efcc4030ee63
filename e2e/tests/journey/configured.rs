//! An integrator: files configured for some URL, on some server, and a page on yet another origin.

use crate::talk::Talk;
use anyhow::{bail, ensure};
use avmsdk_e2e::{Browser, Engine, INTEGRATION, Sandbox, Site, View, Widget, avmsdk, recorder};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[tokio::test]
async fn a_configured_folder_on_another_origin() -> anyhow::Result<()> {
    let sandbox = Sandbox::start("configured-sandbox")?;
    let folder = TempDir::new()?;
    let files = Site::reserve().await?;
    let configured = configure(folder.path(), &files.origin())?;
    let snippet = std::fs::read_to_string(configured.join("snippets/loader.html"))?;
    let public_path = format!("{}/static/", files.origin());
    let _files = files.serve_folder("/static/", &configured.join("cdnPackage"));
    let page = Site::reserve().await?;
    let origin = page.origin();
    let _page = page.serve_page(html(&snippet), script(&sandbox));

    let browser = Browser::open("configured-driver", Engine::Chromium, View::Desktop).await?;
    browser.goto(&origin).await?;
    let talk = Talk {
        sandbox: &sandbox,
        browser: &browser,
        name: "configured",
    };
    talk.greeting().await?;
    let start = Widget::on(&browser)
        .until_events("`ready`", |all| !all.is_empty())
        .await?;
    ensure!(
        start[0].name == "ready" && start[0].args.is_empty(),
        "wrong start: {start:#?}"
    );
    let conversation = talk.first_message().await?;
    talk.reply_while_open(&conversation).await?;
    talk.end().await?;
    only_the_snippets_script_is_left(&browser, &public_path).await?;
    browser.close().await
}

/// The folder that `avmsdk configure` makes for a public path, named as documented.
pub(crate) fn configure(folder: &Path, origin: &str) -> anyhow::Result<PathBuf> {
    avmsdk(folder, &["configure", &format!("{origin}/static/"), "--quiet"])?;
    let name = format!("{origin}/static/").replace('/', "_");
    let made = folder.join(&name);
    ensure!(made.is_dir(), "`avmsdk configure` did not make: {name}");
    Ok(made)
}

fn html(snippet: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Acme</title>
{snippet}
</head>
<body>
<h1>Acme</h1>
<script src="/page.js"></script>
</body>
</html>
"#
    )
}

/// Handlers first, so that `ready` is heard, then the documented call.
fn script(sandbox: &Sandbox) -> String {
    format!(
        "{}\nwindow.__before = new Set(document.querySelectorAll('*'));\n\
        AvMessagingSdk.init({{ integrationId: '{INTEGRATION}', configBaseUrl: '{}' }});\n",
        recorder(),
        sandbox.url("/sdk/")
    )
}

/// After `destroy` the page is as before, but for the script element that the snippet itself puts there
/// (before or after ours looks, as the network pleases).
async fn only_the_snippets_script_is_left(browser: &Browser, public_path: &str) -> anyhow::Result<()> {
    let left: Vec<String> = browser
        .run(&format!(
            "return Array.from(document.querySelectorAll('*'))\
               .filter(e => !window.__before.has(e) || (e.src || e.href || '').startsWith('{public_path}'))\
               .map(e => e.outerHTML)"
        ))
        .await?;
    let [script] = left.as_slice() else {
        bail!("`destroy` left in the page: {left:#?}")
    };
    ensure!(
        script.starts_with("<script") && script.contains(public_path),
        "not the snippet's script: {script}"
    );
    Ok(())
}
